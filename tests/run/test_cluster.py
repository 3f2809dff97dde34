"""A run on the workers of a cluster says what a run with one process says, whatever becomes of the workers."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from taskloop_conformance.command import program
from taskloop_conformance.run import cluster_address
from taskloop_conformance.run.cluster import as_by_one
from taskloop_conformance.run.on_worker import Terms
from tests.command.program import CHECKS, GOOD

#: In the check that calls simple_fargs([1], [2]): each start of it is noted, and the first ones end the dask worker,
#: which is the parent of the keeper of the process that this runs in.
ENDING_ITS_WORKER = """
import os, pathlib, signal, time
if given == [1]:
    with open({ledger!r}, "a") as ledger:
        ledger.write("x")
    if len(pathlib.Path({ledger!r}).read_text()) <= {kills}:
        stat = pathlib.Path(f"/proc/{{os.getppid()}}/stat").read_text()
        os.kill(int(stat.rpartition(")")[2].split()[1]), signal.SIGKILL)
        time.sleep(600)
"""


@dataclass
class Run:
    """The program's exit code, report without times, and what it printed to standard error."""

    code: int
    report: dict[str, Any]
    err: str

    @property
    def outcomes(self) -> dict[str, str]:
        return {rule["id"]: rule["outcome"] for rule in self.report["rules"]}


def run(folder: Path, *options: str, command: str = "run") -> Run:
    """The program in a process of its own, over the miniature checks."""
    file = folder / "report.json"
    words = [command, "impl.py", "--json", str(file), "--checks", str(CHECKS), "--deadline", "2", *options]
    done = subprocess.run(
        [sys.executable, "-m", "taskloop_conformance", *words], cwd=folder, capture_output=True, text=True, check=False
    )
    report = json.loads(file.read_text("utf-8")) if file.exists() else {}
    for each in report.get("reports", [report]):
        each.get("explored", {}).pop("seconds", None)
    return Run(done.returncode, report, done.stderr)


@pytest.fixture
def target(tmp_path: Path) -> Callable[[str], Path]:
    """Write the implementation, whose simple_fargs begins with this; gives its folder."""

    def write(body: str = "pass") -> Path:
        (tmp_path / "impl.py").write_text(GOOD.replace("{body}", body.replace("\n", "\n    ")), "utf-8")
        return tmp_path

    return write


