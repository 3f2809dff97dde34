"""Tests of the suite itself: the rules, the table, the oracle, the virtual clock."""
