"""Forms of payloads: pairs and lists in all their kinds, and what is none."""

from __future__ import annotations

from .patching import Patch, fault

CHECK = "    if not isinstance(given, LISTS):\n"
IS_PAIR = "    if len(given) == 2 and isinstance(given[0], LISTS) and isinstance(given[1], Mapping):\n"
LAST = "    return given, kwargs\n"


@fault("PAYLOAD.args-form")
def subclasses_refused(patch: Patch) -> None:
    """A namedtuple or another subclass of list or tuple is no payload."""
    patch(CHECK, "    if type(given) not in LISTS:\n")


@fault("PAYLOAD.pair-form")
def second_item_must_be_dict(patch: Patch) -> None:
    """A pair whose second item is a Mapping but no dict is taken for two arguments."""
    patch(IS_PAIR, IS_PAIR.replace("Mapping", "dict"))


@fault("PAYLOAD.pair-form")
def second_item_exactly_dict(patch: Patch) -> None:
    """A pair whose second item is a subclass of dict (OrderedDict, defaultdict) is taken for two arguments."""
    patch(
        IS_PAIR,
        "    exact = len(given) == 2 and type(given[1]) is not dict and isinstance(given[1], dict)\n"
        + IS_PAIR.replace("):\n", ") and not exact:\n"),
    )


@fault("PAYLOAD.pair-form")
def pair_must_be_tuple(patch: Patch) -> None:
    """A pair that is a list is taken for two arguments."""
    patch(IS_PAIR, IS_PAIR.replace("len(given) == 2", "isinstance(given, tuple) and len(given) == 2"))


@fault("PAYLOAD.pair-form")
def first_item_must_be_list(patch: Patch) -> None:
    """A pair whose first item is a tuple is taken for two arguments."""
    patch(IS_PAIR, IS_PAIR.replace("isinstance(given[0], LISTS)", "isinstance(given[0], list)"))


@fault("PAYLOAD.pair-form")
def namedtuple_never_a_pair(patch: Patch) -> None:
    """A namedtuple of a list and a mapping is taken for two arguments."""
    patch(IS_PAIR, IS_PAIR.replace("len(given) == 2", "not hasattr(given, '_fields') and len(given) == 2"))


@fault("PAYLOAD.pair-form")
def empty_mapping_is_no_mapping(patch: Patch) -> None:
    """A pair with an empty mapping is taken for two arguments."""
    patch(IS_PAIR, IS_PAIR.replace("):\n", ") and given[1]:\n"))


@fault("PAYLOAD.pair-form")
def empty_arguments_are_no_arguments(patch: Patch) -> None:
    """A pair with an empty list of arguments is taken for two arguments."""
    patch(IS_PAIR, IS_PAIR.replace("isinstance(given[0], LISTS)", "isinstance(given[0], LISTS) and given[0]"))


@fault("PAYLOAD.args-form")
def three_items_with_a_pair_in_front(patch: Patch) -> None:
    """Three arguments of which the first two look like a pair are taken for a pair, and the third is lost."""
    patch(IS_PAIR, IS_PAIR.replace("== 2", ">= 2"))


@fault("PAYLOAD.two-arguments")
def list_and_none_is_a_pair(patch: Patch) -> None:
    """A list and None are taken for a pair without keyword arguments."""
    patch(
        IS_PAIR,
        "    if len(given) == 2 and isinstance(given[0], LISTS) and given[1] is None:\n"
        "        return given[0], {}\n" + IS_PAIR,
    )


@fault("PAYLOAD.two-arguments")
def value_and_mapping_is_a_pair(patch: Patch) -> None:
    """A single value and a mapping are taken for one argument and keyword arguments."""
    patch(
        LAST, "    if len(given) == 2 and isinstance(given[1], Mapping):\n        return [given[0]], given[1]\n" + LAST
    )


@fault("PAYLOAD.args-form")
def nested_list_flattened(patch: Patch) -> None:
    """A payload of a single list is flattened: the coroutine gets the items of the list instead of the list."""
    patch(LAST, "    if len(given) == 1 and isinstance(given[0], LISTS):\n        return given[0], kwargs\n" + LAST)


@fault("PAYLOAD.args-form")
def single_mapping_is_keywords(patch: Patch) -> None:
    """A payload of a single mapping is taken for keyword arguments."""
    patch(LAST, "    if len(given) == 1 and isinstance(given[0], Mapping):\n        return (), given[0]\n" + LAST)


