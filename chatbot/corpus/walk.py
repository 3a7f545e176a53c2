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

    is_named: bool = False
    """Whether the user named the file itself, not a directory above it."""


def entries_under(paths: Sequence[Path]) -> Iterator[Entry]:
    """Yield every file under the paths once, in the order of their names; hidden ones are passed over.

    Raises:
        CorpusError: a path does not exist, or there is no file under a directory.
    """
    seen: set[Path] = set()
    for path in paths:
        found = 0
        for file in _files_under(path):
            found += 1
            real = Path(os.path.realpath(file))
            if real not in seen:
                seen.add(real)
                yield from _entries_of(file, is_named=file == path)
        if not found:
            raise CorpusError(str(path), None, "expected files of dialogue, found an empty directory")


def _files_under(path: Path) -> Iterator[Path]:
    if not path.exists():
        raise CorpusError(str(path), None, "no such file or directory")
    if not path.is_dir():
        yield path
        return
    visible = sorted(child for child in path.iterdir() if not child.name.startswith("."))
    folders = [child for child in visible if child.is_dir()]
    yield from (child for child in visible if child not in folders)
    for folder in folders:
        if not _is_own_parent(folder):
            yield from _files_under(folder)


def _is_own_parent(folder: Path) -> bool:
    """Tell whether a directory is a link to one it lies in, so that walking into it would never end."""
    parent = folder.parent.resolve()
    return folder.is_symlink() and folder.resolve() in (parent, *parent.parents)


def _entries_of(path: Path, *, is_named: bool) -> Iterator[Entry]:
    folder = str(path.parent)
    problem = _problem_with(path)
    if problem is not None:
        yield Entry(str(path), folder, lambda: path.open("rb"), problem, is_named)
    elif _is_zip(path):
        yield from _members_of(path)
    else:
        yield Entry(str(path), folder, lambda: path.open("rb"), None, is_named)


def _problem_with(path: Path) -> str | None:
    try:
        mode = path.stat().st_mode
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
