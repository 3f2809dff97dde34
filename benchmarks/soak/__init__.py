"""The soak: ten thousand chains under random signals for a long time, with every rule that can be watched, watched."""
