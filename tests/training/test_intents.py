"""Measuring on what was kept: which questions are asked, which answers are right, how they are counted."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path

import pytest

from chatbot.cli.main import run
from chatbot.corpus.blocks import Block
from chatbot.corpus.formats import read_corpora
from chatbot.dialogue import Turn
from chatbot.errors import ChatbotError
from chatbot.reply import AttentionMap, Reply, ReplyEvent, ReplyFinished, never
from chatbot.training.asking import Question, questions
from chatbot.training.intent_rates import rates, rates_by_topic
from chatbot.training.intents import Answered, answers
from chatbot.training.reliability import calibration_error, reliability
from tests.doubles import ScriptedResponder
from tests.tiny import save_tiny_checkpoint

BOT = f"""\
language: en
topic: names
intent: name_mine
  I am {{name}}
  ~ people say {{name}} to me
  > Hi {{name}}! [How are you?]
  > (Good|Nice) to meet you.
topic: tea
intent: tea_like
  do you like tea
  ~ tea?
  > I have no mouth.
dialogue: tired
  ~ I am tired
  > Why?
  I worked
  > Then rest.
slot: name
{"".join(f"  Mara{number}{chr(10)}" for number in range(60))}
"""


@dataclass
class Answering(ScriptedResponder):
    """Answers what a function says, as surely as it says."""

    answer: Callable[[Sequence[Turn]], tuple[str, float]] = lambda history: ("", 0.0)

    def reply(
        self,
        history: Sequence[Turn],
        *,
        unlike: Collection[str] = (),
        is_cancelled: Callable[[], bool] = never,
    ) -> Iterator[ReplyEvent]:
        text, confidence = self.answer(history)
        if not text:
            raise ChatbotError("nothing to answer")
        nothing = AttentionMap((), (), ())
        reply = Reply(text, nothing, nothing, (log(confidence),), "eos")
        yield ReplyFinished(reply, (reply,))


@pytest.fixture(scope="module")
def blocks(tmp_path_factory: pytest.TempPathFactory) -> list[Block]:
    path = tmp_path_factory.mktemp("bot") / "bot.frames"
    path.write_text(BOT, encoding="utf-8")
    return [block for file in read_corpora([path]) for block in file.frames().blocks]


def asked(blocks: list[Block], context: int = 0) -> list[Question]:
    return list(questions(blocks, seed=1, context=context))


def answered(blocks: list[Block], answer: Callable[[Sequence[Turn]], tuple[str, float]]) -> list[Answered]:
    return list(answers(Answering(answer=answer), asked(blocks), blocks))


def ideal(history: Sequence[Turn]) -> tuple[str, float]:
    prompt = history[-1].text
    if prompt.startswith("people"):
        return f"Hi {prompt.split()[2]}!", 0.95
    return ("Then rest." if len(history) > 1 else "I have no mouth."), 0.95


def test_only_what_is_kept_is_asked(blocks: list[Block]) -> None:
    found = asked(blocks)

    names = blocks[0].slots["name"]
    phrasing = [each.prompt for each in found if each.purpose == "phrasing"]
    copies = [each.prompt for each in found if each.purpose == "copying"]
    assert {prompt.split()[0] for prompt in phrasing} == {"people", "tea?"}
    assert {prompt.split()[2] for prompt in phrasing if prompt != "tea?"} <= set(names.learnt)
    assert {prompt.split()[2] for prompt in copies} <= set(names.kept)
    assert [each.texts for each in found if each.purpose == "dialogue"] == [
        ("I am tired", "Why?", "I worked")
    ]
    assert found == asked(blocks)


def test_half_the_questions_come_after_other_talk_where_it_is_read(blocks: list[Block]) -> None:
    phrasing = [each for each in asked(blocks, context=2) if each.purpose == "phrasing"]

    assert [each.has_talk_before for each in phrasing] == [False, True] * 2
    assert all(len(each.texts) == (3 if each.has_talk_before else 1) for each in phrasing)


def test_an_ideal_bot_is_right_in_everything(blocks: list[Block]) -> None:
    found = rates(answered(blocks, ideal))

    assert {name: rate.share for name, rate in found.items()} == {
        "right": 1,
        "right_alone": 1,
        "of_another_intent": 0,
        "confidently_wrong": 0,
        "in_language": 1,
        "new_values_copied": 1,
        "new_name_copied": 1,
        "dialogues_right": 1,
    }
    assert found["right"].count == 4
    assert (found["right"].interval.low, found["right"].interval.high) == (1, 1)


@pytest.mark.parametrize(
    ("reply", "right", "copied", "whose", "in_language"),
    [
        ("Hi Mara7! How are you?", True, True, "", True),
        ("Hi  Mara7!", True, True, "", True),
        ("Nice to meet you.", True, None, "", True),
        ("Hi Mara8!", False, False, "name_mine", True),
        ("hi Mara7!", False, False, "name_mine", True),
        ("I have no mouth.", False, False, "tea_like", True),
        ("Then rest.", False, False, "tired", True),
        ("你好", False, False, "", False),
    ],
)
def test_a_reply_is_judged_by_the_answers_of_its_intent(
    blocks: list[Block], reply: str, right: bool, copied: bool | None, whose: str, in_language: bool
) -> None:
    drawn = next(each for each in asked(blocks) if each.block.name == "name_mine")
    (slot,) = drawn.filled
    question = Question("copying", drawn.block, drawn.frame, drawn.exchange, ("people",), {slot: "Mara7"})

    (found,) = answers(Answering(answer=lambda history: (reply, 0.5)), [question], blocks)

    assert (found.is_right, found.whose, found.is_in_language) == (right, whose, in_language)
    assert question.is_copied_in(reply) is copied
    assert found.is_confidently_wrong is not right


def test_a_guess_is_not_confidently_wrong(blocks: list[Block]) -> None:
    unsure = rates(answered(blocks, lambda history: ("Sure.", 0.1)))
    silent = rates(answered(blocks, lambda history: ("", 0.0)))

    for found in (unsure, silent):
        assert (found["right"].share, found["confidently_wrong"].share) == (0, 0)


def test_topics_are_told_apart_the_worst_first(blocks: list[Block]) -> None:
    found = rates_by_topic(answered(blocks, lambda history: ("I have no mouth.", 0.9)))

    assert [(topic, rate.share) for (_, topic), rate in found.items()] == [("names", 0), ("tea", 1)]


def test_a_reliability_table_tells_confidence_from_being_right(blocks: list[Block]) -> None:
    half = answered(blocks, lambda history: ("I have no mouth.", 0.95))[:8]

    bins = reliability([each for each in half if each.question.purpose == "phrasing"])

    assert [(each.low, each.high, each.count) for each in bins] == [(0.9, 1.0, 4)]
    assert bins[0].confidence == pytest.approx(0.95)
    assert bins[0].right == 0.5
    assert calibration_error(bins) == pytest.approx(0.45)
    assert calibration_error([]) == 0


def test_the_command_tells_figures_and_dialogues(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bot.frames").write_text(BOT, encoding="utf-8")
    arguments = ["evaluate", str(save_tiny_checkpoint(tmp_path / "tiny")), str(tmp_path / "bot.frames")]

    assert run([*arguments, "--intents", "--json", "--max-length", "5"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert run([*arguments, "--intents", "--show", "5", "--strategy", "greedy", "--max-length", "5"]) == 0
    printed = capsys.readouterr().out

    english = document["languages"]["en"]
    assert document["questions"] == len(document["answers"]) == 9
    assert english["right"].keys() == {"share", "interval", "count"}
    assert english["new_name_copied"]["count"] == 4
    assert "  > I am tired\n  < Why?\n  > I worked\n  < " in printed
    assert run([*arguments, "--intents", "--by-length"]) == 2


def test_without_anything_kept_it_is_said_how_to_keep_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bot.frames"
    file.write_text("language: en\nintent: i\n  hi\n  > ho\n", encoding="utf-8")

    assert run(["evaluate", str(save_tiny_checkpoint(tmp_path / "tiny")), str(file), "--intents"]) == 1

    assert f"chatbot corpora {file} --mark-held-out" in capsys.readouterr().err
