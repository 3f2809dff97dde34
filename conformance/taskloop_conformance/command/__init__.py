"""The command line program: arguments, one module for each command."""
