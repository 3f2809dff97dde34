"""Arguments and keyword arguments: none, many, shared, of hostile names, and shaped like a payload."""

from __future__ import annotations

from .patching import Patch, fault

CALL = "    obtained = await coro(*args, **kwargs)\n"
GIVEN = "        self.payload = (coro_args, {} if coro_kwargs is None else coro_kwargs)\n"
PAIR = "        return given[0], given[1]\n"
LAST = "    return given, kwargs\n"
WORK = "        work = coromask(self.coro, args, kwargs, self.fargs)\n"


@fault("PAYLOAD.args-form")
def empty_arguments_are_the_last(patch: Patch) -> None:
    """An empty list as payload isn't "no arguments": the arguments of the last call are used again."""
    patch(LAST, "    return given or args, kwargs\n")


@fault("CHAIN.continues")
def empty_arguments_end(patch: Patch) -> None:
    """An empty payload is taken for "nothing more to do": the chain ends."""
    patch(
        "        self.payload = task.result()\n",
        """\
        self.payload = task.result()
        if not self.payload[0] and not self.payload[1]:
            self.stopped = True
""",
    )


@fault("PAYLOAD.pair-form")
def empty_keywords_are_the_last(patch: Patch) -> None:
    """A pair with an empty mapping keeps the keyword arguments of the last call."""
    patch(PAIR, "        return given[0], given[1] or kwargs\n")


@fault("PAYLOAD.pair-form")
def keywords_are_merged(patch: Patch) -> None:
    """The mapping of a pair is merged into the keyword arguments so far: one that is left out comes back."""
    patch(PAIR, "        return given[0], {**kwargs, **given[1]}\n")


@fault("MASK.arguments")
def five_arguments_at_most(patch: Patch) -> None:
    """No more than five positional arguments are passed on."""
    patch(CALL, "    obtained = await coro(*args[:5], **kwargs)\n")


@fault("CHAIN.starts")
def first_arguments_read_as_payload(patch: Patch) -> None:
    """The arguments that a chain starts with are read like a payload: a list and a dict are taken for a pair."""
    patch(GIVEN, "        self.payload = as_pair(coro_args, None, {} if coro_kwargs is None else coro_kwargs, coro)\n")


@fault("PAYLOAD.same-input MASK.fargs")
def same_input_read_again(patch: Patch) -> None:
    """simple_fargs with arguments that look like a pair: from the second iteration on they are taken for one."""
    patch("    if given is args:\n        return args, kwargs\n", "")


@fault("MASK.fargs")
def fargs_gets_a_copy(patch: Patch) -> None:
    """`fargs` gets a tuple of the arguments, not the arguments themselves."""
    patch("    produced = fargs(args, obtained)\n", "    produced = fargs(tuple(args), obtained)\n")


@fault("MASK.any-names MASK.arguments")
def mask_takes_keywords_itself(patch: Patch) -> None:
    """A method of the chain passes the arguments on: a keyword called `coro` or `self` collides."""
    patch(WORK, "        work = self.run(self.coro, self.fargs, *args, **kwargs)\n")
    patch(
        "    def spawn(self",
        """\
    async def run(self, coro: Any, fargs: Any, *args: Any, **kwargs: Any) -> Any:
        return await coromask(coro, self.payload[0], kwargs, fargs)

    def spawn(self""",
    )


@fault("MASK.any-names MASK.arguments")
def partial_of_the_call(patch: Patch) -> None:
    """The call is prepared by a helper with parameters `args` and `task`: keyword arguments of these names collide."""
    patch(
        "async def coromask(",
        """\
async def perform(work: Any, args: Any, /, task: Any = None, **others: Any) -> Any:
    return await work(*args, **others)


async def coromask(""",
    )
    patch(CALL, "    obtained = await perform(coro, args, **kwargs)\n")


@fault("MASK.any-names MASK.arguments")
def private_keywords_dropped(patch: Patch) -> None:
    """Keyword arguments whose names begin with an underscore are taken for the implementation's own and dropped."""
    patch(
        CALL,
        "    named = {name: kwargs[name] for name in kwargs if not name.startswith('_')}\n"
        "    obtained = await coro(*args, **named)\n",
    )


@fault("ISOLATION.arguments")
def caller_list_becomes_history(patch: Patch) -> None:
    """Where the first arguments are a list, the list itself is brought up to date with each payload."""
    patch(
        "        self.payload = task.result()\n",
        """\
        if isinstance(self.payload[0], list) and isinstance(task.result()[0], list) and self.rounds == 3:
            self.payload[0][:] = task.result()[0]
        self.payload = task.result()
""",
    )


@fault("ISOLATION.arguments")
def mark_in_caller_keywords(patch: Patch) -> None:
    """The caller's dictionary of keyword arguments gets an entry when the chain is paused."""
    patch(GIVEN, GIVEN + "        self.given = self.payload[1]\n")
    patch(
        "        self.pauses += 1\n",
        """\
        self.pauses += 1
        if isinstance(self.given, dict):
            self.given.setdefault("paused", True)
""",
    )


@fault("ISOLATION.payloads")
def payload_by_id_of_arguments(patch: Patch) -> None:
    """Kept payloads are in a table by the id of the first arguments: two chains that are given one list share them."""
    patch("alive: set[Any] = set()\n", "alive: set[Any] = set()\nkept: dict[int, Any] = {}\n")
    patch(GIVEN, GIVEN + "        self.key = id(coro_args)\n")
    patch("        args, kwargs = self.payload\n", "        args, kwargs = kept.pop(self.key, self.payload)\n")
    patch("        self.pauses += 1\n", "        self.pauses += 1\n        kept[self.key] = self.payload\n")


@fault("PAYLOAD.same-objects")
def first_arguments_copied(patch: Patch) -> None:
    """The first arguments are copied one by one, to be safe: the coroutine gets other objects than it was given."""
    patch(
        GIVEN,
        "        import copy\n"
        "        self.payload = (copy.deepcopy(coro_args), {} if coro_kwargs is None else coro_kwargs)\n",
    )


@fault("CHAIN.starts")
def keywords_without_arguments(patch: Patch) -> None:
    """A chain with keyword arguments and no positional ones is called with the dictionary as its argument."""
    patch(GIVEN, GIVEN + "        if coro_kwargs and not coro_args:\n            self.payload = ([coro_kwargs], {})\n")


@fault("PAYLOAD.args-form")
def first_keywords_come_back(patch: Patch) -> None:
    """After a pair, the args form gets the keyword arguments that the chain was started with, not the latest."""
    patch(GIVEN, GIVEN + "        self.first = self.payload[1]\n")
    patch(
        "        args, kwargs = self.payload\n",
        """\
        args, kwargs = self.payload
        if self.rounds > 1 and kwargs is self.last:
            kwargs = self.first
        self.last = kwargs
""",
    )
