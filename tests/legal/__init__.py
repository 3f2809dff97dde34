"""Legal but unusual implementations, each of which must pass the whole suite."""
