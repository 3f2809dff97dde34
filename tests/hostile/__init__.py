"""A zoo of implementations that misbehave: each costs the rule in hand, and neither another rule nor the report."""
