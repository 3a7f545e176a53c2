"""`chatbot ask`: one answer, for scripts and for a quick look."""

from __future__ import annotations

from time import perf_counter

import click

from chatbot.cli.attention_text import print_attention
from chatbot.cli.loading import load_responder
from chatbot.cli.options import checkpoint_option, find_checkpoint, json_option
from chatbot.cli.prompt_text import prompt_text, tell_excess
from chatbot.cli.search_options import search_options
from chatbot.cli.terminal import answer, answer_json, notice
from chatbot.config import SearchConfig
from chatbot.dialogue import Speaker, Turn
from chatbot.pictures.exhibit import Exhibit
from chatbot.pictures.table import answer_fields
from chatbot.reply import ReplyFinished, Responder


@click.command(
    epilog="\b\n"
    'chatbot ask "你好"\n'
    'chatbot ask "are you free tomorrow?" --attention\n'
    "echo 明天有空吗 | chatbot ask - --json --candidates 3\n"
    'chatbot ask "你好" --compare plain --compare mine@120'
)
@click.argument("text")
@checkpoint_option
@click.option("--attention", is_flag=True, help="Print where each word of the reply looked.")
@click.option(
    "--compare",
    "others",
    multiple=True,
    metavar="NAME",
    help="Ask this checkpoint as well; may be given several times.",
)
@click.option("--pieces", is_flag=True, help="Show the model's sub-word pieces instead of words.")
@json_option
@search_options
def ask(
    text: str,
    *,
    checkpoint: str | None,
    search: SearchConfig,
    attention: bool,
    others: tuple[str, ...],
    pieces: bool,
    as_json: bool,
) -> None:
    """Answer one TEXT; `-` reads it from standard input."""
    prompt = prompt_text(text)
    if search.candidates > 1 and search.strategy == "greedy":
        notice("--strategy greedy finds one candidate alone; here it is")
    responders = [load_responder(find_checkpoint(name), search) for name in (checkpoint, *others)]
    tell_excess(responders[0], prompt)
    first, *compared = [_answered(responder, prompt, by_pieces=pieces) for responder in responders]
    if as_json:
        fields = {"compared": [answer_fields(each) for each in compared]} if others else {}
        answer_json({**answer_fields(first), **fields})
        return
    for exhibit in (first, *compared):
        _print(exhibit, attention=attention, is_named=bool(others))


def _answered(responder: Responder, prompt: str, *, by_pieces: bool) -> Exhibit:
    started_at = perf_counter()
    *_, finished = responder.reply([Turn(Speaker.USER, prompt)])
    assert isinstance(finished, ReplyFinished)
    return Exhibit(
        prompt=prompt,
        reply=finished.reply,
        candidates=finished.candidates,
        checkpoint=responder.name,
        seconds=perf_counter() - started_at,
        by_pieces=by_pieces,
    )


def _print(exhibit: Exhibit, *, attention: bool, is_named: bool) -> None:
    has_weights = bool(exhibit.attention.weights)
    name = f"{exhibit.checkpoint}: " if is_named else ""
    if attention and not has_weights:
        notice(f"{name}this model has no attention to show")
    for place, reply in enumerate(exhibit.candidates, start=1):
        numbered = f"{place}. {reply.text}  ({reply.log_prob:.2f})"
        answer(name + (numbered if len(exhibit.candidates) > 1 else reply.text))
        if attention and has_weights:
            print_attention(exhibit.map_of(reply))
