"""Families of implementations that are generated, faulty ones and legal ones, and what the suite says of them."""
