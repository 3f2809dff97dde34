"""From a history to findings: the oracle follows the transition table; the cheapest explanation names the rule."""
