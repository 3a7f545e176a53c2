from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from chatbot.tui.saving import free_name
from chatbot.tui.wording import CHINESE
from tests.doubles import CHINESE_PROMPT, MIXED_PROMPT, ScriptedResponder
from tests.tui.stage import app_with, box_of, notices, say, shown, until


def name_of(pilot: Pilot[None]) -> Input:
    return pilot.app.screen.query_one(Input)


def is_asked(pilot: Pilot[None]) -> bool:
    return bool(pilot.app.screen.query(Input))


async def save_as(pilot: Pilot[None], name: str) -> None:
    """Press s on the chosen reply, and answer with a name."""
    await pilot.press("s")
    await until(pilot, lambda: is_asked(pilot))
    name_of(pilot).value = name
    await pilot.press("enter")


async def told(pilot: Pilot[None], part: str) -> str:
    """Return the newest notice once it holds a part."""
    await until(pilot, lambda: part in "".join(notices(pilot)[-1:]))
    return notices(pilot)[-1]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def test_s_saves_the_chosen_reply_under_a_name_that_replaces_nothing_unasked(folder: Path) -> None:
    async with app_with().run_test() as pilot:
        await say(pilot, CHINESE_PROMPT)
        await pilot.press("up", "s")
        await until(pilot, lambda: is_asked(pilot))
        assert "save as .svg .html .png .json .csv" in shown(pilot)
        await pilot.press("enter")
        path = folder / "attention-你好-明天有空吗.svg"
        assert await told(pilot, "Saved") == f"Saved: {path}"
        assert "有空呀" in path.read_text(encoding="utf-8")

        await pilot.press("s")
        await until(pilot, lambda: is_asked(pilot))
        assert name_of(pilot).value == "attention-你好-明天有空吗-2.svg"
        await pilot.press("escape")
        assert box_of(pilot).has_focus_within

        (folder / "mine.json").write_text("old")
        await save_as(pilot, "mine.json")
        await until(pilot, lambda: "mine.json is there already" in shown(pilot))
        await pilot.press("n")
        await until(pilot, lambda: is_asked(pilot))
        assert name_of(pilot).value == "mine.json"
        assert (folder / "mine.json").read_text() == "old"
        await pilot.press("enter")
        await until(pilot, lambda: "mine.json is there already" in shown(pilot))
        await pilot.press("y")
        assert await told(pilot, "mine") == f"Saved: {folder / 'mine.json'}"
        document = json.loads((folder / "mine.json").read_text(encoding="utf-8"))
        assert document["prompt"] == CHINESE_PROMPT
        assert document["checkpoint"] == "scripted"
        assert [round(value, 2) for value in document["probabilities"][:2]] == [0.9, 0.82]


async def test_a_file_that_cannot_be_written_is_a_notice_in_the_readers_language(folder: Path) -> None:
    async with app_with(wording=CHINESE).run_test() as pilot:
        await say(pilot, MIXED_PROMPT)
        await pilot.press("up")
        await save_as(pilot, "picture.bmp")
        assert (await told(pilot, "bmp")).startswith("没有保存：picture.bmp: expected a name that ends in")
        await until(pilot, lambda: is_asked(pilot))
        assert name_of(pilot).value == "picture.bmp"
        await pilot.press("escape")

        await save_as(pilot, "nowhere/picture.png")
        await told(pilot, "No such file or directory")
        await save_as(pilot, "[red]x.html")
        assert await told(pilot, "html") == f"已保存：{folder / '[red]x.html'}"
        assert '<html lang="zh">' in (folder / "[red]x.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("folder")
async def test_a_reply_without_attention_is_not_asked_a_name_for() -> None:
    responder = replace(ScriptedResponder(), has_attention=False)
    async with app_with(responder).run_test() as pilot:
        await say(pilot, CHINESE_PROMPT)
        await pilot.press("up", "s")

        await told(pilot, "expected a reply with attention to draw, found none")
        assert not is_asked(pilot)


@pytest.mark.usefixtures("folder")
async def test_a_reply_that_failed_has_nothing_to_save() -> None:
    async with app_with(ScriptedResponder(failure=OSError("gone"))).run_test() as pilot:
        await say(pilot, CHINESE_PROMPT)
        await pilot.press("up", "s")

        await told(pilot, "nothing to save")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("are you free?", "attention-are-you-free.svg"),
        ("../../etc/passwd", "attention-etc-passwd.svg"),
        ("？！", "attention.svg"),
        ("我" * 40, "attention-" + "我" * 11 + ".svg"),
    ],
)
def test_a_name_is_made_of_the_first_words_and_of_nothing_a_path_means(prompt: str, name: str) -> None:
    assert free_name(prompt) == name


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_a_notice_is_seen_to_its_last_word(size: tuple[int, int]) -> None:
    async with app_with().run_test(size=size, notifications=True) as pilot:
        await say(pilot, CHINESE_PROMPT)
        pilot.app.notify("Saved where there are many words before: /a/folder/end.svg", markup=False)
        await until(pilot, lambda: "end.svg" in shown(pilot))
