"""Faulty implementations, and the table of which rule finds which of them."""
