"""What the site check sees without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_tools.browser import check_site
from site_tools.paths import ROOT


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://other.example/a.js"></script>',
        '<img alt="" src=//other.example/a.png>',
        '<link rel="stylesheet" href="https://other.example/a.css">',
        '<link href="https://other.example/" rel=preconnect>',
        "a { background: url(https://other.example/a.png) }",
    ],
)
def test_what_loads_from_another_host_is_found(text: str) -> None:
    """Scripts, pictures, styles and fonts come from the site itself."""
    assert ["other.example"] == check_site.foreign_hosts(text)


def test_links_and_own_files_are_no_requests() -> None:
    """A link that the reader may follow asks no other host by itself."""
    text = (
        '<a href="https://other.example/">there</a><img alt="" src="../a.png"><link rel="canonical" href="https://x/">'
    )
    assert [] == check_site.foreign_hosts(text)


def test_a_site_that_loads_something_is_red_even_without_a_browser(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file and the host are named; what isn't installed is said too, with exit code 2."""
    (tmp_path / "index.html").write_text('<script src="https://other.example/a.js"></script>', "utf-8")
    monkeypatch.setattr(check_site, "missing", lambda: ["Chromium"])
    code = check_site.main([str(tmp_path)])
    said = capsys.readouterr().err.splitlines()
    assert (2, ["index.html loads something from other.example", "not installed: Chromium"]) == (code, said)


def test_an_unbuilt_site_is_an_error_that_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without index.html nothing is checked."""
    code = check_site.main([str(tmp_path)])
    assert (2, True) == (code, "run `make site` first" in capsys.readouterr().err)


def test_what_node_needs_is_there() -> None:
    """The scripts, the packages that they need and the queries that they ask lie beside the module."""
    wanted = ["check.mjs", "in_page.mjs", "inspect.mjs", "journeys.mjs", "judge.mjs", "package.json", "queries.json"]
    wanted += ["serve.mjs", "stepping.mjs", "kinds.json"]
    assert wanted == [name for name in wanted if (check_site.BROWSER / name).is_file()]


def test_all_is_every_option_that_takes_many_minutes() -> None:
    """``--all`` stands for them; what else is asked for stays."""
    assert [*check_site.SLOW, "--tabs", "3"] == check_site.wanted(["--all", "--tabs", "3"])
    assert ["--every-cell"] == check_site.wanted(["--every-cell"])
    script = (check_site.BROWSER / "check.mjs").read_text("utf-8")
    assert [] == [option for option in check_site.SLOW if option != "--judge-all" and f'"{option}"' not in script]


def test_the_gate_looks_at_the_site_where_it_can() -> None:
    """The gate runs the check where a browser is, and says in one line why not where none is."""
    gate = (ROOT / ".ci" / "run").read_text("utf-8")
    assert ("check_site --ready" in gate, "step make site-check\n" in gate) == (True, True)


def test_what_keeps_the_check_from_running_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is no browser the gate goes on, and says in one line what it left out."""
    monkeypatch.setattr(check_site, "missing", lambda: ["Chromium", "npm"])
    code = check_site.main(["--ready"])
    said = "the site can't be looked at in a browser here: not installed: Chromium; npm\n"
    assert (2, said) == (code, capsys.readouterr().out)
