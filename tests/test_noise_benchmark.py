"""What the noise benchmark calls a fault."""

from __future__ import annotations

import pytest

from chatbot.corpus.grammar import parse
from chatbot.reply import AttentionMap, Reply, StopReason
from tests.benchmarks.noise import faults


def reply(text: str, stop: StopReason = "eos") -> Reply:
    nowhere = AttentionMap((), (), ())
    return Reply(text=text, attention=nowhere, pieces=nowhere, token_log_probs=(), stop=stop)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (reply("I did not get that."), set()),
        (reply("我没看懂。"), set()),
        (reply("ha ha, a good one"), set()),
        (reply("I like tea and", "length"), {"cut", "nobody's answer"}),
        (reply("no no no"), {"doubled", "nobody's answer"}),
        (reply("我喜欢喝茶我喜欢喝茶"), {"doubled", "nobody's answer"}),
        (reply("caf\ufffd"), {"garbled", "nobody's answer"}),
        (reply(" "), {"silent", "nobody's answer"}),
    ],
)
def test_faults_are_found(said: Reply, expected: set[str]) -> None:
    answers = [parse("I did not get that."), parse("我没看懂。"), parse("ha ha, a good one")]

    assert faults(said, answers) == expected


def test_nothing_to_answer_is_no_fault() -> None:
    assert faults(None, []) == set()
