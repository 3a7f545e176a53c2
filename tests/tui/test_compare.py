"""Other checkpoints answer the same: chosen ones, or all along a run."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Static

from chatbot.errors import CheckpointError
from chatbot.explaining import Saved
from chatbot.reply import Responder
from chatbot.tui.comparing import along_a_run
from chatbot.tui.screens.compare import CompareScreen
from chatbot.tui.widgets.heatmap import HeatMap
from chatbot.tui.widgets.saved_list import SavedList
from chatbot.tui.widgets.two_replies import TwoReplies
from chatbot.tui.wording import ENGLISH, WORDINGS
from tests.doubles import CHINESE_PROMPT, SCRIPT, ScriptedExplainer, ScriptedResponder
from tests.tui.snapshot import assert_looks_as_before
from tests.tui.stage import app_with, notices, say, shown, until

RUN = tuple(Saved(f"mine@{updates}", "additive", "mine", updates, 1 / updates) for updates in (5, 40, 300))
PLAIN = Saved("plain", "none", "plain", 1_000, None)


@dataclass
class ScriptedShelf:
    """Lists checkpoints; each answers by the script, from the run's first ones only its beginning."""

    all: tuple[Saved, ...] = (*RUN, PLAIN, Saved("scripted", "additive", "scripted", 0, 0.25))
    damaged: str = ""
    failure: Exception | None = None
    loaded: list[str] = field(default_factory=list)

    def saved(self) -> tuple[Saved, ...]:
        if self.failure is not None:
            raise self.failure
        return self.all

    def load(self, name: str) -> Responder:
        self.loaded.append(name)
        if name == self.damaged:
            raise CheckpointError(f"{name}: expected [safetensors], found a damaged file")
        return replace(ScriptedResponder(name=name), has_attention=name != "plain")


async def opened_with(pilot: Pilot[None], key: str) -> None:
    await say(pilot, CHINESE_PROMPT)
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.screen, CompareScreen))
    await until(pilot, lambda: bool(pilot.app.screen.query_one(SavedList).option_count))


def panes(pilot: Pilot[None]) -> list[str]:
    both = pilot.app.screen.query_one(TwoReplies)
    return [str(pane.query(Static).first().content) for pane in (both.before, both.after)]


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_checkpoint_without_attention_answers_beside_the_one_in_use(
    size: tuple[int, int], language: str
) -> None:
    shelf, wording = ScriptedShelf(), WORDINGS[language]
    async with app_with(shelf=shelf, wording=wording).run_test(size=size) as pilot:
        await opened_with(pilot, "f8")
        assert panes(pilot)[1] == wording.compare.press
        assert shelf.loaded == []

        await pilot.press("enter")
        await until(pilot, lambda: panes(pilot)[1] == panes(pilot)[0])
        await assert_looks_as_before(pilot, pilot.app.screen, f"compare-{language}-{size[0]}x{size[1]}")
        lines = shown(pilot).splitlines()

        assert shelf.loaded == ["plain"]
        assert wording.no_attention[:12] in shown(pilot)
        assert wording.what_if.same in shown(pilot)
        said = "".join(SCRIPT[CHINESE_PROMPT][1])
        assert any("  plain " in line and said in line for line in lines)
        assert {cell_len(line) for line in lines} == {size[0]}
        await pilot.press("f1")
        assert wording.compare.help_title in shown(pilot)


async def test_along_a_run_every_checkpoint_is_asked_in_order_and_the_newest_is_seen() -> None:
    shelf = ScriptedShelf(damaged="mine@40")
    async with app_with(shelf=shelf).run_test(size=(120, 40)) as pilot:
        await opened_with(pilot, "f9")
        await until(pilot, lambda: pilot.app.screen.query_one(SavedList).highlighted == 2)
        await until(pilot, lambda: panes(pilot)[1] == panes(pilot)[0])

        assert shelf.loaded == ["mine@5", "mine@40", "mine@300"]
        await assert_looks_as_before(pilot, pilot.app.screen, "watch-en-120x40")
        await pilot.press("right", "right", "left")
        assert [each.rows for each in pilot.app.screen.query(HeatMap)] == [range(1, 2)] * 2
        await pilot.press("up")
        await until(pilot, lambda: panes(pilot)[1].startswith("no answer: mine@40"))
        await pilot.press("a")
        await pilot.pause()
        assert len(shelf.loaded) == 3
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, CompareScreen))


async def test_c_in_what_if_compares_as_well_and_esc_leads_back_there() -> None:
    async with app_with(shelf=ScriptedShelf(), explainer=ScriptedExplainer()).run_test() as pilot:
        await say(pilot, CHINESE_PROMPT)
        await pilot.press("up", "w", "f8")
        await until(pilot, lambda: isinstance(pilot.app.screen, CompareScreen))
        await pilot.press("f9", "escape")
        await until(pilot, lambda: ENGLISH.what_if.nothing_changed in shown(pilot))


@pytest.mark.parametrize(
    ("shelf", "key", "told"),
    [
        (ScriptedShelf(all=(PLAIN,)), "f9", ENGLISH.compare.no_run),
        (ScriptedShelf(all=()), "f8", ENGLISH.compare.no_others),
        (ScriptedShelf(failure=OSError("no [disk]")), "f8", "no answer: no [disk]"),
    ],
)
async def test_where_there_is_nothing_to_ask_it_is_said(shelf: ScriptedShelf, key: str, told: str) -> None:
    async with app_with(shelf=shelf).run_test(size=(120, 40)) as pilot:
        await say(pilot, CHINESE_PROMPT)
        await pilot.press(key)

        await until(pilot, lambda: isinstance(pilot.app.screen, CompareScreen) and panes(pilot)[1] == told)
        assert not pilot.app.screen.query_one(SavedList).display
        assert "Enter ask" not in shown(pilot)
        assert "Esc back" in shown(pilot)


async def test_long_names_are_whole_where_there_is_room_and_keep_both_ends_where_there_is_none() -> None:
    names = ("starter-taught-20261126-204412", "starter-taught-20261126-204413")
    shelf = ScriptedShelf(all=tuple(Saved(name, "additive", name, 0, None) for name in names))
    async with app_with(shelf=shelf).run_test(size=(80, 24)) as pilot:
        await opened_with(pilot, "f8")
        assert all(name in shown(pilot) for name in names)

        await pilot.resize_terminal(60, 24)
        await until(pilot, lambda: "starte…204412 additive" in shown(pilot))
        assert "starte…204413 additive" in shown(pilot)
        assert {cell_len(line) for line in shown(pilot).splitlines()} == {60}


async def test_without_a_reply_or_a_shelf_nothing_opens() -> None:
    async with app_with(shelf=ScriptedShelf()).run_test() as pilot:
        await pilot.press("f8")
        await until(pilot, lambda: notices(pilot) == [ENGLISH.compare.no_reply])
    async with app_with().run_test() as pilot:
        await pilot.press("f9")
        await until(pilot, lambda: notices(pilot) == [ENGLISH.compare.no_shelf])


def test_a_run_that_kept_nothing_gives_way_to_the_first_that_did() -> None:
    assert along_a_run((*RUN, PLAIN), "mine@40") == RUN
    assert along_a_run((PLAIN, *RUN), "plain") == RUN
    assert along_a_run((PLAIN,), "plain") == ()
