"""Files that are whole or not there: written to a temporary name, synced, renamed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import NamedTemporaryFile


def write_whole(path: Path, data: bytes | str) -> None:
    """Write a file so that a reader, a crash or a full disk sees the old content or the new, never a part.

    Text is written in UTF-8. The folder must exist.

    Raises:
        OSError: the disk is full or the folder cannot be written to; the old content stands.
    """
    encoded = data.encode("utf-8") if isinstance(data, str) else data
    try:
        _replace(path, encoded)
    except OSError as error:
        # A full disk is told without a name, and a temporary name would say little.
        raise OSError(error.errno, error.strerror, str(path)) from error
    sync_folder(path.parent)


def free_path(stem: str, suffix: str) -> Path:
    """Return a name that no file of the working directory has: the stem, or the stem with a number."""
    names = (Path(f"{stem}{suffix}" if number == 1 else f"{stem}-{number}{suffix}") for number in count(1))
    return next(path for path in names if not path.exists())


@contextmanager
def private_file(path: Path) -> Iterator[Path]:
    """Lend a temporary file for others to write; when all went well it takes the name `path`, synced.

    Only its owner may read it. The folder must exist.

    Raises:
        OSError: the disk is full or the folder cannot be written to; the old content stands.
    """
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        temporary = Path(file.name)
        try:
            yield temporary
            os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    sync_folder(path.parent)


def _replace(path: Path, data: bytes) -> None:
    temporary = NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False)  # noqa: SIM115
    try:
        with temporary as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary.name).chmod(0o666 & ~_umask())
        Path(temporary.name).replace(path)
    except BaseException:
        Path(temporary.name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    """Return the process's mask of permissions, which can only be read by setting it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where the system lets folders be opened."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
