"""A Sphinx extension: page bodies in the shape that MkDocs continues with, and the roles of the examples.

A section's heading is marked off as a line of Markdown, so that MkDocs makes its table of contents, its
permalinks and its search from it; all the rest stays the HTML that Sphinx and sphinx-gallery write.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.parsers.rst.states import Inliner
from sphinx.application import Sphinx
from sphinx.util.nodes import split_explicit_title
from sphinx.writers.html5 import HTML5Translator

from site_tools.markup.links import UnknownRule, rule_page
from site_tools.paths import MARK, SCHEME, TUTORIALS

RoleResult = tuple[list[nodes.Node], list[nodes.system_message]]


class BodyTranslator(HTML5Translator):
    """Writes HTML as Material styles it; see the module."""

    def visit_section(self, node: nodes.section) -> None:
        """No element: MkDocs has none."""
        self.section_level += 1

    def depart_section(self, node: nodes.section) -> None:
        """See :meth:`visit_section`."""
        self.section_level -= 1

    def visit_title(self, node: nodes.title) -> None:
        """A heading as a line of Markdown; a table's or admonition's title as it is."""
        if not isinstance(node.parent, nodes.section):
            super().visit_title(node)
            return
        text = "".join(map(_markdown, node.children))
        first, *others = node.parent["ids"]
        self.body.append(f"{MARK}{'#' * self.section_level} {text} {{: #{first} }}{MARK}")
        self.body += [f'<span id="{other}"></span>' for other in others]
        raise nodes.SkipNode

    def visit_table(self, node: nodes.table) -> None:
        """Material styles tables that have no class."""
        super().visit_table(node)
        self.body[-1] = re.sub(r' class="[^"]*"', "", self.body[-1])

    def visit_download_reference(self, node: Any) -> None:
        """The downloads are buttons."""
        node["classes"].append("md-button")
        node.children = [nodes.Text(node.astext())]
        super().visit_download_reference(node)

    def visit_note(self, node: nodes.Element) -> None:
        """Without "go to the end to download": the buttons are seen."""
        if "sphx-glr-download-link-note" in node["classes"]:
            raise nodes.SkipNode
        super().visit_note(node)

    def visit_compound(self, node: nodes.compound) -> None:
        """Without Sphinx's own tables of contents: the site has one navigation."""
        if "toctree-wrapper" in node["classes"]:
            raise nodes.SkipNode
        super().visit_compound(node)


def _markdown(node: nodes.Node) -> str:
    text = re.sub(r"([\\`*_{}\[\]#|<>])", r"\\\1", node.astext())
    return f"`{node.astext()}`" if isinstance(node, nodes.literal) else text


def rule_role(name: str, rawtext: str, text: str, lineno: int, inliner: Inliner, *rest: Any, **more: Any) -> RoleResult:
    """``:rule:`PAUSE.holds```: a link to the rule; an unknown id is an error."""
    _, title, rule = split_explicit_title(text)
    try:
        target = rule_page(rule)
    except UnknownRule as error:
        message = inliner.reporter.error(str(error), line=lineno)
        return [inliner.problematic(rawtext, rawtext, message)], [message]
    shown = nodes.literal(title, title)
    return [nodes.reference(rawtext, "", shown, refuri=SCHEME + target, classes=["tl-rule"])], []


def mkdocs_role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Inliner, *rest: Any, **more: Any
) -> RoleResult:
    """``:mkdocs:`title <validate.md#exit-codes>```: a link to another page of the site."""
    _, title, target = split_explicit_title(text)
    return [nodes.reference(rawtext, title, refuri=SCHEME + target)], []


class WholeFile(Directive):
    """``.. whole-file:: NAME``: a Python file that lies beside the lessons, and a link to download it."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The block of code, and the link under it; an error when there is no such file."""
        name = self.arguments[0]
        path = TUTORIALS / "lessons" / name
        if not path.is_file():
            raise self.error(f"tutorials/lessons/ has no {name}")
        source = path.read_text("utf-8").rstrip()
        link = nodes.reference("", f"Download {name}", refuri=SCHEME + f"examples/{name}", classes=["md-button"])
        return [nodes.literal_block(source, source, language="python"), nodes.paragraph("", "", link)]


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.set_translator("html", BodyTranslator)
    app.add_role("rule", rule_role)
    app.add_role("mkdocs", mkdocs_role)
    app.add_directive("whole-file", WholeFile)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
