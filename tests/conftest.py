"""What tests of several folders share: running the program over a miniature suite."""

from tests.command.program import implementation, run, schema

__all__ = ["implementation", "run", "schema"]
collect_ignore = ["command/drawn", "command/miniature"]
