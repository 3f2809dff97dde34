"""The conformance suite of the TaskLoop specification."""

__version__ = "1.0.0"

#: The version of the specification whose rules this suite checks.
SPEC_VERSION = "1.0"
