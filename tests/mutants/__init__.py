"""Mechanical mutants of conforming implementations, and what the suite says of each."""
