"""What the page "Get it", the workflow and the action say is typed in clean environments, word by word.

Needs the package index, as a first installation does.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from site_tools.pages.get_it import DIST, get_it_page
from site_tools.pages.wheels import wheels
from site_tools.paths import ROOT
from tests.packaging.conftest import copy_checkout

EXAMPLES = ROOT / "docs" / "examples"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a site that serves the wheels."""
    site = tmp_path_factory.mktemp("site")
    (site / DIST).mkdir()
    for wheel in wheels().values():
        shutil.copy(wheel, site / DIST)
    return site.as_uri()


def sections() -> dict[str, str]:
    """The page's parts by their anchors."""
    _, *parts = re.split(r"^## .* \{ #([\w-]+) \}$", get_it_page(wheels()), flags=re.M)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def blocks(part: str, language: str = "shell") -> list[str]:
    """The blocks of code in a part of the page."""
    return re.findall(rf"^```{language}\n(.*?)^```$", part, re.M | re.S)


def bash(script: str, folder: Path, **variables: str) -> str:
    """What a script prints, with nothing of this process's environment but the path and the package index."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    python = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    pinned = {"PIP_CONSTRAINT": str(ROOT / "requirements" / "test.txt"), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=folder,
        env={**kept, **python, **pinned, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_steps_of_the_page_lead_to_a_program_and_a_verdict(tmp_path: Path, address: str) -> None:
    """A reader types what the page says, and sees what it says."""
    parts = sections()
    (tmp_path / "first.py").write_text(blocks(parts["first"], "python")[0])
    install, recipes = blocks(parts["wheels"].replace("ADDRESS", address))
    quiet = install.replace("pip install", "pip install -q")
    printed = bash(f"{quiet}\necho ----\npython first.py\necho ----\n{blocks(parts['verdict'])[0]}", tmp_path)
    _, program, verdict = printed.split("----\n")
    assert blocks(parts["first"], "text")[0] == program
    last_line = re.findall(r"`([^`]+: conformant)`", parts["verdict"])[0]
    assert verdict.strip().splitlines()[-1].startswith(last_line)
    planned = bash(f". taskloop/bin/activate\n{recipes.replace('pip install', 'pip install --dry-run')}", tmp_path)
    assert {"aiosqlite", "distributed", "rich", "websockets"} <= set(re.findall(r"(\w+)-[\d.]+", planned))


def test_pip_installs_from_a_checkout(tmp_path: Path) -> None:
    """Both distributions are installed from their folders, in one command."""
    copy_checkout(tmp_path / "checkout")
    command = blocks(sections()["clone"])[1]
    script = f"python3 -m venv ../own\n. ../own/bin/activate\n{command}\ntaskloop-conformance rules"
    assert "PAUSE.holds" in bash(script, tmp_path / "checkout")


def project(folder: Path) -> None:
    """A project whose module ``my_package.taskloop`` is an implementation."""
    package = folder / "my_package"
    package.mkdir()
    for module in (ROOT / "tasktools").glob("*.py"):
        (package / module.name).write_text(module.read_text("utf-8").replace("tasktools", "my_package"), "utf-8")
    (folder / "pyproject.toml").write_text(
        '[project]\nname = "my-package"\nversion = "1"\n[tool.setuptools]\npackages = ["my_package"]\n'
    )


def steps(text: str) -> list[str]:
    """The commands of a workflow's job, or of an action, in their order."""
    data: Any = yaml.safe_load(text)
    listed = data["runs"]["steps"] if "runs" in data else data["jobs"]["conformance"]["steps"]
    return [step["run"] for step in listed if "run" in step]


def test_the_workflow_installs_and_validates(tmp_path: Path, address: str) -> None:
    """The workflow's commands, with the address of the site put in, end well and leave the files that it uploads."""
    project(tmp_path)
    text = (EXAMPLES / "conformance.yml").read_text("utf-8")
    assert yaml.safe_load(text)["env"]["TASKLOOP"].endswith(".example")
    # Less is explored than a job would: the answer is the same, and the test takes half the time.
    quick = [step.replace("taskloop-conformance run", "taskloop-conformance run --quick") for step in steps(text)]
    script = "\n".join(["python3 -m venv clean", ". clean/bin/activate", *quick])
    assert "conformant" in bash(script, tmp_path, TASKLOOP=address)
    assert {"report.json", "report.html", "report.xml", "badge.svg"} <= {path.name for path in tmp_path.iterdir()}


def test_the_action_installs_and_validates(tmp_path: Path) -> None:
    """The action's commands, with the inputs that the page gives, end well."""
    project(tmp_path)
    used = yaml.safe_load((EXAMPLES / "action.yml").read_text("utf-8"))["steps"]
    given = next(step["with"] for step in used if "with" in step and "target" in step["with"])
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    assert set(given) <= set(action["inputs"])
    copy_checkout(tmp_path / "suite")
    install = next(step["run"] for step in used if "run" in step)
    own = steps((ROOT / "action.yml").read_text("utf-8"))
    script = "\n".join(["python3 -m venv clean", ". clean/bin/activate", install, *own])
    variables = {"TARGET": given["target"], "OPTIONS": f"{given['options']} --quick"}
    assert "conformant" in bash(script, tmp_path, GITHUB_ACTION_PATH=str(tmp_path / "suite"), **variables)
    assert (tmp_path / "report.xml").exists()


def test_the_workflow_names_the_wheel_that_the_site_serves() -> None:
    """The version in the workflow is today's."""
    assert f"{DIST}/{wheels()['taskloop-conformance'].name}" in (EXAMPLES / "conformance.yml").read_text("utf-8")
