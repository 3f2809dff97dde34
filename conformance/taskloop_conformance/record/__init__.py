"""From a scenario to a history: the virtual clock, the instrumented user code, and the way to an implementation."""
