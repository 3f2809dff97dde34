"""The measures: which children run, in which settings, and the tables that come of it."""
