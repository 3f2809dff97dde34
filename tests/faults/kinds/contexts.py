"""Context variables: each iteration has a context of its own, made of the one in which the chain was started."""

from __future__ import annotations

from .patching import Patch, fault

COPY = "context=self.context.copy()"
STARTED = "        self.context = contextvars.copy_context()\n"


@fault("ISOLATION.context")
def one_context_for_all(patch: Patch) -> None:
    """All chains run in one context of the module: what an iteration sets is seen by the other chains."""
    patch("alive: set[Any] = set()\n", "alive: set[Any] = set()\nshared = contextvars.copy_context()\n")
    patch(COPY, "context=shared")


@fault("ISOLATION.context")
def context_of_the_program(patch: Patch) -> None:
    """An iteration's context is copied back to the context of the whole program when it ends."""
    patch(
        "        self.payload = task.result()\n",
        "        for variable, value in task.get_context().items()"
        " if hasattr(task, 'get_context') else self.used.items():\n"
        "            variable.set(value)\n        self.payload = task.result()\n",
    )
    patch(
        "        self.task = self.loop.create_task(work, context=self.context.copy())\n",
        "        self.used = contextvars.copy_context()\n"
        "        self.task = self.loop.create_task(work, context=self.used)\n",
    )


@fault("ISOLATION.context-iteration")
def one_context_for_a_chain(patch: Patch) -> None:
    """All iterations of a chain run in one context: what one sets is seen by the next."""
    patch(COPY, "context=self.context")


@fault("ISOLATION.context-start")
def empty_context(patch: Patch) -> None:
    """Each iteration begins with an empty context: what was set where the chain was started is gone."""
    patch(COPY, "context=contextvars.Context()")


@fault("ISOLATION.context-start")
def context_of_the_constructor(patch: Patch) -> None:
    """The context is that of the constructor, not of create()."""
    patch(STARTED, "")
    patch("        self.loop: Any = None\n", "        self.loop: Any = None\n" + STARTED)


@fault("ISOLATION.context-start")
def context_of_who_continues(patch: Patch) -> None:
    """After a pause the iterations run in the context of whoever gave CONTINUE."""
    patch(
        "        self.paused = False\n        self.wake()\n",
        "        self.paused = False\n"
        "        if self.gate is not None:\n"
        "            self.context = contextvars.copy_context()\n        self.wake()\n",
    )


@fault("ISOLATION.context-start")
def context_at_the_renewal(patch: Patch) -> None:
    """From the third iteration on the context is that of the module's import."""
    patch("alive: set[Any] = set()\n", "alive: set[Any] = set()\nimported = contextvars.copy_context()\n")
    patch(COPY, "context=(self.context if self.rounds < 3 else imported).copy()")


@fault("ISOLATION.context")
def context_by_coroutine(patch: Patch) -> None:
    """Chains of one coroutine function share a context."""
    patch("alive: set[Any] = set()\n", "alive: set[Any] = set()\ncontexts: dict[str, Any] = {}\n")
    patch(COPY, "context=contexts.setdefault(title(self.coro), self.context)")
