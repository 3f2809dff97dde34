"""Faults by kind: how somebody who misreads the rules gets it wrong. One module for each kind."""
