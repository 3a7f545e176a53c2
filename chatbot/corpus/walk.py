"""Paths to the files under them: regular files, and the members of zip archives."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from chatbot.errors import CorpusError

ZIP_MAGIC = b"PK\x03\x04"

MAX_EXPANSION = 200
"""A member this many times its packed size is a zip bomb; dialogue as JSON shrinks to a fiftieth at most."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that may hold dialogue, or one that cannot be opened."""

    name: str
    folder: str
    """What files that belong together share: the directory, in an archive or not."""

    open: Callable[[], AbstractContextManager[BinaryIO]]
    problem: str | None = None
    """Why it is not worth opening."""


def entries_under(paths: Sequence[Path]) -> Iterator[Entry]:
    """Yield every file under the paths once, in the order of their names; hidden ones are passed over.

    Raises:
        CorpusError: a path does not exist, or there is no file under a directory.
    """
    seen: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise CorpusError(str(path), None, "no such file or directory")
        files = list(_files_under(path, set()))
        if not files:
            raise CorpusError(str(path), None, "expected files of dialogue, found an empty directory")
        for file in files:
            real = Path(os.path.realpath(file))
            if real not in seen:
                seen.add(real)
                yield from _entries_of(file)


def _files_under(path: Path, walked: set[Path]) -> Iterator[Path]:
    """Yield the files in a directory, then those in the directories in it, each of which is walked once."""
    real = Path(os.path.realpath(path))
    if not path.is_dir() or real in walked:
        yield from () if real in walked else (path,)
        return
    walked.add(real)
    try:
        visible = sorted(child for child in path.iterdir() if not child.name.startswith("."))
    except OSError:
        # Why it cannot be walked is told where every file is looked at.
        yield path
        return
    for child in sorted(visible, key=Path.is_dir):
        yield from _files_under(child, walked)


def _entries_of(path: Path) -> Iterator[Entry]:
    folder = str(path.parent)
    problem = _problem_with(path)
    if problem is not None:
        yield Entry(str(path), folder, lambda: path.open("rb"), problem)
    elif _is_zip(path):
        yield from _members_of(path)
    else:
        yield Entry(str(path), folder, lambda: path.open("rb"))


def _problem_with(path: Path) -> str | None:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return "directory that cannot be opened"
        if not stat.S_ISREG(mode):
            return "not a regular file"
        with path.open("rb"):
            return None
    except OSError as error:
        return error.strerror or str(error)


def _is_zip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(ZIP_MAGIC)) == ZIP_MAGIC


def _members_of(path: Path) -> Iterator[Entry]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        yield Entry(str(path), str(path.parent), lambda: path.open("rb"), f"damaged zip archive: {error}")
        return
    for member in members:
        name = f"{path}/{member.filename}"
        if not any(part.startswith((".", "__MACOSX")) for part in Path(member.filename).parts):
            yield Entry(name, str(Path(name).parent), _member_opener(path, member), _problem_in(member))


def _member_opener(path: Path, member: zipfile.ZipInfo) -> Callable[[], AbstractContextManager[BinaryIO]]:
    @contextmanager
    def open_member() -> Iterator[BinaryIO]:
        with zipfile.ZipFile(path) as archive, archive.open(member) as stream:
            yield stream  # type: ignore[misc]

    return open_member


def _problem_in(member: zipfile.ZipInfo) -> str | None:
    if member.flag_bits & 1:
        return "encrypted"
    if member.file_size > MAX_EXPANSION * max(member.compress_size, 1 << 10):
        return f"expands to more than {MAX_EXPANSION} times its packed size"
    return None
