"""`chatbot ask`: one answer, for scripts and for a quick look."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from time import perf_counter

import click

from chatbot.cli.attention_text import draw_attention
from chatbot.cli.loading import load_responder
from chatbot.cli.options import checkpoint_option, find_checkpoint, json_option
from chatbot.cli.search_options import search_options
from chatbot.cli.terminal import answer, answer_json, notice
from chatbot.config import SearchConfig
from chatbot.corpus.encodings import CODECS, UnreadableFileError, detect_encoding
from chatbot.dialogue import Speaker, Turn
from chatbot.errors import ChatbotError
from chatbot.reply import AttentionMap, Reply, ReplyFinished
from chatbot.text.language import language_of

STANDARD_INPUT = "-"
"""The TEXT that means: read it from standard input."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerForm:
    """How an answer is shown."""

    as_json: bool

    attention: bool
    """With a picture of where it looked."""

    pieces: bool
    """By the model's sub-word pieces instead of words."""

    def map_of(self, reply: Reply) -> AttentionMap:
        """Return the attention by words or by pieces."""
        return reply.pieces if self.pieces else reply.attention


@click.command(
    epilog="\b\n"
    'chatbot ask "你好"\n'
    'chatbot ask "are you free tomorrow?" --attention\n'
    "echo 明天有空吗 | chatbot ask - --json --candidates 3"
)
@click.argument("text")
@checkpoint_option
@click.option("--attention", is_flag=True, help="Print where each word of the reply looked.")
@click.option("--pieces", is_flag=True, help="Show the model's sub-word pieces instead of words.")
@json_option
@search_options
def ask(text: str, *, checkpoint: str | None, search: SearchConfig, **form: bool) -> None:
    """Answer one TEXT; `-` reads it from standard input."""
    prompt = _standard_input() if text == STANDARD_INPUT else text
    if search.candidates > 1 and search.strategy != "beam":
        notice("only --strategy beam finds several candidates; here is the one reply")
    responder = load_responder(find_checkpoint(checkpoint), search)
    excess = responder.excess_pieces(prompt)
    if excess:
        notice(f"the text is too long for this model: its last {excess} pieces were not read")
    started_at = perf_counter()
    *_, finished = responder.reply([Turn(Speaker.USER, prompt)])
    seconds = perf_counter() - started_at
    assert isinstance(finished, ReplyFinished)
    _show(finished, AnswerForm(**form), checkpoint=responder.name, seconds=seconds)


def _standard_input() -> str:
    data = sys.stdin.buffer.read()
    try:
        encoding = detect_encoding([data] if data else [])
    except UnreadableFileError as error:
        raise ChatbotError(f"standard input: expected text, found {error}") from error
    return data.decode(CODECS.get(encoding, encoding), errors="replace")


def _show(finished: ReplyFinished, form: AnswerForm, *, checkpoint: str, seconds: float) -> None:
    if form.as_json:
        answer_json(_document(finished, form, checkpoint=checkpoint, seconds=seconds))
        return
    has_weights = bool(finished.reply.attention.weights)
    if form.attention and not has_weights:
        notice("this model has no attention to show")
    for place, reply in enumerate(finished.candidates, start=1):
        numbered = f"{place}. {reply.text}  ({reply.log_prob:.2f})"
        answer(numbered if len(finished.candidates) > 1 else reply.text)
        if form.attention and has_weights:
            width = shutil.get_terminal_size().columns
            answer("\n".join(["", *draw_attention(form.map_of(reply), width=width), ""]))


def _document(
    finished: ReplyFinished, form: AnswerForm, *, checkpoint: str, seconds: float
) -> dict[str, object]:
    reply = finished.reply
    return {
        "reply": reply.text,
        "language": language_of(reply.text),
        "checkpoint": checkpoint,
        "log_prob": reply.log_prob,
        "stop": reply.stop,
        "source_tokens": form.map_of(reply).source_tokens,
        **_where_it_looked(form.map_of(reply)),
        "candidates": [
            {"reply": each.text, "log_prob": each.log_prob, **_where_it_looked(form.map_of(each))}
            for each in finished.candidates
        ],
        "seconds": seconds,
        "lesson": reply.lesson,
    }


def _where_it_looked(attention: AttentionMap) -> dict[str, object]:
    return {"reply_tokens": attention.target_tokens, "attention": attention.weights}
