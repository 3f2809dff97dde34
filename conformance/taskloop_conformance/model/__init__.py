"""What a history is: events, notation, rules, areas and the transition table.  It reads the specification as data."""
