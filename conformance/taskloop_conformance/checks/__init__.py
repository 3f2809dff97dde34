"""The checks: pytest tests, each of which verifies one or more rules of the specification."""