@contextlib.contextmanager
def scheduler(folder: Path) -> Iterator[str]:
    """A cluster as somebody else would start it, with two workers in another folder; gives its address."""
    file, elsewhere = folder / "scheduler.json", folder / "elsewhere"
    elsewhere.mkdir()
    start = [sys.executable, "-m"]
    common = ["--scheduler-file", str(file), "--host", "127.0.0.1", "--no-dashboard"]
    commands = [
        [*start, "distributed.cli.dask_scheduler", "--port", "0", *common],
        [*start, "distributed.cli.dask_worker", "--nworkers", "2", "--nthreads", "1", *common],
    ]
    with contextlib.ExitStack() as stack:
        for command in commands:
            process = subprocess.Popen(command, cwd=elsewhere, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            stack.callback(process.wait)
            stack.callback(process.terminate)
            while not file.exists() or not file.read_text("utf-8").endswith("}"):
                assert process.poll() is None
                time.sleep(0.05)  # another process is waited for
        yield json.loads(file.read_text("utf-8"))["address"]


@pytest.mark.parametrize("body", ["return 1", "import os\nos._exit(0)", "while True: pass"])
def test_a_local_cluster_reports_what_one_process_reports(target: Callable[[str], Path], body: str) -> None:
    """A faulty, a crashing and a hanging implementation: all but the times is the same."""
    folder = target(body)
    expected, found = run(folder, "-j", "1"), run(folder, "--cluster", "local[2]")
    assert (expected.code, expected.report) == (found.code, found.report)


def test_a_lost_worker_costs_nothing(target: Callable[[str], Path], tmp_path: Path) -> None:
    """The shard of a worker that is killed in the middle runs again, and the report is the same."""
    ledger = tmp_path / "ledger"
    folder = target(ENDING_ITS_WORKER.format(ledger=str(ledger), kills=1))
    found = run(folder, "--cluster", "local[2]")
    assert "xx" == ledger.read_text()
    assert (0, run(folder, "-j", "1").report) == (found.code, found.report)


def test_a_shard_that_is_lost_twice_is_reported_as_lost(target: Callable[[str], Path], tmp_path: Path) -> None:
    """Its rules are missing and the run is incomplete; the other shard's rules are there."""
    ledger = tmp_path / "ledger"
    found = run(target(ENDING_ITS_WORKER.format(ledger=str(ledger), kills=99)), "--cluster", "local[2]")
    assert "xx" == ledger.read_text()
    assert (3, "incomplete") == (found.code, found.report["verdict"])
    assert {"MASK.arguments": "passed", "FARGS.output": "passed"} == found.outcomes
    assert "shard 2 of 2 was lost with its worker, twice" == found.report["errors"][0]
    assert "FARGS.input" in found.report["errors"][1]


def test_a_cluster_that_somebody_else_has_started(target: Callable[[str], Path], tmp_path: Path) -> None:
    """By its address, with workers in another folder: the same report, and a shard is tried twice there, too."""
    ledger = tmp_path / "ledger"
    with scheduler(tmp_path) as address:
        folder = target("return 1")
        assert run(folder, "-j", "1").report == run(folder, "--cluster", address).report
        target(ENDING_ITS_WORKER.format(ledger=str(ledger), kills=99))
        assert (3, "incomplete") == ((found := run(folder, "--cluster", address)).code, found.report["verdict"])
        assert "xx" == ledger.read_text()


def test_a_matrix_on_a_cluster(target: Callable[[str], Path]) -> None:
    """Each target is one task, and the reports come in the order of the targets."""
    folder = target("return 1")
    (folder / "other.py").write_text(GOOD.replace("{body}", "pass"), "utf-8")
    words = ("other.py", "missing.py")
    expected = run(folder, *words, "-j", "1", command="matrix")
    found = run(folder, *words, "--cluster", "local[2]", command="matrix")
    assert (expected.code, expected.report) == (found.code, found.report)


def test_a_local_cluster_can_not_be_reached_from_elsewhere() -> None:
    """Every server of it, those for measurements too, listens on 127.0.0.1 only."""
    code = (
        "import psutil\n"
        "from taskloop_conformance.run.cluster import connected\n"
        "if __name__ == '__main__':\n"
        "    with connected('local[1]'):\n"
        "        here = psutil.Process()\n"
        "        for each in (here, *here.children(recursive=True)):\n"
        "            for it in each.net_connections('inet'):\n"
        "                if it.status == psutil.CONN_LISTEN: print(it.laddr.ip)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"127.0.0.1"} == set(done.stdout.split())


@pytest.mark.parametrize("name", ["local[0]", "local[65]", "local[x]", "nonsense", "tcp://127.0.0.1:99999", " "])
def test_what_is_no_cluster(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that can't be one is a usage error of one line."""
    try:
        code: object = program.main(["run", "json", "--cluster", name])
    except SystemExit as leaving:
        code = leaving.code
    assert (2, 1) == (code, capsys.readouterr().err.count("\n"))


def test_without_distributed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """One line says what to install; exit 2."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    code = program.main(["run", "json", "--cluster", "local[2]"])
    wanted = "taskloop-conformance: --cluster needs dask.distributed: pip install 'taskloop-conformance[cluster]'\n"
    assert (2, wanted) == (code, capsys.readouterr().err)


def test_a_worker_has_to_have_the_same(tmp_path: Path) -> None:
    """The suite, Python, the folder and each file are compared; what is lacking is named."""
    file = tmp_path / "impl.py"
    file.write_text("x = 1\n", "utf-8")
    terms = Terms(str(tmp_path))
    assert "" == terms.objection()
    for changed, said in [
        (replace(terms, version="0"), "has taskloop-conformance"),
        (replace(terms, python="3.0"), "runs Python"),
        (replace(terms, folder=f"{tmp_path}/gone"), f"can't read {tmp_path}/gone"),
        (replace(terms, files={str(file): "another"}), f"has another {file}"),
    ]:
        assert said in changed.objection()


def test_what_one_process_would_have_left_out() -> None:
    """Once a check has cost its process, later checks of rules that are all lost are left out; others stay."""
    given = [("a", ["X"], "passed"), ("b", ["X", "Y"], "hung"), ("c", ["Y"], "failed"), ("d", ["Y", "Z"], "passed")]
    records = [{"check": check, "rules": rules, "outcome": outcome} for check, rules, outcome in given]
    assert ["a", "b", "d"] == [record["check"] for record in as_by_one(records)]


@contextlib.contextmanager
def listening(answer: bytes | None) -> Iterator[str]:
    """The address of something that is no scheduler: it answers so to whoever connects, or never."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with contextlib.suppress(OSError), contextlib.ExitStack() as kept:  # until the server is closed
                while True:
                    connection = kept.enter_context(server.accept()[0])
                    if answer is not None:
                        connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        pytest.param(None, "doesn't answer as a scheduler within 2 s", id="silent"),
        pytest.param(b"\xff" * 64, "is no scheduler", id="other bytes"),
        pytest.param(b"HTTP/1.1 400 Bad Request\r\n\r\n", "", id="http"),
    ],
)
def test_what_is_no_scheduler(
    answer: bytes | None, problem: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line says that it can't be used, soon, and nothing of it is left; exit 2."""
    monkeypatch.setattr(cluster_address, "STARTING", 1.0)
    monkeypatch.setattr(cluster_address, "_SILENT", 1.0)
    with listening(answer) as address:
        code = program.main(["run", "json", "--cluster", address])
    told = capsys.readouterr().err
    assert (2, 1) == (code, told.count("\n"))
    assert f"can't use the cluster {address}: " in told
    assert problem in told


def test_a_scheme_that_nobody_knows(capsys: pytest.CaptureFixture[str]) -> None:
    """So does what can be no address of a scheduler."""
    assert 2 == program.main(["run", "json", "--cluster", "mail://127.0.0.1:25"])
    assert "unknown address scheme 'mail'" in capsys.readouterr().err
