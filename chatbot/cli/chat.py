"""`chatbot chat`: on a terminal the screen, else each line in is a turn and each line out its reply."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

from chatbot.cli.continuing import continue_option, found_conversation
from chatbot.cli.explaining import make_explainer
from chatbot.cli.loading import load_responder
from chatbot.cli.options import (
    checkpoint_option,
    config_path,
    find_checkpoint,
    interface_language,
    log_option,
    prepare_terminal,
)
from chatbot.cli.search_options import given_search_options
from chatbot.cli.terminal import answer, complain, enter_as_typed, is_interactive, leave_at_once, show
from chatbot.cli.wishes import Wishes
from chatbot.config import SearchConfig
from chatbot.errors import ChatbotError
from chatbot.tui.story import Story

if TYPE_CHECKING:
    from chatbot.cli.comparable import CheckpointShelf
    from chatbot.explaining import Explainer
    from chatbot.learning import Learner
    from chatbot.reply import Responder
    from chatbot.storage.conversation_log import ConversationLog

SWITCH_SECONDS = 0.001
"""How long a thread may compute in Python while another waits: a fifth of Python's own choice."""


@click.command(
    epilog="\b\n"
    "chatbot chat\n"
    "chatbot chat --continue\n"
    "chatbot chat --continue 3 --checkpoint mine --log talks.db\n"
    "printf '你好\\nhow are you?\\n' | chatbot chat --no-log"
)
@checkpoint_option
@log_option
@click.option("--no-log", is_flag=True, help="Keep nothing of what is said.")
@continue_option
@click.option("--visitor", is_flag=True, hidden=True, help="Of `chatbot serve`: see only one's own.")
@given_search_options
def chat(
    *,
    checkpoint: str | None,
    log_path: Path | None,
    no_log: bool,
    continued: int | str | None,
    visitor: bool,
    given_search: Mapping[str, Any],
) -> None:
    """Talk, and watch where each reply looks.

    The screen speaks Chinese where LC_ALL, LC_MESSAGES or LANG begins with zh, else English; F3 changes it
    for good, as `language` does in the file of `chatbot config edit`.

    Where input or output is no terminal: each input line is one turn of one conversation, each reply one line
    on standard output, at once. Blank lines are skipped.
    """
    if continued is not None and no_log:
        raise click.UsageError("--continue goes on with a conversation of the log; leave out --no-log")
    folder = find_checkpoint(checkpoint)
    # On the screen a file that cannot be used is told there, and nobody is kept from talking.
    wishes = Wishes.read(config_path(), must_be_sound=not is_interactive())
    search = replace(wishes.preferences.search, **given_search)
    load = partial(_load, folder, search, with_log=not no_log)
    must_exist = continued is not None
    open_log = None if no_log else partial(_opened_log, log_path, must_exist=must_exist)
    with closing(Story(None, checkpoint=folder.resolve().name, open_log=open_log)) as story:
        conversation_id = found_conversation(story.log, continued) if must_exist and story.log else None
        if visitor:
            is_working = _host_visitor(load, story, partial(make_explainer, folder))
        elif not is_interactive():
            story.open()
            _go_on(story, conversation_id)
            _talk_in_lines(load(), story)
            return
        else:
            wishes = wishes.with_search(search)
            with enter_as_typed(sys.stdin.fileno()):
                is_working = _talk_on_screen(load, story, folder, wishes, continued=conversation_id)
    if is_working:
        leave_at_once()


def _opened_log(path: Path | None, *, must_exist: bool) -> ConversationLog:
    """Open the log; its libraries are imported here, behind the first frame of a screen."""
    from chatbot.cli.log_file import open_existing_log, open_log

    return open_existing_log(path) if must_exist else open_log(path)


def _go_on(story: Story, conversation_id: int | None) -> None:
    from chatbot.storage.reviews import CONTEXT_TURNS

    if story.log is not None and conversation_id is not None:
        story.go_on(story.log.conversation(conversation_id, newest=CONTEXT_TURNS))


