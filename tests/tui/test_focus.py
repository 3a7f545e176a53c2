"""The conversation's own words light up as the words of a reply are gone through."""

from __future__ import annotations

from dataclasses import replace

from rich.cells import cell_len
from textual.color import Color
from textual.pilot import Pilot
from textual.strip import Strip

from chatbot.dialogue import Speaker, Turn
from chatbot.reply import AttentionMap
from chatbot.tui.widgets.shades import level, shades
from chatbot.tui.widgets.views.focus import FocusView
from chatbot.tui.wording import ENGLISH
from tests.doubles import CHINESE_PROMPT, ScriptedResponder
from tests.tui.made_reply import ANSWERED, REPLY, WORDS, show
from tests.tui.stage import app_with, box_of, say, shown


def lines(pilot: Pilot[None]) -> list[Strip]:
    """Return the lines of the sidebar."""
    left, top, width, height = box_of(pilot).panel.content_region
    strips = pilot.app.screen._compositor.render_strips()[top : top + height]
    return [Strip(strip).crop(left, left + width) for strip in strips]


def background(pilot: Pilot[None], word: str) -> Color | None:
    """Return on what colour the first such word of the sidebar stands."""
    for line in lines(pilot):
        before, found, _ = line.text.partition(word)
        if found:
            strip = line.crop(cell_len(before), cell_len(before) + cell_len(word))
            (colour,) = {segment.style.bgcolor for segment in strip if segment.style is not None}
            return None if colour is None else Color.from_rich_color(colour)
    raise AssertionError(f"{word} is not seen")


async def test_the_words_looked_at_light_up_as_the_reply_is_gone_through() -> None:
    async with app_with().run_test(size=(100, 30)) as pilot:
        await show(pilot)
        await pilot.press("f2")
        seen = {}
        for word in range(len(WORDS)):
            await pilot.pause()
            shade = shades(pilot.app.screen.query_one(FocusView))
            looked_at = max(range(22), key=REPLY.attention.weights[word].__getitem__)
            if (written := {9: "明天", 16: "]", 1: "，", 18: "[/"}.get(looked_at)) is not None:
                seen[written] = background(pilot, written)
                assert seen[written] == shade[level(REPLY.attention.weights[word][looked_at])].background
            await pilot.press("right")

        assert len(seen) >= 2
        assert background(pilot, "hi") != next(iter(seen.values()))


async def test_the_chosen_word_is_marked_in_the_reply_and_the_end_can_be_chosen() -> None:
    async with app_with().run_test(size=(100, 30)) as pilot:
        await show(pilot)
        await pilot.press("f2", "right")
        await pilot.pause()
        (chosen,) = (line for line in lines(pilot) if line.text.startswith("好呀，the café"))
        marked = [segment.text for segment in chosen if segment.style and segment.style.reverse]
        assert "".join(marked) == "呀" or background(pilot, "呀") != background(pilot, "好")
        await pilot.press(*["right"] * len(WORDS))
        await pilot.pause()

        assert "tomorrow~ </s>" in shown(pilot)
        assert f"</s> {ENGLISH.views.end}  probability" in shown(pilot)


async def test_a_reply_on_its_way_lights_up_words_as_well_and_one_without_attention_says_so() -> None:
    async with app_with(ScriptedResponder(has_attention=False)).run_test(size=(100, 30)) as pilot:
        await pilot.press("f2")
        await say(pilot, CHINESE_PROMPT)

        assert "This model has no attention" in " ".join(shown(pilot).split())


async def test_of_a_long_prompt_the_word_looked_at_most_is_in_view() -> None:
    words = (*(f"word{number}" for number in range(200)), "last")
    attention = AttentionMap(words, ("yes", "</s>"), ((*[0.0] * 200, 1.0), (1.0, *[0.0] * 200)))
    reply = replace(REPLY, text="yes", attention=attention, pieces=attention)
    history = (Turn(Speaker.USER, " ".join(words)),)
    async with app_with().run_test(size=(80, 24)) as pilot:
        await show(pilot, replace(ANSWERED, history=history, reply=reply))
        await pilot.press("f2")
        await pilot.pause()
        at_the_end = [line.text for line in lines(pilot)]
        await pilot.press("right")
        await pilot.pause()

        assert any("last" in line for line in at_the_end[:10])
        assert "word0 " in lines(pilot)[0].text
