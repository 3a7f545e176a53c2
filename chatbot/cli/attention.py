"""`chatbot attention`: where one reply looked, as a picture or as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

from chatbot.cli.attention_text import print_attention
from chatbot.cli.loading import load_responder
from chatbot.cli.options import checkpoint_option, find_checkpoint, interface_language, json_option
from chatbot.cli.prompt_text import prompt_text, tell_excess
from chatbot.cli.search_options import search_options
from chatbot.cli.terminal import answer, answer_json, notice
from chatbot.config import SearchConfig
from chatbot.dialogue import Speaker, Turn
from chatbot.pictures.exhibit import Exhibit, Look
from chatbot.pictures.formats import drawer_for, save
from chatbot.pictures.table import document
from chatbot.pictures.wording import WORDS
from chatbot.reply import ReplyEvent, ReplyFinished
from chatbot.tui.draft import ReplyDraft

if TYPE_CHECKING:
    from chatbot.inference.responder import NeuralResponder


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be shown of a reply, and where."""

    output: Path | None
    """The file; None prints."""

    reply: str | None
    """What to explain; None lets the model answer."""

    numbers: bool
    pieces: bool
    as_json: bool

    @property
    def look(self) -> Look:
        """How a file is drawn, in the language of the locale."""
        return Look(WORDS[interface_language()], all_numbers=self.numbers)


@click.command(
    epilog="\b\n"
    'chatbot attention "明天有空吗？"\n'
    'chatbot attention "明天有空吗？" --output attention.svg\n'
    'chatbot attention "are you free?" --reply "Yes, any time." --output attention.html\n'
    "echo 你好 | chatbot attention - --json"
)
@click.argument("text")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A name that ends in .svg, .html, .png, .json or .csv; a file of that name is replaced.",
)
@click.option("--reply", metavar="TEXT", help="Explain this reply instead of the model's own.")
@click.option(
    "--numbers", is_flag=True, help="A number in every cell of a picture, not only where it is strong."
)
@click.option("--pieces", is_flag=True, help="Show the model's sub-word pieces instead of words.")
@checkpoint_option
@json_option
@search_options
def attention(text: str, *, checkpoint: str | None, search: SearchConfig, **wanted: Any) -> None:
    """Show where each word of the reply to TEXT looked; `-` reads TEXT from standard input."""
    _show(Wanted(**wanted), text, find_checkpoint(checkpoint), search)


def _show(wanted: Wanted, text: str, folder: Path, search: SearchConfig) -> None:
    if wanted.output is not None:
        drawer_for(wanted.output)  # A wrong name is told before the model is loaded.
    prompt = prompt_text(text)
    responder = load_responder(folder, search)
    tell_excess(responder, prompt)
    exhibit = _exhibit(responder, prompt, wanted)
    if wanted.output is not None:
        _save(exhibit, wanted.output, wanted.look)
    if wanted.as_json:
        answer_json(document(exhibit))
        return
    if wanted.output is None:
        exhibit.require_weights()
    answer(exhibit.reply.text)
    if wanted.output is None:
        print_attention(exhibit.attention)


def _exhibit(responder: NeuralResponder, prompt: str, wanted: Wanted) -> Exhibit:
    history = [Turn(Speaker.USER, prompt)]
    started_at = perf_counter()
    given = wanted.reply
    events = responder.reply(history) if given is None else responder.forced(history, given)
    draft, finished = _followed(events)
    return Exhibit(
        prompt=prompt,
        reply=finished.reply,
        candidates=finished.candidates,
        checkpoint=responder.name,
        score=responder.model.config.attention,
        seconds=perf_counter() - started_at,
        word_probabilities=draft.trace_of(finished.reply).probabilities,
        is_forced=wanted.reply is not None,
        by_pieces=wanted.pieces,
    )


def _followed(events: Iterator[ReplyEvent]) -> tuple[ReplyDraft, ReplyFinished]:
    """Return what a stream told on its way, and how it ended."""
    draft = ReplyDraft()
    for event in events:
        if isinstance(event, ReplyFinished):
            return draft, event
        draft = draft.grown(event)
    raise AssertionError("every stream ends with a finished reply")


def _save(exhibit: Exhibit, path: Path, look: Look) -> None:
    remark = save(exhibit, path, look)
    if remark:
        notice(remark)
    notice(f"{path}: {path.stat().st_size / 1000:.1f} kB")
