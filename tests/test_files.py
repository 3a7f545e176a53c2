import os
from pathlib import Path

import pytest

from chatbot.files import private_file, write_whole


@pytest.mark.parametrize("data", ["你好, hello\n", b"\x00\xff"])
def test_a_file_is_written_as_it_was_given(tmp_path: Path, data: str | bytes) -> None:
    path = tmp_path / "a.txt"

    write_whole(path, data)

    assert path.read_bytes() == (data.encode("utf-8") if isinstance(data, str) else data)


def test_a_failure_keeps_the_old_file_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    write_whole(path, "old")

    def full_disk(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("chatbot.files.os.fsync", full_disk)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, "new")

    assert path.read_text(encoding="utf-8") == "old"
    assert os.listdir(tmp_path) == ["a.txt"]  # noqa: PTH208


def test_a_new_file_has_the_permissions_other_programs_would_give_it(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("x", encoding="utf-8")

    write_whole(tmp_path / "whole", "x")

    assert (tmp_path / "whole").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_private_file_takes_its_name_when_it_is_whole_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.db"

    with private_file(path) as temporary:
        temporary.write_text("你好 hello")
        assert not path.exists()

    assert path.read_text() == "你好 hello"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_private_file_that_failed_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_text("旧 old")

    with pytest.raises(ZeroDivisionError), private_file(path):
        raise ZeroDivisionError

    assert path.read_text() == "旧 old"
    assert list(tmp_path.iterdir()) == [path]
