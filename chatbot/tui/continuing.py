"""A conversation of the log, gone on with: read on a thread of its own, then shown as said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from textual.message import Message

from chatbot.dialogue import Speaker, Turn
from chatbot.tui.answered import answered_of_logged
from chatbot.tui.answering import told
from chatbot.tui.draft import trace_of_finished
from chatbot.tui.widgets.conversation_view import ConversationView
from chatbot.tui.widgets.turn_view import TurnView
from chatbot.tui.wording import Wording

if TYPE_CHECKING:
    from chatbot.reply import Responder
    from chatbot.storage.conversation_log import ConversationLog
    from chatbot.storage.records import LoggedConversation

SHOWN_TURNS = 1_000
"""How many turns of a conversation are read, the last ones: far more than a model remembers."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A conversation that is being read; what comes of one that is no longer wanted is dropped."""

    conversation_id: int


class ConversationRead(Message):
    """A conversation is there."""

    def __init__(self, reading: Reading, conversation: LoggedConversation) -> None:
        """Carry its last turns."""
        super().__init__()
        self.reading = reading
        self.conversation = conversation


class ConversationUnread(Message):
    """A conversation cannot be read."""

    def __init__(self, reading: Reading, why: str) -> None:
        """Carry the reason in words."""
        super().__init__()
        self.reading = reading
        self.why = why


@dataclass(frozen=True, slots=True)
class CutTurn:
    """A turn of which the model has read the beginning alone."""

    view: TurnView
    prompt: str
    read: int
    """Words."""


class UnreadCounted(Message):
    """It is known how many words of a turn were not read."""

    def __init__(self, turn: CutTurn, unread: int) -> None:
        """Carry their number."""
        super().__init__()
        self.turn = turn
        self.unread = unread


def read_conversation(log: ConversationLog, reading: Reading, *, post: Callable[[Message], object]) -> None:
    """Read the end of a conversation, and post it; meant for a worker's thread."""
    try:
        with log.reopened() as own:
            conversation = own.conversation(reading.conversation_id, newest=SHOWN_TURNS)
    except Exception as error:  # The worker's edge: a damaged log may not close the app.
        post(ConversationUnread(reading, told(error)))
    else:
        post(ConversationRead(reading, conversation))


def show_conversation(
    view: ConversationView, conversation: LoggedConversation, wording: Wording, *, now: datetime
) -> None:
    """Append what was said in a conversation, with all the log knows of its replies."""
    history: tuple[Turn, ...] = ()
    # Of what is shown the first turn may be a reply; its question is seen nowhere.
    question = TurnView("", "", label_width=0, wording=wording)
    for turn in conversation.turns:
        if turn.speaker is Speaker.USER:
            question = view.say(turn.text, note=_moment(turn.said_at, now))
        elif turn.reply is None:
            view.answer_again(question).tell(turn.text)
        else:
            reply = view.answer_again(question)
            reply.finish(answered_of_logged(history, turn.reply), trace_of_finished(turn.reply.reply))
            reply.keep(turn.id)
            reply.judge(turn.review)
        history = (*history, Turn(turn.speaker, turn.text))


def cut_turns(view: ConversationView, checkpoint: str) -> tuple[CutTurn, ...]:
    """Return the turns that were too long for a checkpoint that has answered them.

    The log keeps a turn whole, and not how much was read of it; of another model's limit nothing is known.
    """
    answers = ((reply.question, reply.answered) for reply in view.replies)
    cut = []
    for question, answered in answers:
        # Of what is shown the first turn may be a reply, to a question that is not shown.
        if answered is not None and answered.history and answered.checkpoint == checkpoint:
            prompt, read = answered.history[-1].text, answered.reply.attention.source_tokens
            if sum(map(len, read)) < len("".join(prompt.split())):
                cut.append(CutTurn(question, prompt, len(read)))
    return tuple(cut)


def count_unread(
    turns: tuple[CutTurn, ...], responder: Responder, *, post: Callable[[Message], object]
) -> None:
    """Count what was not read of turns, and post it; meant for a worker's thread."""
    for turn in turns:
        post(UnreadCounted(turn, responder.unread_words(turn.prompt)))


def _moment(said_at: str, now: datetime) -> str:
    """Return the time of day of what was said today, else the day."""
    moment = datetime.fromisoformat(said_at).astimezone(now.tzinfo)
    return f"{moment:%H:%M}" if moment.date() == now.date() else f"{moment:%m-%d}"
