"""Tests of what readers do in the page."""
