"""Mutation testing: change one thing of the code at a time, and see whether a test notices."""
