"""Make the mutants of a module: every copy of it with one small change that a tired programmer could make.

Why an own mutator, of this size, and neither cosmic-ray nor mutmut: both are made for a project whose tests import the
mutated module, and both decide by the exit code of a test command. Here each mutant is an implementation that the suite
is run *against*. It may spin, exit or eat memory, so it needs a process of its own, a limit of processor time, and an
answer with the names of the broken rules, which neither tool gives. Both start an interpreter for each mutant, where a
forked process has the suite imported already. They name a mutant by its line or by its number in a file, so a committed
list of survivors would be out of date after each edit; here the name is the place and the change itself. mutmut puts
all mutants of a function behind a trampoline, which is one frame and for coroutines one object more than the original.
And neither has the operators that matter for event-driven code: a statement that runs twice, two statements in the
other order, an `await` that is lost.

What isn't mutated: docstrings, annotations, assertions, `__slots__`, `__all__`, and the words of messages. No rule can
tell the difference.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

#: Each comparison with those that are easily written in its place.
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}

#: Each arithmetic operator with its opposite.
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}

#: What an `except` catches when it is written too narrowly or too widely.
HANDLERS = ("Exception", "BaseException", "asyncio.CancelledError")

#: Statements that are removed, doubled and exchanged; the others hold statements of their own.
SIMPLE = (ast.Expr, ast.Assign, ast.AugAssign, ast.Delete, ast.Raise, ast.Return, ast.AnnAssign)


@dataclass(frozen=True)
class Mutant:
    """One change: its name (place and change, stable while other lines are edited) and the whole changed source."""

    name: str
    source: str


def mutants(source: str, skip: frozenset[str] = frozenset()) -> Iterator[Mutant]:
    """Every mutant of a module's source; ``skip`` names functions and classes (``Class.method``) to leave alone."""
    tree = ast.parse(source)
    original = ast.unparse(tree)
    seen = {original}
    names: dict[str, int] = {}
    for place, node in _places(tree, ""):
        if any(place == left_out or place.startswith(left_out + ".") for left_out in skip):
            continue
        for before, after, swap in _changes(node):
            with swap:
                changed = ast.unparse(ast.fix_missing_locations(tree))
            if changed in seen:
                continue
            seen.add(changed)
            name = f"{place or 'module'}: {before} -> {after}"
            names[name] = names.get(name, 0) + 1
            yield Mutant(name if names[name] == 1 else f"{name} #{names[name]}", changed)


class _Swap:
    """A change of one field of a node, made on entry and taken back on exit."""

    def __init__(self, node: ast.AST, field: str, value: object) -> None:
        self.node, self.field, self.value = node, field, value

    def __enter__(self) -> None:
        self.old = getattr(self.node, self.field)
        setattr(self.node, self.field, self.value)

    def __exit__(self, *exception: object) -> None:
        setattr(self.node, self.field, self.old)


Change = tuple[str, str, _Swap]


def _places(node: ast.AST, place: str) -> Iterator[tuple[str, ast.AST]]:
    """Every node that may be changed, with the function or class that it stands in."""
    yield place, node
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "type_params", "decorator_list", "type_comment"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(child, (ast.Assert, ast.JoinedStr)):
                continue
            if isinstance(child, (ast.Assign, ast.AnnAssign)) and _is_declaration(child):
                continue
            inner = place
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                inner = f"{place}.{child.name}".lstrip(".")
            yield from _places(child, inner)


def _is_declaration(node: ast.Assign | ast.AnnAssign) -> bool:
    """Whether this only declares: slots, exported names, a type's other name, a field without a value."""
    if isinstance(node, ast.AnnAssign):
        return node.value is None or (isinstance(node.annotation, ast.Name) and node.annotation.id == "TypeAlias")
    return any(isinstance(target, ast.Name) and target.id in ("__slots__", "__all__") for target in node.targets)


