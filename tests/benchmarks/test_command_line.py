"""The command line of the benchmarks; nothing is measured here."""

from __future__ import annotations

import pytest

from benchmarks.command_line import main, make_parser, summary
from benchmarks.measures.catalogue import MEASURES
from tests.benchmarks.tables import a_section


@pytest.mark.parametrize("arguments", [["nonsense"], ["--json", "no/such/folder/file"], ["soak", "--real", "-1"]])
def test_usage_errors_end_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A mistake on the command line is named, and nothing is measured."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert 2 == ended.value.code
    assert arguments[-1].split("/")[0] in capsys.readouterr().err


def test_the_help_lists_every_measure_and_the_soak() -> None:
    """Help teaches: measures, examples, where things go."""
    text = make_parser().format_help()
    names = [*(measure.name for measure in MEASURES), "soak", "--markdown docs/performance.md"]
    assert [] == [name for name in names if name not in text]


def test_the_summary_counts_wanted_values() -> None:
    """Words and figures without a bound don't count."""
    assert "1 of 2 wanted values met." == summary([a_section()])
