"""Faulty implementations, each of which shows under one hostile setting only."""
