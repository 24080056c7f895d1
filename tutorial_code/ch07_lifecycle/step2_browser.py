"""Show the states of the same connection in a browser."""

from pathlib import Path

from tutorial_code.ch07_lifecycle.step1_states import api


@api.route("/")
def page(req, resp):
    resp.file(Path(__file__).parent / "states.html")


if __name__ == "__main__":
    print("Look at me: http://127.0.0.1:5042/")
    api.run(address="127.0.0.1")
