"""What pytest loads first: the report of a run, which counts the pages' examples as well."""

pytest_plugins = ["tests.report"]
