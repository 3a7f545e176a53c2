"""A reply made by hand, with all that makes a screen's life hard, and as good as measured."""

from __future__ import annotations

from textual.pilot import Pilot

from chatbot.config import SearchConfig
from chatbot.dialogue import Speaker, Turn
from chatbot.reply import END_TOKEN, AttentionMap, Reply
from chatbot.tui.answered import Answered
from chatbot.tui.draft import ReplyTrace
from chatbot.tui.widgets.reply_view import ReplyView
from chatbot.tui.widgets.views.view import View
from tests.doubles import peaked
from tests.tui.stage import box_of, until

HISTORY = (
    Turn(Speaker.USER, "Ｈｅｌｌｏ，你好！"),
    Turn(Speaker.BOT, "hi\tthere 👩‍👩‍👧"),
    Turn(Speaker.USER, "明天去 cafe\u0301 吗？[b]ok[/b] 😀"),
)
"""Full-width letters, a joined emoji, a combining accent, and what looks like markup."""

SOURCE = (
    *("Hello", "，", "你好", "！", "<turn>", "hi", "there", "👩‍👩‍👧", "<turn>"),
    *("明天", "去", "café", "吗", "？", "[", "b", "]", "ok", "[/", "b", "]", "😀"),
)
SOURCE_PIECES = (
    *("Hel", "lo", "，", "你好", "！", "<turn>", "hi", "the", "re", "👩‍", "👩‍", "👧", "<turn>"),
    *(
        "明天",
        "去",
        "caf",
        "é",
        "吗",
        "？",
        "[",
        "b",
        "]",
        "ok",
        "[/",
        "b",
        "]",
        "<0xF0>",
        "<0x9F>",
        "<0x98>",
        "<0x80>",
    ),
)
WORDS = ("好", "呀", "，", "the", "café", "Ａ", "👩‍👩‍👧", "tomorrow", "~", END_TOKEN)
PIECES = ("好", "呀", "，", "the", "ca", "fé", "Ａ", "👩‍👩‍👧", "tom", "orrow", "<join>", "~", END_TOKEN)


def map_of(source: tuple[str, ...], target: tuple[str, ...]) -> AttentionMap:
    return AttentionMap(source, target, tuple(peaked(7 * row + 9, len(source)) for row in range(len(target))))


REPLY = Reply(
    text="好呀，the café Ａ 👩‍👩‍👧 tomorrow~",
    attention=map_of(SOURCE, WORDS),
    pieces=map_of(SOURCE_PIECES, PIECES),
    token_log_probs=tuple(-0.05 * (place + 1) for place in range(len(PIECES))),
    stop="eos",
)

ANSWERED = Answered(
    HISTORY, REPLY, (REPLY,), "made", SearchConfig(), seconds=0.25, seconds_to_first_word=0.125
)


async def show(pilot: Pilot[None], answered: Answered = ANSWERED) -> ReplyView:
    """Show a reply as the only one of the conversation, chosen."""
    box = box_of(pilot)
    # The views come behind the first frame.
    await until(pilot, lambda: bool(box.panel.query(View)))
    view = box.conversation.ask(answered.history[-1].text, note="12:00")
    attention = answered.reply.attention
    probabilities = tuple(0.9 - 0.05 * place for place in range(len(attention.target_tokens)))
    view.finish(answered, ReplyTrace(attention, probabilities))
    box.choose(view)
    box.enter()
    await pilot.pause()
    return view
