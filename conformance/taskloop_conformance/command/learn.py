"""`learn [FOLDER]`: the course in the terminal."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from ..teach.exercises import Exercise, load_course
from ..teach.folder import Folder
from .arguments import describe
from .assess import assess
from .course_words import PARTS, heading, hints, said

#: How often the files are looked at, in seconds: below what a reader notices after a save.
_EVERY = 0.25

HELP = "a course: build an implementation, rule by rule"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    describe(
        parser,
        "A course. It writes exercises into FOLDER, and the suite judges the one at hand.",
        "taskloop-conformance learn my-course            # write the exercises, judge the one at hand",
        "taskloop-conformance learn my-course --watch    # judge on each save",
    )
    parser.add_argument("folder", nargs="?", default="taskloop-course", metavar="FOLDER", help="default: %(default)s")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--watch", action="store_true", help="judge the exercise at hand again on each save")
    what.add_argument("--list", action="store_true", help="list the exercises, and which are done")
    what.add_argument("--hint", action="store_true", help="the next hint for the exercise at hand; there are three")
    what.add_argument("--solution", action="store_true", help="print one solution of the exercise at hand")
    what.add_argument("--reset", action="store_true", help="begin the exercise at hand again; yours is kept")


def execute(arguments: argparse.Namespace) -> int:
    """Run the command; gives the exit code: 0, or 1 while the exercise at hand isn't done."""
    folder, new = Folder.open(Path(arguments.folder))
    if new:
        _welcome(folder)
    if arguments.list:
        _list(folder)
        return 0
    exercise = folder.at_hand()
    if arguments.watch:
        return watch(folder, time.sleep)
    if exercise is None:
        print("Every exercise is done. What comes next: taskloop-conformance run YOUR_OWN_FILE.py")
        return 0
    if arguments.reset:
        kept = folder.reset(exercise)
        print(f"{folder.file(exercise)} is as it was at the beginning; your own text is in {kept}")
        return 0
    if arguments.solution:
        print(exercise.solution, end="")
        return 0
    if arguments.hint:
        _hint(folder, exercise)
        return 0
    return 0 if attempt(folder, exercise) else 1


def watch(folder: Folder, sleep: Callable[[float], None]) -> int:
    """Judge the exercise at hand, then each one whose file is saved, until all are done or Ctrl-C comes; gives 0."""
    course = load_course()
    seen = folder.times(course)
    exercise = folder.at_hand()
    while exercise is not None:
        if attempt(folder, exercise) and folder.at_hand() is None:
            break
        print("\nwaiting for the next save (Ctrl-C ends)", flush=True)
        exercise = None
        while exercise is None:
            try:
                sleep(_EVERY)
            except KeyboardInterrupt:
                print()
                return 0
            now = folder.times(course)
            exercise = next((each for each in course if now[each.name] != seen[each.name]), None)
            seen = now
    return 0


def attempt(folder: Folder, exercise: Exercise) -> bool:
    """Judge an exercise and say what came out; gives whether it is done."""
    print(f"\n{heading(exercise)}\n{folder.file(exercise)}\n")
    if folder.untouched(exercise) and exercise.kind != "quiz":
        print(f"{exercise.task}\n")
    result = assess(exercise, folder.file(exercise))
    print(said(result))
    if result.done:
        folder.mark_done(exercise)
        following = folder.at_hand()
        if following is None:
            print("\nThat was the last one: every exercise is done.")
        else:
            print(f"\nNext: {heading(following)}\n{folder.file(following)}")
        return True
    print(f"A hint: taskloop-conformance learn {folder.path} --hint")
    return False


def _hint(folder: Folder, exercise: Exercise) -> None:
    result = assess(exercise, folder.file(exercise))
    if result.done:
        print(f"{heading(exercise)}: it is done already; run: taskloop-conformance learn {folder.path}")
        return
    found = hints(result)
    level = folder.next_hint(exercise, len(found))
    print(f"Hint {level} of {len(found)} for {heading(exercise)}\n")
    print(found[level - 1])
    more = "--hint again says more" if level < len(found) else "--solution shows one way to do it"
    print(f"\n({more})")


def _list(folder: Folder) -> None:
    at_hand = folder.at_hand()
    kind = ""
    for exercise in load_course():
        if exercise.kind != kind:
            kind = exercise.kind
            print(f"\n{PARTS[kind]}\n")
        mark = "done" if exercise.name in folder.done else " -> " if exercise == at_hand else "    "
        print(f"  {mark}  {exercise.file:<20}  {exercise.title}")
    print(f"\n{len(folder.done)} of {len(load_course())} done")


def _welcome(folder: Folder) -> None:
    course = load_course()
    numbers = {kind: sum(exercise.kind == kind for exercise in course) for kind in PARTS}
    print(
        f"{folder.path} now holds {numbers['build']} exercises in which you build an implementation of TaskLoop, "
        f"{numbers['break']} in which you\nbreak one, and {numbers['quiz']} quizzes. Edit the file at hand and run the "
        "command again; with --watch it runs on each save."
    )
