"""The pages that are generated: specification, control model, verdicts, API, and the example of the README."""