def _load(folder: Path, search: SearchConfig, *, with_log: bool) -> Responder:
    # What there is by now stays until the program ends: freezing it spares every later collection, and so
    # whoever types meanwhile, the way through it. Once more when torch is there, which is more by far.
    gc.freeze()
    gc.enable()
    try:
        if with_log:
            from chatbot.cli.log_file import load_words

            # Before torch, which takes seconds: the log needs words as soon as something is said.
            load_words()
        return load_responder(folder, search)
    finally:
        gc.freeze()


def _talk_on_screen(
    load: Callable[[], Responder],
    story: Story,
    folder: Path,
    wishes: Wishes,
    *,
    continued: int | None,
) -> bool:
    """Run the screen until it is left; tell whether a thread of it still runs then."""
    prepare_terminal()
    _hurry()

    from chatbot.cli.comparable import CheckpointShelf
    from chatbot.tui.app import ChatbotApp
    from chatbot.tui.wording import WORDINGS

    personal = wishes.personal()
    shelf = CheckpointShelf(folder, wishes.preferences.search)
    app = ChatbotApp(
        load,
        story=story,
        now=lambda: datetime.now().astimezone(),
        make_learner=lambda _: _learner(shelf),
        make_explainer=partial(make_explainer, shelf.in_use),
        shelf=shelf,
        continued=continued,
        wording=WORDINGS[wishes.language],
        personal=personal,
        keep=wishes.keep,
    )
    show(app)
    if app.load_error is not None:
        raise app.load_error
    return app.is_working


def _learner(shelf: CheckpointShelf) -> Learner:
    from chatbot.cli.shelf import make_learner

    return make_learner(shelf.in_use, shelf.search)


def _hurry() -> None:
    """Let the first frame come soon, and let keys come before what other threads compute."""
    # None is collected until the first frame is seen: see `_load`. Importing makes hardly any garbage, and
    # looking for it took a sixth of the time until then.
    gc.disable()
    # A key waits for several turns of other threads until it is seen; of 5 ms each they were felt.
    sys.setswitchinterval(SWITCH_SECONDS)


def _host_visitor(
    load: Callable[[], Responder], story: Story, explainer: Callable[[Responder], Explainer]
) -> bool:
    """Run the screen for a stranger in a browser; tell whether a thread of it still runs when he has left."""
    _hurry()

    from chatbot.cli.stopping import end_with_standard_input
    from chatbot.tui.app import ChatbotApp
    from chatbot.tui.visitor_wording import for_visitors
    from chatbot.tui.wording import WORDINGS

    end_with_standard_input()
    words = for_visitors(WORDINGS[interface_language()], is_logged=story.is_logged)
    app = ChatbotApp(
        load,
        story=story,
        now=lambda: datetime.now().astimezone(),
        make_explainer=explainer,
        visitor=True,
        wording=words,
    )
    show(app)
    return app.is_working


def _talk_in_lines(responder: Responder, story: Story) -> None:
    # What is no UTF-8 becomes �: one odd byte must not end a long conversation.
    for line in sys.stdin.buffer:
        text = line.decode("utf-8-sig", errors="replace").strip()
        if text:
            answer(_one_line(_reply(responder, story, text)))


def _reply(responder: Responder, story: Story, text: str) -> str:
    """Answer one turn; with nothing, and a line on standard error, where there is no answer to it."""
    from chatbot.reply import ReplyFinished

    story.ask(text)
    asked_at = perf_counter()
    try:
        *_, finished = responder.reply(story.history)
    except ChatbotError as error:
        complain(str(error))
        return ""
    assert isinstance(finished, ReplyFinished)
    story.answer(finished.reply, responder, seconds=perf_counter() - asked_at)
    return finished.reply.text


def _one_line(text: str) -> str:
    return " ".join(text.splitlines())
