"""The program in a real terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from chatbot.tui.wording import CHINESE, ENGLISH, Wording
from tests.doubles import CHINESE_PROMPT, ENGLISH_PROMPT
from tests.tiny import save_tiny_checkpoint
from tests.tui.stage import opened
from tests.tui.terminal import Terminal
from tests.tui.test_review import fill


def scripted(log_path: Path) -> str:
    return f"{sys.executable} -m tests.tui.scripted_chat {log_path}; echo 'le''ft'"


def in_language(wording: Wording, command: str) -> str:
    """Return a command line whose interface speaks a language."""
    return f"LC_MESSAGES={'zh_CN' if wording is CHINESE else 'en_US'}.UTF-8 {command}"


def chat(checkpoint: Path) -> str:
    """Return the command line that talks without a log and tells its exit code."""
    return f"{sys.executable} -m chatbot chat --no-log --checkpoint {checkpoint}; echo 'code'=$?"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_both_languages_can_be_typed_and_seen(tmp_path: Path, size: tuple[int, int]) -> None:
    with Terminal(scripted(tmp_path / "log.db"), tmp_path, size=size) as terminal:
        terminal.wait_for("greedy")
        terminal.type(CHINESE_PROMPT)
        terminal.press("Enter")
        terminal.wait_for("有空呀，你说吧😀")
        terminal.type(ENGLISH_PROMPT)
        terminal.press("Enter")
        screen = terminal.wait_for("Yes I am, any time")
        terminal.press("C-q")
        terminal.wait_for("left")

    assert CHINESE_PROMPT in screen
    with opened(tmp_path / "log.db") as log:
        assert len(log.conversation(1).turns) == 4


def test_columns_stand_under_their_words_in_a_real_terminal(tmp_path: Path) -> None:
    with Terminal(scripted(tmp_path / "log.db"), tmp_path, size=(120, 30)) as terminal:
        terminal.wait_for("greedy")
        terminal.type(CHINESE_PROMPT)
        terminal.press("Enter")
        screen = terminal.wait_for("</s>")

    header, chosen = (line.split("││")[1] for line in screen.splitlines()[2:4])
    assert header.rstrip(" │") == "      你好 ， 明天 有空 吗 ？"
    assert chosen.rstrip(" │") == " 有空  7   1   1    1   1  1"


@pytest.mark.parametrize("wording", [ENGLISH, CHINESE])
def test_a_reply_is_corrected_where_it_stands(tmp_path: Path, wording: Wording) -> None:
    with Terminal(in_language(wording, scripted(tmp_path / "log.db")), tmp_path) as terminal:
        terminal.wait_for("greedy")
        terminal.type(CHINESE_PROMPT)
        terminal.press("Enter")
        terminal.wait_for("0.66 ●")
        terminal.press("Up")
        terminal.wait_for(wording.reply_keys[0])
        terminal.press("e")
        terminal.wait_for(wording.review.editor)
        terminal.press("C-u")
        # Textual hears a key that is bound after plain characters which follow it at a machine's speed.
        terminal.wait_until(lambda screen: screen.count("有空呀") == 1, "the editor was not emptied")
        terminal.type("没空，sorry")
        terminal.press("Enter")
        screen = terminal.wait_for("✎ 没空，sorry")
        terminal.press("C-q")
        terminal.wait_for("left")

    assert "0.66 ● ✎" in screen
    with opened(tmp_path / "log.db") as log:
        review = log.reviews.current(2)
    assert review is not None
    assert review.correction == "没空，sorry"


@pytest.mark.parametrize("wording", [ENGLISH, CHINESE])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_replies_are_reviewed_without_a_model(
    tmp_path: Path, wording: Wording, size: tuple[int, int]
) -> None:
    with opened(tmp_path / "log.db") as log:
        fill(log)
    command = f"{sys.executable} -m chatbot review --log {tmp_path / 'log.db'}; echo 'code'=$?"
    with Terminal(in_language(wording, command), tmp_path, size=size) as terminal:
        terminal.wait_for(wording.review.progress.format(reviewed=0, all=3))
        terminal.type("+")
        terminal.wait_for(wording.review.progress.format(reviewed=1, all=3))
        terminal.type("e")
        terminal.wait_for(wording.review.editor)
        terminal.type(" 改了 better")
        terminal.press("Enter")
        screen = terminal.wait_for(wording.review.progress.format(reviewed=2, all=3))
        terminal.press("Escape")
        terminal.wait_for("code=0")

    assert "✓ 1" in screen
    with opened(tmp_path / "log.db") as log:
        review = log.reviews.current(2)
    assert review is not None
    assert review.correction == "有空呀，你说吧😀 改了 better"


def test_a_damaged_model_is_told_inside_and_again_when_leaving(tmp_path: Path) -> None:
    folder = save_tiny_checkpoint(tmp_path / "tiny")
    (folder / "model.safetensors").write_bytes(b"damaged")
    with Terminal(chat(folder), tmp_path, size=(100, 24)) as terminal:
        terminal.wait_for("no model:")
        terminal.press("C-q")
        screen = terminal.wait_for("code=1")

    assert "error: " in screen
    assert "Traceback" not in screen


def test_one_can_leave_while_the_model_loads(tmp_path: Path) -> None:
    folder = save_tiny_checkpoint(tmp_path / "tiny")
    with Terminal(chat(folder), tmp_path) as terminal:
        terminal.wait_for("loading the model")
        terminal.press("C-q")
        screen = terminal.wait_for("code=")

    assert "code=0" in screen
    assert "Traceback" not in screen


def test_a_mistake_in_drawing_ends_with_one_line_and_the_terminal_as_it_was(tmp_path: Path) -> None:
    save_tiny_checkpoint(tmp_path / "tiny")
    command = f"{sys.executable} -m tests.tui.broken_chat chat --no-log --checkpoint {tmp_path / 'tiny'}"
    with Terminal(f"clear; {command}; echo 'code'=$?", tmp_path) as terminal:
        screen = terminal.wait_for("code=1")
        terminal.type("echo 'still'typing")
        terminal.press("Enter")
        terminal.wait_for("\nstilltyping")

    told = screen.partition("code=1")[0]
    assert "".join(told.split()).startswith("error:thescreenhadtoclose:AssertionError:8cellscannotbedrawn;")
    assert len(told.splitlines()) <= 3
    assert "secret" not in screen
