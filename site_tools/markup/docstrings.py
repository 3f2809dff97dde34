"""A griffe extension: the docstrings' reStructuredText roles as Markdown code."""

from __future__ import annotations

import re
from typing import Any

from griffe import Extension, Object

_ROLE = re.compile(r":(?:py:)?(?:class|mod|meth|func|data|attr|exc|const|obj):`~?([^`]+)`")
_LITERAL = re.compile(r"``([^`]+)``")


def as_markdown(docstring: str) -> str:
    """Roles and double backticks as inline code, ``::`` before an indented block as a colon."""
    text = _ROLE.sub(lambda match: f"`{match[1]}`", docstring)
    text = _LITERAL.sub(r"`\1`", text)
    return re.sub(r"::(\s*\n\s*\n +)", r":\1", text)


class Roles(Extension):
    """Rewrites every docstring as it is read."""

    def on_object(self, *, obj: Object, **kwargs: Any) -> None:
        """Called by griffe for each object."""
        if obj.docstring is not None:
            obj.docstring.value = as_markdown(obj.docstring.value)
