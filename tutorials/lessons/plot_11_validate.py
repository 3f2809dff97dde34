"""
11. Validate an implementation
==============================

You have built a TaskLoop. Does it do what the specification says? The suite tries thousands of
histories that nobody would write by hand, on the same virtual clock, and names the rule that is
broken.
"""

# %%
# A program that goes wrong
# -------------------------
#
# The file ``my_taskloop.py`` has the lessons' pieces put together; it stands whole at the end of
# this page. The class below is the one of that file with a shorter ``signal``. Can you see the
# mistake? ``validate`` lets the suite's explorer try every script of a few signals on a class, each
# at every moment that could matter. The scripts are dealt into sixteen shards; every fourth shard
# is enough for a lesson.

from types import SimpleNamespace

import my_taskloop
from taskloop_conformance.explore.exploration import SHARDS, explore
from taskloop_conformance.explore.explorer import DEPTHS
from taskloop_conformance.pictures.swimlane import swimlane
from taskloop_conformance.record.adapters import ModuleAdapter
from tasktools.taskloop import TaskLoop


class Hasty(my_taskloop.TaskLoop):
    def signal(self, wish):
        self.wish = wish
        if wish == "CANCEL" and self.task is not None:
            self.task.cancel()


def validate(implementation):
    """The broken rules, each with the shortest history found that shows it."""
    name = implementation.__name__
    adapter = ModuleAdapter(SimpleNamespace(TaskLoop=implementation), name)
    found = [explore(DEPTHS["quick"], shard, adapter) for shard in range(2, SHARDS, 4)]
    print(f"{name}: {sum(shard.histories for shard in found)} histories tried")
    findings = [finding for shard in found for finding in shard.findings.values()]
    findings.sort(key=lambda finding: -len(finding.history.events))
    return {finding.rule: finding for finding in findings}


findings = validate(Hasty)
print(*(f"{rule}: {finding.replay}" for rule, finding in sorted(findings.items())), sep="\n")

# %%
finding = findings["CONTROL.final"]
swimlane(finding.history, finding.divergence)

# %%
# (:mkdocs:`How to read these pictures <pictures.md>`)
#
# **Question.**  The chain was told to stop, and it went on.  Which signal took the STOP back?
#
# The rule
# --------
#
# A later one did, because each signal simply overwrites the wish. STOP and CANCEL are final:
# :rule:`CONTROL.final`. A shutdown that a late CONTINUE can undo is no shutdown.
#
# Build it right
# --------------
#
# The ``signal`` of the file looks at the wish before it changes it.

left = validate(my_taskloop.TaskLoop)
print("broken:", left or "nothing")

# %%
# The whole suite tries all shards and checks more than the explorer can see, such as whether a
# running chain is held (:rule:`CHAIN.held`). Here is the file; each part says which lesson built
# it. Save it, and ask for the verdict on the command line:
#
# .. whole-file:: my_taskloop.py
#
# .. code-block:: console
#
#    $ taskloop-conformance run my_taskloop.py
#    $ taskloop-conformance explain CONTROL.final
#    $ taskloop-conformance replay 'wait:1w=STOP,1w=CONTINUE' my_taskloop.py
#
# What you have learned
# ---------------------
#
# You can now validate an implementation, read the verdict, and see a failing history as a
# picture.
#
# Check yourself
# --------------
#
# Does the reference break a rule?

assert validate(TaskLoop) == {}
assert left == {}  # the file's class breaks no rule that the explorer can see

# %%
# Where next
# ----------
#
# - Recipe: :mkdocs:`Testing your own chains on the virtual clock <gallery/start/plot_3_testing.md>`.
# - API: :mkdocs:`the suite <api/suite.md>`.
# - Rules: :mkdocs:`all of them <specification/index.md>`.
# - The same in small steps: :mkdocs:`the course in the terminal <learn.md>`, in which the suite judges
#   each of them.
# - In your CI: :mkdocs:`Run it in CI <validate/ci.md>`.
