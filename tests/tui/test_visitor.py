"""What a stranger in a browser is offered, and what he is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatbot.tui.app import ChatbotApp
from chatbot.tui.story import Story
from chatbot.tui.visitor_wording import for_visitors, is_hosts
from chatbot.tui.wording import CHINESE, ENGLISH, Wording
from tests.doubles import CHINESE_PROMPT, ScriptedLearner, ScriptedResponder
from tests.storage.samples import append_reply, reply_saying
from tests.tui.stage import NOON, notices, opened, replies_of, say, shown, until


@pytest.mark.parametrize("wording", [ENGLISH, CHINESE], ids=["en", "zh"])
async def test_a_visitor_talks_but_neither_reads_nor_teaches(tmp_path: Path, wording: Wording) -> None:
    with opened(tmp_path / "log.db") as log:
        other = log.start("another visitor's secret", checkpoint="scripted")
        append_reply(log, other.conversation_id, reply_saying("whispered"))
        words = for_visitors(wording, is_logged=True)
        app = ChatbotApp(
            ScriptedResponder,
            story=Story(log, checkpoint="scripted"),
            now=lambda: NOON,
            make_learner=lambda responder: ScriptedLearner(),
            visitor=True,
            wording=words,
        )
        async with app.run_test(size=(120, 40)) as pilot:
            welcome = shown(pilot)
            commands = [command.title for command in app.get_system_commands(app.screen)]
            await say(pilot, CHINESE_PROMPT)
            await pilot.press("ctrl+r", "ctrl+l", "ctrl+z", "f8", "f9", "up", "+", "-", "e", "u", "a")
            seen = shown(pilot)
            told = notices(pilot)
            await pilot.press("y", "r")
            await until(pilot, lambda: len(replies_of(pilot)) == 2 and bool(replies_of(pilot)[1].note))

        kept = [turn.text for turn in log.conversation(2).turns]
        reviews = log.statistics().reviews
    assert kept == [CHINESE_PROMPT, "有空呀，你说吧😀", CHINESE_PROMPT, "有空呀，你说吧😀 #2"]
    assert app.clipboard == "有空呀，你说吧😀"
    assert reviews.good == reviews.bad == reviews.corrected == 0
    assert words.personal.welcome_keys[-1][1][:12] in welcome
    assert "secret" not in seen
    assert set(told) == {words.review.not_kept}
    assert not {wording.personal.actions[f"app.{name}"] for name in ("review", "learn")} & set(commands)
    assert "Quit" in commands
    assert "Screenshot" not in commands
    assert not any(hint in seen for hint in ("^R", "^L"))
    assert not any(hint.startswith("c ") for hint in words.what_if.keys)


@pytest.mark.parametrize(
    "action", ["review", "app.review", "save_picture", "save_picture('x')", ("", "settings", ())]
)
def test_whatever_widget_has_the_key_the_hosts_actions_are_known(
    action: str | tuple[str, str, tuple[()]],
) -> None:
    assert is_hosts(action)
    assert not is_hosts("app.quit")


def test_a_visitor_is_told_of_a_log_only_where_there_is_one() -> None:
    assert "log" not in str(for_visitors(ENGLISH, is_logged=False).personal.welcome_keys)
    assert "log" in str(for_visitors(ENGLISH, is_logged=True).personal.welcome_keys)
    assert "日志" in str(for_visitors(CHINESE, is_logged=True).personal.welcome_keys)
