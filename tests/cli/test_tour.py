"""The tour where there is no screen: pages as text."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatbot.cli.main import run
from tests.tiny import save_tiny_checkpoint


@pytest.mark.parametrize(
    ("locale", "titles"),
    [
        ("en_US.UTF-8", ("1/6 weighting by likeness", "6/6 the weighted sum")),
        ("zh_CN.UTF-8", ("1/6 按相似加权", "6/6 加权求和")),
    ],
)
def test_without_a_terminal_all_pages_are_printed(
    locale: str,
    titles: tuple[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", locale)
    monkeypatch.setenv("CHATBOT_CONFIG", str(tmp_path / "none.toml"))

    code = run(["tour", "--checkpoint", str(save_tiny_checkpoint(tmp_path / "tiny"))])

    printed = capsys.readouterr().out
    assert code == 0
    assert all(title in printed for title in titles)
    assert "36.06" in printed
    assert "1.000000" in printed
    assert "\x1b" not in printed
