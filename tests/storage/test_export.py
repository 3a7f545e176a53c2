from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.dialogue import Speaker
from chatbot.storage.export import (
    CSV_COLUMNS,
    EXPORTS,
    csv_rows,
    jsonl,
    lessons_jsonl,
    markdown,
    reviewed_alone,
)
from chatbot.storage.records import LoggedConversation, LoggedTurn
from chatbot.storage.review_records import Review
from chatbot.storage.reviews import CONTEXT_TURNS
from chatbot.storage.verdict import Verdict

MOMENT = "2026-11-01T12:00:00.000Z"


def conversation_of(*texts: str) -> LoggedConversation:
    speakers = (Speaker.USER, Speaker.BOT) * len(texts)
    turns = (
        LoggedTurn(number, 3, speaker, text, MOMENT)
        for number, (speaker, text) in enumerate(zip(speakers, texts, strict=False), start=1)
    )
    return LoggedConversation(3, MOMENT, "天气 weather", "starter", tuple(turns))


@given(texts=st.lists(st.text(), min_size=1, max_size=4))
def test_a_line_of_jsonl_holds_every_text_unchanged(texts: list[str]) -> None:
    lines = "".join(jsonl([conversation_of(*texts), conversation_of("再见 bye")])).split("\n")

    messages = json.loads(lines[0])["messages"]
    assert [message["content"] for message in messages] == texts
    assert len(lines) == 3


def test_jsonl_names_the_speakers_as_message_formats_do() -> None:
    assert list(jsonl([conversation_of("你好", "hi there")])) == [
        '{"messages": [{"role": "user", "content": "你好"}, {"role": "assistant", "content": "hi there"}]}\n'
    ]


@given(texts=st.lists(st.text(), min_size=1, max_size=4))
def test_csv_gives_every_text_back_unchanged(texts: list[str]) -> None:
    document = "".join(csv_rows([conversation_of(*texts)]))

    header, *rows = csv.reader(io.StringIO(document, newline=""))
    assert tuple(header) == CSV_COLUMNS
    assert [row[CSV_COLUMNS.index("text")] for row in rows] == texts


def test_csv_keeps_commas_quotes_and_formulas_inside_their_cell() -> None:
    _, row = csv_rows([conversation_of('=1+1, "好"')])

    assert row == f'3,1,"{MOMENT}","user","","=1+1, ""好""","","",""\n'


def test_markdown_shows_who_said_what() -> None:
    section = "".join(markdown([conversation_of("你好\nthere", "嗨 hi")]))

    assert section == (
        f"## 3 · 天气 weather\n\n{MOMENT} · starter\n\n"
        "**user**\n\n> 你好\\\n> there\n\n**bot**\n\n> 嗨 hi\n\n"
    )


@given(text=st.text(st.sampled_from("#*_`<>[]()\\|~&! \n\r\x85\u2028好a")))
def test_what_was_said_can_neither_end_nor_format_its_markdown(text: str) -> None:
    said = list(markdown([conversation_of(text)]))[2]

    lines = said.removeprefix("**user**\n\n").removesuffix("\n\n").split("\n")
    plain = [line.removeprefix("> ").replace("\\\\", "") for line in lines]
    assert all(line.startswith("> ") for line in lines)
    assert not any(mark in line.replace(f"\\{mark}", "") for line in plain for mark in "#*_`<>[]")


def reviewed_conversation() -> LoggedConversation:
    """Four exchanges: found good, corrected, found bad, and not reviewed."""
    said = ("你好", "嗨 hi", "天气?", "苹果 apple", "why?", "no", "bye", "再见")
    reviews = {
        2: Review(7, 2, Verdict.GOOD, None, None, (), MOMENT),
        4: Review(8, 4, Verdict.CORRECTED, "晴\nsunny", "off *topic*", (), MOMENT),
        6: Review(9, 6, Verdict.BAD, None, None, (), MOMENT),
    }
    whole = conversation_of(*said)
    return replace(whole, turns=tuple(replace(turn, review=reviews.get(turn.id)) for turn in whole.turns))


def test_a_lesson_is_what_led_to_a_reply_and_what_is_right() -> None:
    lines = [json.loads(line)["messages"] for line in lessons_jsonl([reviewed_conversation()])]

    assert [[message["content"] for message in messages] for messages in lines] == [
        ["你好", "嗨 hi"],
        ["你好", "嗨 hi", "天气?", "晴\nsunny"],
    ]
    assert {messages[-1]["role"] for messages in lines} == {"assistant"}


def test_a_lesson_late_in_a_conversation_begins_with_the_user_and_stays_short() -> None:
    long = conversation_of(*("问 question", "答 answer") * 40)
    *before, last = long.turns
    good = replace(last, review=Review(1, last.id, Verdict.GOOD, None, None, (), MOMENT))

    (line,) = lessons_jsonl([replace(long, turns=(*before, good))])

    messages = json.loads(line)["messages"]
    assert messages[0] == {"role": "user", "content": "问 question"}
    assert len(messages) <= CONTEXT_TURNS + 1


def test_what_was_not_reviewed_is_left_out_with_its_prompt() -> None:
    (kept,) = reviewed_alone([reviewed_conversation(), conversation_of("你好", "hi")])

    assert [turn.id for turn in kept.turns] == [1, 2, 3, 4, 5, 6]


def test_csv_shows_the_review_of_each_reply() -> None:
    rows = list(csv.reader(io.StringIO("".join(csv_rows([reviewed_conversation()])), newline="")))

    assert [row[-3:] for row in rows[1:7:2]] == [["", "", ""]] * 3
    assert [row[-3:] for row in rows[2::2]] == [
        ["good", "", ""],
        ["corrected", "晴\nsunny", "off *topic*"],
        ["bad", "", ""],
        ["", "", ""],
    ]


def test_markdown_shows_the_review_below_its_reply() -> None:
    section = "".join(markdown([reviewed_conversation()]))

    assert "> 嗨 hi\n\n**good**\n\n**user**" in section
    assert (
        "> 苹果 apple\n\n**corrected**\n\n> 晴\\\n> sunny\n\n**note**\n\n> off \\*topic\\*\n\n**user**"
        in section
    )


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_reads_one_conversation_at_a_time(name: str) -> None:
    taken = []

    def conversations() -> Iterator[LoggedConversation]:
        for number in range(3):
            taken.append(number)
            yield conversation_of("你好", "hello")

    parts = EXPORTS[name](conversations())
    while not taken:
        next(parts)

    assert taken == [0]
