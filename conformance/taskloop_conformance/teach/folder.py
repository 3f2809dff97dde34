"""The reader's folder: one file for each exercise, and how far the reader is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..model.failures import Mistake
from .exercises import Exercise, load_course

PROGRESS = "progress.json"


class FolderError(Mistake):
    """The folder can't be used: the message says why and what to do."""


@dataclass
class Folder:
    """A folder with exercises.

    ``done`` are the names of those that the suite found solved, ``hints`` how many hints were shown for each.
    """

    path: Path
    done: list[str] = field(default_factory=list)
    hints: dict[str, int] = field(default_factory=dict)

    @classmethod
    def open(cls, path: Path) -> tuple[Folder, bool]:
        """The folder, with every exercise's file; also whether it is new.  What is there already stays as it is.

        Raises :class:`FolderError` when it can't be written, or when what it says of the progress can't be read.
        """
        folder = cls(path)
        file = path / PROGRESS
        new = not file.exists()
        if new and path.is_dir() and any(path.iterdir()):
            raise FolderError(f"{path} holds other files: name a new folder, as in: learn my-course")
        try:
            path.mkdir(parents=True, exist_ok=True)
            if not new:
                folder.read(file)
            for exercise in load_course():
                if not folder.file(exercise).exists():
                    folder.write(exercise, exercise.start)
            folder.save()
        except OSError as error:
            raise FolderError(f"{path} can't be used: {error.strerror}") from error
        return folder, new

    def read(self, file: Path) -> None:
        """Read the progress."""
        try:
            data = json.loads(file.read_text("utf-8"))
            names = {exercise.name for exercise in load_course()}
            self.done = [name for name in data["done"] if name in names]
            self.hints = {name: int(count) for name, count in data["hints"].items() if name in names}
        except (ValueError, KeyError, TypeError, AttributeError):
            raise FolderError(f"{file} can't be read: delete it to begin again; the exercises' files stay") from None

    def save(self) -> None:
        """Write the progress: first beside it, so that a full disk or a Ctrl-C leaves the old one whole."""
        beside = self.path / (PROGRESS + ".new")
        beside.write_text(json.dumps({"done": self.done, "hints": self.hints}, indent=1) + "\n", "utf-8")
        beside.replace(self.path / PROGRESS)

    def file(self, exercise: Exercise) -> Path:
        """Where an exercise's file is."""
        return self.path / exercise.file

    def write(self, exercise: Exercise, text: str) -> None:
        """Write an exercise's file."""
        self.file(exercise).write_text(text, "utf-8")

    def untouched(self, exercise: Exercise) -> bool:
        """Whether the file is as the course wrote it."""
        try:
            return self.file(exercise).read_text("utf-8") == exercise.start
        except (OSError, UnicodeDecodeError):
            return False

    def at_hand(self) -> Exercise | None:
        """The first exercise that isn't done; None when all are."""
        return next((exercise for exercise in load_course() if exercise.name not in self.done), None)

    def mark_done(self, exercise: Exercise) -> None:
        """Remember that an exercise is solved."""
        if exercise.name not in self.done:
            self.done.append(exercise.name)
        self.save()

    def next_hint(self, exercise: Exercise, most: int) -> int:
        """The level of the next hint, from 1 to ``most``; remembered, so that each call gives the next one."""
        self.hints[exercise.name] = level = min(self.hints.get(exercise.name, 0) + 1, most)
        self.save()
        return level

    def reset(self, exercise: Exercise) -> Path:
        """Put an exercise back to its beginning; gives where the reader's own text is kept."""
        file = self.file(exercise)
        kept = file.with_suffix(".py.bak")
        if file.exists():
            file.replace(kept)
        self.write(exercise, exercise.start)
        self.done = [name for name in self.done if name != exercise.name]
        self.hints.pop(exercise.name, None)
        self.save()
        return kept

    def times(self, course: Sequence[Exercise]) -> dict[str, int]:
        """When each file was written last, by the exercise's name; 0 for one that isn't there."""
        found = {}
        for exercise in course:
            try:
                found[exercise.name] = self.file(exercise).stat().st_mtime_ns
            except OSError:
                found[exercise.name] = 0
        return found
