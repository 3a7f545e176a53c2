"""One conversation as it is being had: what was said, and its record in the log."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from threading import Lock
from typing import TYPE_CHECKING

from chatbot.tui.later import Later

if TYPE_CHECKING:
    from chatbot import dialogue
    from chatbot.dialogue import Turn
    from chatbot.reply import Reply, Responder
    from chatbot.storage.conversation_log import ConversationLog
    from chatbot.storage.records import LoggedConversation, LoggedTurn
    from chatbot.storage.reviews import Reviews
else:
    dialogue = Later("chatbot.dialogue")

MOST_PROMPTS = 500
"""Earlier prompts that are called back from the log."""


class Story:
    """What was said so far, each turn kept in the log, where there is one, before it counts as said."""

    def __init__(
        self,
        log: ConversationLog | None,
        *,
        checkpoint: str,
        open_log: Callable[[], ConversationLog] | None = None,
    ) -> None:
        """Begin with nothing said.

        Args:
            log: Where turns are kept; None where nothing is, or where it is not open yet.
            checkpoint: Names the model that will answer, loaded or not.
            open_log: Opens the log, once, when it is first needed: a screen can be seen before.
        """
        self._log = log
        self._open_log = open_log
        self._opening = Lock()
        self._checkpoint = checkpoint
        self._conversation_id: int | None = None
        self._history: tuple[Turn, ...] = ()
        self._asked: list[str] = []

    @property
    def log(self) -> ConversationLog | None:
        """Where turns are kept, opened by whoever asks first; None where nothing is.

        Raises:
            LogError: it cannot be opened; another attempt is made when it is asked for again.
        """
        with self._opening:
            if self._log is None and self._open_log is not None:
                self._log = self._open_log()
            return self._log

    def open(self) -> None:
        """Open the log, if there is one, before it is needed; raises as `log` does."""
        _ = self.log

    @property
    def is_logged(self) -> bool:
        """Tell whether turns are kept; this opens no log."""
        return self._log is not None or self._open_log is not None

    @property
    def reviews(self) -> Reviews:
        """What is thought of the replies in its log; raises as `log` does."""
        assert self.log is not None, "judged is what is logged"
        return self.log.reviews

    def close(self) -> None:
        """Give the log back, where it was opened; no other is opened after this."""
        with self._opening:
            self._open_log = None
            if self._log is not None:
                self._log.close()

    @property
    def conversation_id(self) -> int | None:
        """Which conversation of the log this is; None before the first turn, and where there is no log."""
        return self._conversation_id

    @property
    def history(self) -> tuple[Turn, ...]:
        """What was said, oldest first."""
        return self._history

    def asked_here(self) -> Iterator[str]:
        """Go through what the user said in this conversation and since the program began, newest first."""
        yield from self._asked_so_far()
        yield from reversed(self._asked)

    def asked(self) -> Iterator[str]:
        """Go through what the user said in this conversation, and then in all that the log keeps.

        Raises:
            LogError: the log cannot be read.
        """
        log = self.log
        if log is None:
            yield from self.asked_here()
        else:
            yield from self._asked_so_far()
            yield from log.prompts(limit=MOST_PROMPTS)

    def _asked_so_far(self) -> Iterator[str]:
        return (turn.text for turn in reversed(self._history) if turn.speaker is dialogue.Speaker.USER)

    def begin_anew(self) -> None:
        """Forget what was said; the log starts another conversation with the next turn."""
        self._conversation_id = None
        self._history = ()

    def go_on_after_deletion(self) -> None:
        """Begin another conversation in the log with the next turn, where this one was deleted whole."""
        if self.is_deleted:
            self._conversation_id = None

    def go_on(self, conversation: LoggedConversation) -> None:
        """Remember what was said in a conversation of the log, and keep there what is said next."""
        self._conversation_id = conversation.id
        self._history = tuple(dialogue.Turn(turn.speaker, _text_of(turn)) for turn in conversation.turns)

    def ask(self, text: str, *, instead_of: int | None = None) -> None:
        """Take the user's turn, or take it in place of an earlier one, which is counted from 0.

        In place of an earlier one, what was said from there on does not count any more; the log goes on in
        the order in which all was said, and keeps it.

        Where another program has deleted the conversation meanwhile, another one begins: what is gone from
        the log must not come back into it as a reply's context.

        Raises:
            LogError: it could not be kept, and does not count as said.
        """
        before = self._history[: self._place_of(instead_of)]
        log = self.log
        if log is not None:
            if self.is_deleted:
                self.begin_anew()
                before = ()
            if self._conversation_id is None:
                self._conversation_id = log.start(text, checkpoint=self._checkpoint).conversation_id
            else:
                log.append_user_turn(self._conversation_id, text)
        self._history = (*before, dialogue.Turn(dialogue.Speaker.USER, text))
        self._asked.append(text)

    def answer(self, reply: Reply, responder: Responder, *, seconds: float) -> LoggedTurn | None:
        """Take the bot's turn; `seconds` lie between the question and the last token.

        Returns the turn as the log keeps it; None where there is no log, or the question was deleted from it.

        Raises:
            LogError: it could not be kept; it was shown, though, and counts as said.
        """
        self._history = (*self._history, dialogue.Turn(dialogue.Speaker.BOT, reply.text))
        log = self.log
        if log is None or self._conversation_id is None or self.is_deleted:
            return None
        return log.append_reply(
            self._conversation_id,
            reply,
            checkpoint=responder.name,
            search=responder.search,
            seconds=seconds,
        )

    def amend(self, history: Sequence[Turn], text: str) -> None:
        """Let the bot's turn that followed a history say something else from now on.

        The log keeps what it said, and the review that says what it should have been.
        """
        place = len(history)
        # Of another conversation, or taken back, it is nothing that this one remembers.
        if place < len(self._history) and self._history[place - 1] == history[-1]:
            turn = dialogue.Turn(dialogue.Speaker.BOT, text)
            self._history = (*self._history[:place], turn, *self._history[place + 1 :])

    def _place_of(self, number: int | None) -> int:
        """Return where in the history the user's turn of a number stands; its end for None."""
        places = [place for place, turn in enumerate(self._history) if turn.speaker is dialogue.Speaker.USER]
        return len(self._history) if number is None else places[number]

    @property
    def is_deleted(self) -> bool:
        """Tell whether the log has had this conversation and has it no more.

        Raises:
            LogError: the log cannot be read.
        """
        log = self.log
        if log is None or self._conversation_id is None:
            return False
        return not log.has_conversation(self._conversation_id)


def _text_of(turn: LoggedTurn) -> str:
    """Return what a conversation went on with."""
    adopted = turn.review.adopted if turn.review else None
    return turn.text if adopted is None else adopted
