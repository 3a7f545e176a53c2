"""`chatbot evaluate --intents`: how a checkpoint does on the frames, values and dialogues kept from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from rich.cells import set_cell_size

from chatbot.cli.evaluating import progress_bar
from chatbot.cli.terminal import answer, answer_json
from chatbot.config import SearchConfig
from chatbot.corpus.formats import read_corpora
from chatbot.errors import CorpusError

if TYPE_CHECKING:
    from chatbot.corpus.blocks import Block
    from chatbot.training.intents import Answered

SEED = 12345
"""Of the drawing of questions."""


def evaluate_intents(
    folder: Path,
    paths: Sequence[Path],
    search: SearchConfig,
    *,
    limit: int | None,
    format_name: str | None,
    show: int,
    as_json: bool,
) -> None:
    """Ask a checkpoint what was kept from it, and print how it did.

    Raises:
        CorpusError: nothing is kept in the files.
        CheckpointError: the checkpoint is damaged.
    """
    from chatbot.cli.loading import load_responder
    from chatbot.training.asking import questions
    from chatbot.training.intents import answers

    blocks = _blocks(paths, format_name)
    responder = load_responder(folder, search)
    asked = list(questions(blocks, seed=SEED, context=responder.training.context))[:limit]
    if not asked:
        names = ", ".join(map(str, paths))
        raise CorpusError(
            names, None, f"expected kept frames to ask, found none; chatbot corpora {names} --mark-held-out"
        )
    began = monotonic()
    with progress_bar(responder.name, len(asked)) as advance:
        answered = list(_watched(answers(responder, asked, blocks), advance))
    figures = {"checkpoint": responder.name, "seconds": round(monotonic() - began, 3), **_document(answered)}
    if as_json:
        answer_json({**figures, "answers": [_row(each) for each in answered]})
    else:
        _tell(figures, answered, show)


def _blocks(paths: Sequence[Path], format_name: str | None) -> list[Block]:
    files = read_corpora(paths, format_name=format_name)
    return [block for file in files for block in file.frames().blocks]


def _watched(answered: Iterator[Answered], advance: Callable[[], None]) -> Iterator[Answered]:
    for each in answered:
        yield each
        advance()


def _document(answered: Sequence[Answered]) -> dict[str, Any]:
    from chatbot.training.intent_rates import rates, rates_by_topic, unfitted
    from chatbot.training.reliability import calibration_error, reliability

    languages = dict.fromkeys(each.question.block.language for each in answered)
    bins = reliability(unfitted(answered))
    return {
        "questions": len(answered),
        "languages": {
            language: {
                name: asdict(rate)
                for name, rate in rates(
                    [e for e in answered if e.question.block.language == language]
                ).items()
            }
            for language in languages
        },
        "topics": [
            {"language": language, "topic": topic, **asdict(rate)}
            for (language, topic), rate in rates_by_topic(answered).items()
        ],
        "reliability": [asdict(each) for each in bins],
        "calibration_error": calibration_error(bins),
    }


def _row(each: Answered) -> dict[str, Any]:
    question = each.question
    return {
        "purpose": question.purpose,
        "language": question.block.language,
        "topic": question.block.topic,
        "block": question.block.name,
        "source": question.source,
        "said": list(question.texts),
        "reply": each.reply,
        "confidence": round(each.confidence, 4),
        "right": each.is_right,
        "whose": each.whose,
    }


def _tell(figures: dict[str, Any], answered: Sequence[Answered], show: int) -> None:
    answer(f"{figures['checkpoint']}: {figures['questions']:,} questions, {figures['seconds']:.0f} s")
    for language, rates in figures["languages"].items():
        answer(f"\n{language}")
        for name, found in rates.items():
            answer(f"  {set_cell_size(name.replace('_', ' '), 28)}{_share(found)}")
    answer("\nright by topic")
    for topic in figures["topics"]:
        answer(f"  {topic['language']} {set_cell_size(topic['topic'], 25)}{_share(topic)}")
    answer("\nmeasured on phrasings the calibration has not seen")
    answer("confidence    replies  mean confidence    right")
    for each in figures["reliability"]:
        answer(
            f"  {each['low']:.1f}-{each['high']:.1f} {each['count']:11,} {each['confidence']:16.2f} "
            f"{each['right']:8.2f}"
        )
    answer(f"  expected calibration error {figures['calibration_error']:.3f}")
    dialogues = [each for each in answered if each.question.purpose == "dialogue"]
    for each in dialogues[:show]:
        answer(f"\n{each.question.source}")
        for number, text in enumerate(each.question.texts):
            answer(f"  {'<' if number % 2 else '>'} {text}")
        answer(f"  < {each.reply}   {each.confidence:.2f} {'right' if each.is_right else 'another'}")


def _share(found: dict[str, Any]) -> str:
    low, high = found["interval"]["low"], found["interval"]["high"]
    return f"{found['share']:7.1%}  ({low:.1%} to {high:.1%}, of {found['count']:,})"
