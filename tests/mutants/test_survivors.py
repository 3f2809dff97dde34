"""The list of surviving mutants: read, compared with what was measured, and sampled."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.verdict import Verdict

from .bases import BASES, Written
from .survivors import Known, ListError, figures, load_survivors, problems, sample, stale

MADE = [Written(f"mutant {number}", BASES[0], "mask.py", "") for number in range(30)]
KNOWN = {
    "mutant 1": Known("It makes no difference."),
    "mutant 2": Known("Nobody looks.", "MASK.fargs"),
    "mutant 5": Known("The quick run has no second signal.", "CANCEL.cleanup", deeper=True),
}


def test_committed_list_is_sound() -> None:
    """The committed list can be read: each group has a reason, and each whose mutants break a rule names it."""
    assert len(load_survivors()) > 50


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[equivalent]]\nmutants = ['a']", "no reason"),
        ("[[open]]\nbecause = 'x'\nmutants = ['a']", "is none"),
        ("[[deeper]]\nbecause = 'x'\nmutants = ['a']", "is none"),
        ("[[equivalent]]\nbecause = 'x'\nbreaks = 'MASK.fargs'\nmutants = ['a']", "isn't equivalent"),
        ("[[equivalent]]\nbecause = 'x'\nmutants = ['a', 'a']", "listed twice"),
        ("[[other]]\nbecause = 'x'", "no groups other"),
    ],
)
def test_unsound_list_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """A list that says too little, or contradicts itself, is refused with a line that says where."""
    path = tmp_path / "survivors.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ListError, match=message):
        load_survivors(path)


def test_new_survivor_is_a_problem() -> None:
    """A mutant that survives and isn't listed is a problem, and so is a listed one that is found."""
    verdicts = {
        "mutant 1": Verdict("mutant 1", "test_fargs"),
        "mutant 2": Verdict("mutant 2"),
        "mutant 3": Verdict("mutant 3"),
        "mutant 4": Verdict("mutant 4", "test_fargs"),
    }
    expected = [
        "is in the list of survivors, but test_fargs finds it: mutant 1",
        "survives, and isn't in the list: mutant 3",
    ]
    assert expected == problems(verdicts, KNOWN)
    assert {"mutants": 4, "found": 2, "equivalent": 0, "deeper": 0, "unseen": 2} == figures(verdicts, KNOWN)


def test_deeper_run_may_find_more() -> None:
    """A mutant that only a deeper run finds is no problem there, and is one when the quick run finds it."""
    surviving, found = {"mutant 5": Verdict("mutant 5")}, {"mutant 5": Verdict("mutant 5", "test_cleanup")}
    assert [] == problems(surviving, KNOWN) == problems(found, KNOWN, quick=False)
    assert ["is in the list of survivors, but test_cleanup finds it: mutant 5"] == problems(found, KNOWN)
    assert {"mutants": 1, "found": 0, "equivalent": 0, "deeper": 1, "unseen": 0} == figures(surviving, KNOWN)


def test_stale_names() -> None:
    """A listed mutant that isn't made any more has to be taken out."""
    assert ["mutant 2"] == stale([mutant for mutant in MADE if mutant.name != "mutant 2"], KNOWN)


def test_sample_is_the_same_every_time() -> None:
    """The sample has so many of each kind, and is the same at every call."""
    chosen = sample(MADE, KNOWN, killed=5, surviving=1)
    assert chosen == sample(MADE, KNOWN, killed=5, surviving=1)
    assert (5, 1) == (
        sum(mutant.name not in KNOWN for mutant in chosen),
        sum(mutant.name in KNOWN for mutant in chosen),
    )
