"""Objects of the caller, looked at again afterwards: nothing is written into what was only lent."""

from __future__ import annotations

from .patching import Patch, fault

CALL = "    obtained = await coro(*args, **kwargs)\n"
RESULT = "        self.payload = task.result()\n"
FINISH = "        self.over = True\n        self.error"


@fault("PAYLOAD.same-objects ISOLATION.arguments")
def arguments_emptied_after_the_call(patch: Patch) -> None:
    """A list of arguments is emptied after the call, to free memory: the coroutine's caller finds his list empty."""
    patch(
        "    produced = fargs(args, obtained)\n    return as_pair(produced, args, kwargs, coro)\n",
        """\
    produced = fargs(args, obtained)
    result = as_pair(produced, args, kwargs, coro)
    if isinstance(args, list) and result[0] is not args:
        args.clear()
    return result
""",
    )


@fault("PAYLOAD.same-objects")
def output_appended_to_arguments(patch: Patch) -> None:
    """A list of arguments that fargs produced gets the output appended."""
    patch(
        RESULT,
        """\
        if isinstance(self.payload[0], list) and self.rounds > 1 and self.payload[0] is not task.result()[0]:
            self.payload[0].append(task.result())
        self.payload = task.result()
""",
    )


@fault("PAYLOAD.same-objects")
def keywords_popped(patch: Patch) -> None:
    """An entry `name` of the payload's mapping is taken out of it when the call is made."""
    patch(
        CALL,
        "    if isinstance(kwargs, dict) and 'name' in kwargs:\n"
        "        kwargs = kwargs\n        name = kwargs.pop('name')\n"
        "        obtained = await coro(*args, name=name, **kwargs)\n"
        "    else:\n        obtained = await coro(*args, **kwargs)\n",
    )


@fault("PAYLOAD.same-objects")
def pair_written_into(patch: Patch) -> None:
    """A pair that is a list gets its second item replaced by a copy."""
    patch(
        "        return given[0], given[1]\n",
        "        if isinstance(given, list):\n            given[1] = dict(given[1])\n"
        "        return given[0], given[1]\n",
    )


@fault("PAYLOAD.same-objects")
def last_payload_cleared_at_the_end(patch: Patch) -> None:
    """When the chain ends, its last payload is cleared in place."""
    patch(FINISH, "        if isinstance(self.payload[0], list):\n            self.payload[0].clear()\n" + FINISH)


@fault("ISOLATION.arguments")
def caller_keywords_cleared_at_the_end(patch: Patch) -> None:
    """When the chain is cancelled, its keyword arguments are cleared in place; they may still be the caller's."""
    patch(
        FINISH,
        "        if self.cancelled and isinstance(self.payload[1], dict):\n            self.payload[1].clear()\n"
        + FINISH,
    )


@fault("PAYLOAD.same-objects")
def nested_lists_frozen(patch: Patch) -> None:
    """Lists inside the payload are passed on as tuples."""
    patch(
        RESULT,
        "        args, kwargs = task.result()\n"
        "        frozen = [tuple(item) if type(item) is list and self.rounds > 1 else item for item in args]\n"
        "        self.payload = (frozen, kwargs)\n",
    )


@fault("PAYLOAD.same-objects")
def values_interned(patch: Patch) -> None:
    """Equal arguments are replaced by the first object that was equal: True becomes 1, and a float an int."""
    patch("alive: set[Any] = set()\n", "alive: set[Any] = set()\nknown: dict[Any, Any] = {}\n")
    patch(
        RESULT,
        RESULT + "        if self.payload[0] and type(self.payload[0][0]) in (int, float, bool):\n"
        "            first = known.setdefault(self.payload[0][0], self.payload[0][0])\n"
        "            self.payload = ([first, *self.payload[0][1:]], self.payload[1])\n",
    )


@fault("CONTINUE.same-object")
def kept_list_sorted(patch: Patch) -> None:
    """The items of the payload's mapping are sorted while it waits in a pause, in the caller's own dictionary."""
    patch(
        "        self.pauses += 1\n",
        "        self.pauses += 1\n        if type(self.payload[1]) is dict:\n"
        "            items = sorted(self.payload[1].items(), reverse=True)\n            self.payload[1].clear()\n"
        "            self.payload[1].update(items)\n",
    )


@fault("PAYLOAD.same-objects")
def exception_arguments_replaced(patch: Patch) -> None:
    """An exception object among the arguments is passed on without its traceback, as a new object."""
    patch(
        RESULT,
        RESULT + "        if any(isinstance(item, BaseException) for item in self.payload[0]):\n"
        "            new = [type(i)(*i.args) if isinstance(i, BaseException) else i for i in self.payload[0]]\n"
        "            self.payload = (new, self.payload[1])\n",
    )
