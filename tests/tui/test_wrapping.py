"""What is read on the screen is divided into lines as it is in print."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets._toast import Toast

from chatbot.text.lines import line_breaks
from chatbot.tui.widgets.conversation_view import ConversationView
from chatbot.tui.wording import CHINESE
from chatbot.tui.wrapping import divided
from tests.tui.stage import app_with, say, until

SAID = "我昨天读了《红楼梦》（第一回），很好看！你呢？“石头”的故事，你听说过吗……" * 3


def lines(widget: Widget) -> list[str]:
    """Return what a widget shows, without the marks at its edges."""
    strips = widget.render_lines(Region(0, 0, *widget.outer_size))
    return [text for strip in strips if (text := strip.text.strip(" │▌▐▏▕▎▊▸"))]


async def test_turns_and_notices_divide_chinese_as_print_does() -> None:
    async with app_with(wording=CHINESE).run_test(size=(60, 30), notifications=True) as pilot:
        await say(pilot, SAID)
        pilot.app.notify(SAID, markup=False, timeout=60)
        await until(pilot, lambda: bool(pilot.app.screen.query(Toast)))
        await pilot.pause()

        for kind in (ConversationView, Toast):
            seen = lines(pilot.app.screen.query_one(kind))
            assert len(seen) > 3
            assert not [line for line in seen if line[0] in "，。！？、》）”…" or line[-1] in "《（“"]


@given(st.text("ab.,-/() (\"'!$\t#", min_size=1, max_size=40), st.integers(1, 12))
@settings(max_examples=50, deadline=None)
def test_english_is_divided_by_rich_as_by_our_tables(text: str, width: int) -> None:
    assert divided(text, width) == line_breaks(text, width)