def _changes(node: ast.AST) -> Iterator[Change]:
    """The changes of the fields of this node."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list"):
            continue
        if isinstance(value, ast.expr):
            # `if False:` is the statement removed, which is a mutant already where nothing stands in an `else`.
            never = bool(getattr(node, "orelse", True))
            for other in _instead(value, condition=field == "test", never=never):
                yield _text(value), _text(other), _Swap(node, field, other)
        elif isinstance(value, list):
            yield from _changes_of_list(node, field, value)


def _changes_of_list(node: ast.AST, field: str, items: list[ast.AST]) -> Iterator[Change]:
    for index, item in enumerate(items):
        before, after = items[:index], items[index + 1 :]
        if isinstance(item, ast.expr):
            for other in _instead(item):
                yield _text(item), _text(other), _Swap(node, field, [*before, other, *after])
        elif isinstance(item, ast.stmt) and not _is_docstring(item):
            for text, others in _statements_instead(item, after):
                rest = after[1:] if text.startswith("after ") else after
                yield _text(item), text, _Swap(node, field, [*before, *others, *rest])


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _statements_instead(node: ast.stmt, after: list[ast.AST]) -> Iterator[tuple[str, list[ast.stmt]]]:
    """What may stand in the place of a statement (and of the one after it, where the text begins with "after")."""
    nothing = ast.Pass()
    if isinstance(node, (ast.Assign, ast.AnnAssign)) and _is_declaration(node):
        return
    if isinstance(node, SIMPLE):
        if isinstance(node, ast.Return) and node.value is not None:
            yield "return None", [ast.Return(ast.Constant(None))]
        yield "nothing", [nothing]
        if isinstance(node, (ast.Expr, ast.AugAssign)):
            yield "twice", [node, copy.deepcopy(node)]
        following = after[0] if after else None
        movable = (ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign)
        # Two assignments of values can be exchanged by anybody: nothing happens in between.
        if isinstance(node, movable) and isinstance(following, movable) and (_acts(node) or _acts(following)):
            yield f"after {_text(following)}", [following, node]
    elif isinstance(node, (ast.Break, ast.Continue)):
        yield "nothing", [nothing]
        yield ("continue", [ast.Continue()]) if isinstance(node, ast.Break) else ("break", [ast.Break()])
    elif isinstance(node, (ast.If, ast.While, ast.For)):
        yield "nothing", [nothing]
        if isinstance(node, ast.If) and node.orelse:
            yield "without else", [ast.If(node.test, node.body, [])]
        if isinstance(node, ast.While):
            yield "once", [ast.If(node.test, node.body, [])]
    elif isinstance(node, ast.Try):
        if node.handlers:
            yield "without except", [*node.body, *node.orelse, *node.finalbody]
        for handler in node.handlers:
            yield from _handlers_instead(node, handler)
        if node.finalbody:
            yield (
                "without finally",
                [ast.Try(node.body, node.handlers, node.orelse, [])] if node.handlers else node.body,
            )
    elif isinstance(node, (ast.With, ast.AsyncWith)):
        yield "without with", list(node.body)


def _acts(node: ast.stmt) -> bool:
    """Whether a statement calls or awaits something."""
    return any(isinstance(part, (ast.Call, ast.Await)) for part in ast.walk(node))


def _handlers_instead(node: ast.Try, handler: ast.ExceptHandler) -> Iterator[tuple[str, list[ast.stmt]]]:
    """The statement with one `except` that catches something else, or does nothing."""
    caught = _text(handler.type) if handler.type else ""
    for other in HANDLERS:
        if other != caught:
            replaced = ast.ExceptHandler(ast.parse(other, mode="eval").body, handler.name, handler.body)
            yield f"except {other}", [_with_handler(node, handler, replaced)]
    silent = ast.ExceptHandler(handler.type, handler.name, [ast.Pass()])
    yield f"except {caught}: pass", [_with_handler(node, handler, silent)]


def _with_handler(node: ast.Try, old: ast.ExceptHandler, new: ast.ExceptHandler) -> ast.Try:
    handlers = [new if handler is old else handler for handler in node.handlers]
    return ast.Try(node.body, handlers, node.orelse, node.finalbody)


def _instead(node: ast.expr, condition: bool = False, never: bool = True) -> Iterator[ast.expr]:
    """The expressions that may stand in the place of this one; ``never``: also False in the place of a condition."""
    if condition:
        yield ast.Constant(True)
        if never:
            yield ast.Constant(False)
        if not isinstance(node, (ast.Compare, ast.UnaryOp)):
            yield ast.UnaryOp(ast.Not(), node)
    match node:
        case ast.Compare(left, [operator], [right]):
            for kind in COMPARISONS[type(operator)]:
                yield ast.Compare(left, [kind()], [right])
        case ast.BoolOp(operator, values):
            yield ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values)
            for index in range(len(values)):
                rest = values[:index] + values[index + 1 :]
                yield rest[0] if len(rest) == 1 else ast.BoolOp(operator, rest)
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.BinOp(left, operator, right) if type(operator) in ARITHMETIC:
            yield ast.BinOp(left, ARITHMETIC[type(operator)](), right)
        case ast.Constant(bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(int(value) | float(value)):
            yield ast.Constant(value + 1)
        case ast.Await(value):
            yield value
        case ast.IfExp(_, body, orelse):
            yield body
            yield orelse
        case ast.Tuple(items, ast.Load()) if len(items) > 1:
            for index in range(len(items)):
                yield ast.Tuple(items[:index] + items[index + 1 :], ast.Load())
        case ast.Call(function, arguments, keywords):
            yield from _calls_instead(function, arguments, keywords)
        case _:
            pass


def _calls_instead(function: ast.expr, given: list[ast.expr], named: list[ast.keyword]) -> Iterator[ast.expr]:
    """A call with one argument fewer, with two exchanged, or nothing but the argument."""
    for index in range(len(given)):
        yield ast.Call(function, given[:index] + given[index + 1 :], named)
    for index in range(len(named)):
        yield ast.Call(function, given, named[:index] + named[index + 1 :])
    for index in range(len(given) - 1):
        yield ast.Call(function, [*given[:index], given[index + 1], given[index], *given[index + 2 :]], named)
    if len(given) == 1 and not named and not isinstance(given[0], ast.Starred):
        yield given[0]


def _text(node: ast.AST | None) -> str:
    """A node as source text in one short line: a long statement is known by its first line."""
    return "" if node is None else ast.unparse(node).partition("\n")[0]
