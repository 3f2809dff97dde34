"""Classes with names of their own, and the adapters that `init` writes for them: data of a test, checked by mypy."""
