"""Which scenarios are run, and how a failing one becomes the smallest finding."""
