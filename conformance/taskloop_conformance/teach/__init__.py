"""The stage on which lessons run a chain and look at its history."""
