"""A worked example: an implementation with names of its own, and its adapter."""
