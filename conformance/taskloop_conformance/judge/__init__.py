"""From a history to findings: the oracle follows the transition table, facts need one look, naming picks the rule."""