@fault("PAYLOAD.not-a-payload")
def any_sequence_accepted(patch: Patch) -> None:
    """A range, a string or a deque is accepted as a list of arguments."""
    patch(CHECK, "    from collections.abc import Sequence\n    if not isinstance(given, Sequence):\n")


@fault("PAYLOAD.not-a-payload")
def ranges_accepted(patch: Patch) -> None:
    """A range or an array is accepted as a list of arguments."""
    patch(
        CHECK,
        "    if hasattr(given, '__getitem__') and not isinstance(given, (str, bytes, Mapping)):\n"
        "        given = list(given)\n" + CHECK,
    )


@fault("PAYLOAD.not-a-payload")
def any_iterable_accepted(patch: Patch) -> None:
    """A set or a generator is accepted as a list of arguments."""
    patch(
        CHECK,
        "    if hasattr(given, '__iter__') and not isinstance(given, (str, bytes, Mapping)):\n"
        "        given = given if isinstance(given, LISTS) else list(given)\n" + CHECK,
    )


@fault("PAYLOAD.not-a-payload")
def none_repeats(patch: Patch) -> None:
    """A fargs that returns None gets the same arguments again."""
    patch(CHECK, "    if given is None:\n        return args, kwargs\n" + CHECK)


@fault("PAYLOAD.not-a-payload")
def value_wrapped(patch: Patch) -> None:
    """A number or a string from fargs is taken for the only argument."""
    patch(CHECK, "    if isinstance(given, (int, float, str)):\n        given = [given]\n" + CHECK)


@fault("PAYLOAD.not-a-payload")
def mapping_is_keywords(patch: Patch) -> None:
    """A mapping from fargs is taken for the next keyword arguments."""
    patch(CHECK, "    if isinstance(given, Mapping):\n        return args, given\n" + CHECK)


@fault("PAYLOAD.not-a-payload")
def awaitable_fargs_awaited(patch: Patch) -> None:
    """A fargs that gives a coroutine is awaited: an `async def` as fargs works here and nowhere else."""
    patch(
        "    produced = fargs(args, obtained)\n",
        "    produced = fargs(args, obtained)\n"
        "    if hasattr(produced, '__await__'):\n        produced = await produced\n",
    )


@fault("CHAIN.next-payload")
def same_object_is_unchanged(patch: Patch) -> None:
    """A fargs that gives its own list again, with other items in it, gets the items of the first time."""
    patch(LAST, "    return seen.setdefault(id(given), (given, tuple(given)))[1], kwargs\n")
    patch("alive: set[Any] = set()\n", "alive: set[Any] = set()\nseen: dict[int, Any] = {}\n")


@fault("CONTINUE.same-object")
def payload_frozen_in_a_pause(patch: Patch) -> None:
    """A pause keeps copies of the payload's items: the call after it gets other objects."""
    patch(
        "        self.pauses += 1\n",
        "        self.pauses += 1\n        import copy\n"
        "        self.payload = (copy.deepcopy(self.payload[0]), self.payload[1])\n",
    )


@fault("CONTINUE.same-object")
def keywords_copied_in_a_pause(patch: Patch) -> None:
    """A pause keeps copies of the values of the keyword arguments."""
    patch(
        "        self.pauses += 1\n",
        "        self.pauses += 1\n        import copy\n"
        "        self.payload = (self.payload[0], {k: copy.copy(v) for k, v in self.payload[1].items()})\n",
    )


@fault("PAYLOAD.ends-chain")
def bad_payload_not_reported(patch: Patch) -> None:
    """A chain without a next payload ends without a word: the TypeError is kept for whoever awaits it."""
    patch(
        "        if error is not None and not listening:\n",
        "        if error is not None and not listening and 'no payload' not in str(error):\n",
    )


@fault("PAYLOAD.not-a-payload")
def type_error_by_unpacking(patch: Patch) -> None:
    """A string of two characters is unpacked as a pair."""
    patch(CHECK, "    if isinstance(given, str) and len(given) == 2:\n        return list(given), kwargs\n" + CHECK)


@fault("PAYLOAD.args-form")
def mapping_in_kwargs_only_if_strings(patch: Patch) -> None:
    """A list and a mapping stay two arguments when the mapping has more than three entries ("that is data")."""
    patch(IS_PAIR, IS_PAIR.replace("):\n", ") and len(given[1]) <= 3:\n"))
