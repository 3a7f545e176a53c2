"""The tour: keys in, pages with the numbers of the model out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widget import Widget

from chatbot.cli.wishes import Wishes
from chatbot.errors import ChatbotError
from chatbot.explaining import Saved
from chatbot.reply import never
from chatbot.touring import Tour
from chatbot.tui.app import ChatbotApp
from chatbot.tui.screens.chat import ChatScreen
from chatbot.tui.screens.tour import TourScreen
from chatbot.tui.story import Story
from chatbot.tui.tour_app import TourApp
from chatbot.tui.tour_pages import page_lines, pages_of
from chatbot.tui.tour_wording import WORDINGS as TOUR_WORDS
from chatbot.tui.wording import WORDINGS
from tests.doubles import ScriptedExplainer, ScriptedResponder
from tests.tui.stage import NOON, PATIENCE_SECONDS, SlowLoader, app_loading, app_with, shown, until

NUMBERS = (
    ("15.50", "5.50", "-1.25", "0.500", "37.12", "37.1"),
    ("-1.75", "-9.50", "7.75", "I see", "0.68"),
    ("+0.75", "-0.25", "+2.25", "<pad>", "6"),
    ("+1.25", "+0.50", "-0.75", "+3.500", "+2.500"),
    ("+3.500", "-∞", "0.800000", "0.000000", "1.000000"),
    ("0.800", "0.000", "0.625", "25.0%", "-1.50"),
)
"""What the scripted explainer says, on the pages where it is to be seen."""


@dataclass
class PlainShelf:
    """Holds two checkpoints, one of them without attention."""

    responder: ScriptedResponder | None

    def saved(self) -> tuple[Saved, ...]:
        return tuple(Saved(name, name, name, 0, None) for name in ("additive", "none"))

    def load(self, name: str) -> ScriptedResponder:
        assert name == "none"
        if self.responder is None:
            raise ChatbotError("none: it is damaged")
        return self.responder


class Guide(ScriptedExplainer):
    """Works a tour out as its double does; may be held up, and may change it."""

    def __init__(
        self, failure: Exception | None = None, change: Callable[[Tour], Tour] = lambda t: t
    ) -> None:
        super().__init__(failure)
        self.change = change
        self.asked_of: list[str] = []
        self.may_answer = Event()
        self.may_answer.set()

    def tour(self, question: str, long_question: str, *, is_cancelled: Callable[[], bool] = never) -> Tour:
        self.asked_of.append(question)
        self.may_answer.wait(PATIENCE_SECONDS)
        return self.change(super().tour(question, long_question))


def without_attention(tour: Tour) -> Tour:
    bottleneck = replace(tour.bottleneck, even_log_prob=None, even_text="")
    return replace(tour, attention="none", facts=None, bottleneck=bottleneck)


def by_products(tour: Tour) -> Tour:
    assert tour.facts is not None
    return replace(tour, attention="dot", facts=replace(tour.facts, additive=None, copied=None))


def title(pilot: Pilot[None]) -> str:
    return str(pilot.app.screen.query_one("#tour", Widget).border_title)


async def toured(pilot: Pilot[None]) -> None:
    """Open the tour from the chat, and wait for its first page."""
    await pilot.press("f4")
    await until(pilot, lambda: isinstance(pilot.app.screen, TourScreen) and title(pilot)[:2] == "1/")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
@pytest.mark.parametrize("language", ["en", "zh"])
async def test_six_pages_show_the_numbers_and_lead_back_to_the_chat(
    language: str, size: tuple[int, int]
) -> None:
    wording = WORDINGS[language]
    guide = Guide()
    async with app_with(explainer=guide, wording=wording).run_test(size=size) as pilot:
        await toured(pilot)
        for number, (key, numbers) in enumerate(zip(("right", "enter", "space") * 2, NUMBERS, strict=True)):
            await pilot.pause()
            assert title(pilot) == f"{number + 1}/6 {TOUR_WORDS[language].titles[number]}"
            seen = shown(pilot)
            if pilot.app.screen.query_one("#tour").max_scroll_y:
                await pilot.press(*["down"] * 4)
                seen += shown(pilot)
            assert not [each for each in numbers if each not in seen]
            assert {cell_len(line) for line in shown(pilot).splitlines()} == {size[0]}
            await pilot.press(key)
        assert title(pilot)[:3] == "6/6"
        await pilot.press(*["left"] * 7)
        assert title(pilot)[:3] == "1/6"
        await pilot.press("f1")
        assert TOUR_WORDS[language].help_title in shown(pilot)
        await pilot.press("f1", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChatScreen))

    assert guide.asked_of == [TOUR_WORDS[language].question]


async def test_before_the_model_is_there_the_tour_waits_for_it() -> None:
    load = SlowLoader()
    async with app_loading(load, explainer=Guide()).run_test(size=(80, 24)) as pilot:
        await pilot.press("f4")
        await until(pilot, lambda: TOUR_WORDS["en"].loading in shown(pilot))
        await pilot.press("right", "f4")
        load.may_finish.set()
        await until(pilot, lambda: title(pilot)[:3] == "1/6")


@pytest.mark.parametrize(
    ("app", "told"),
    [
        (
            lambda: app_with(explainer=Guide(ChatbotError("prompt: expected [some]"))),
            "prompt: expected [some]",
        ),
        (app_with, TOUR_WORDS["en"].no_model[:40]),
        (lambda: app_loading(_broken), "no model: it is gone"),
    ],
)
async def test_what_cannot_be_shown_is_told(app: Callable[[], ChatbotApp], told: str) -> None:
    async with app().run_test(size=(100, 24)) as pilot:
        await pilot.press("f4")
        await until(pilot, lambda: told in shown(pilot))
        await pilot.press("right", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChatScreen))


def _broken() -> ScriptedResponder:
    raise OSError("it is gone")


async def test_another_language_asks_in_that_one_and_drops_the_answer_before() -> None:
    guide = Guide()
    guide.may_answer.clear()
    async with app_with(explainer=guide).run_test(size=(80, 24)) as pilot:
        await pilot.press("f4")
        await until(pilot, lambda: len(guide.asked_of) == 1)
        pilot.app.action_switch_language()  # type: ignore[attr-defined]
        await until(pilot, lambda: len(guide.asked_of) == 2)
        guide.may_answer.set()
        await until(pilot, lambda: title(pilot) == "1/6 按相似加权")
        await pilot.press("right", "right")
        assert "你好，明天有空吗？" in shown(pilot)

    assert guide.asked_of == [TOUR_WORDS[language].question for language in ("en", "zh")]


async def test_a_model_without_attention_has_two_pages_and_says_why() -> None:
    async with app_with(explainer=Guide(change=without_attention)).run_test(size=(80, 24)) as pilot:
        await toured(pilot)
        await pilot.press("right", "right")
        assert title(pilot) == "2/2 the bottleneck"
        assert "it has no attention (none)" in " ".join(shown(pilot).split())


@pytest.mark.parametrize(
    ("shelf", "told"),
    [
        (PlainShelf(ScriptedResponder()), "none, without attention  I have an exam tomorrow"),
        (PlainShelf(None), "none, without attention  no answer: none: it is damaged"),
    ],
)
async def test_a_checkpoint_without_attention_answers_beside_it(shelf: PlainShelf, told: str) -> None:
    async with app_with(explainer=Guide(), shelf=shelf).run_test(size=(120, 36)) as pilot:
        await toured(pilot)
        await pilot.press("right")
        assert told in shown(pilot)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_another_score_is_named_and_its_numbers_are_shown(language: str) -> None:
    words = TOUR_WORDS[language]
    tour = by_products(Guide().tour(words.question, words.long_question))

    text = "\n".join(line.plain for line in page_lines(tour, 3, words, 76))

    assert words.scores["dot"] in text.replace("\n", "")
    assert "+3.500" in text
    assert "w_v" not in text


@pytest.mark.parametrize("width", [1, 20, 60, 200])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_pages_can_be_laid_out_in_any_width(language: str, width: int) -> None:
    words = TOUR_WORDS[language]
    tour = Guide().tour("hi [b]x[/b] \x1b[31m 👩‍👩‍👧 é", words.long_question)

    lines = [
        line.plain for number in range(len(pages_of(tour))) for line in page_lines(tour, number, words, width)
    ]

    assert not any("\x1b" in line for line in lines)
    if width >= 60:
        assert max(map(cell_len, lines)) <= width


async def test_the_tour_alone_ends_with_its_last_key() -> None:
    app = TourApp(
        ScriptedResponder,
        story=Story(None, checkpoint="scripted"),
        now=lambda: NOON,
        make_explainer=lambda responder: Guide(),
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, TourScreen) and title(pilot)[:3] == "1/6")
        await pilot.press("right", "escape")
        await until(pilot, lambda: not app.is_running or app._exit)


async def test_the_tour_hears_and_names_the_keys_wished_for(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[keys]\ntour.previous = "b"\n', encoding="utf-8")
    wishes = Wishes.read(path, must_be_sound=True)
    async with app_with(explainer=Guide(), wishes=wishes).run_test(size=(80, 24)) as pilot:
        await toured(pilot)
        await pilot.press("right", "left", "right")
        assert title(pilot)[:3] == "3/6"
        assert "b back" in shown(pilot)
        await pilot.press("b")
        assert title(pilot)[:3] == "2/6"
