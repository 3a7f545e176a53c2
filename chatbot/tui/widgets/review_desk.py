"""The queue beside the reply that is looked at."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from chatbot.dialogue import Speaker, Turn
from chatbot.storage.records import LoggedReply, LoggedTurn
from chatbot.storage.review_records import Review, ReviewedReply
from chatbot.tui.answered import Answered, answered_of_logged
from chatbot.tui.draft import ReplyTrace, trace_of_finished
from chatbot.tui.moments import local_minute
from chatbot.tui.widgets.attention_panel import AttentionPanel
from chatbot.tui.widgets.marks import VERDICT_COLOURS, VERDICT_MARKS, confidence_mark
from chatbot.tui.widgets.queue_list import QueueList
from chatbot.tui.widgets.reply_card import Passage, ReplyCard
from chatbot.tui.wording import Wording


@dataclass(frozen=True, slots=True)
class LoggedSubject:
    """A reply that is looked at as the log keeps it."""

    trace: ReplyTrace
    answered: Answered


class ReviewDesk(Horizontal):
    """Show the queue on the left; on the right all about the chosen reply, and where it looked."""

    def __init__(self, wording: Wording) -> None:
        """Make an empty desk."""
        super().__init__()
        self._wording = wording

    def compose(self) -> ComposeResult:
        """Put the two side by side."""
        yield QueueList(self._wording.review.title)
        with Vertical(id="about"):
            yield ReplyCard()
            yield AttentionPanel(self._wording)

    async def on_mount(self) -> None:
        """Be ready for a reply at once: there is one unless none waits."""
        await self.panel.get_ready()

    @property
    def queue(self) -> QueueList:
        """The left side."""
        return self.query_one(QueueList)

    @property
    def panel(self) -> AttentionPanel:
        """Where the reply looked."""
        return self.query_one(AttentionPanel)

    def say(self, what: str) -> None:
        """Show words in place of a reply."""
        self.query_one(ReplyCard).show(Passage("", what, "$text-muted"))
        self.panel.show(None)

    def show(self, reply: ReviewedReply, *, place: str) -> None:
        """Show a reply; `place` says which of how many it is."""
        passages = [self._said(turn, "$text-muted") for turn in reply.context[:-1]]
        passages += [self._said(turn, "") for turn in reply.context[-1:]]
        passages.append(self._said(reply.turn, "bold"))
        if reply.review is not None:
            passages += self._judged(reply.review)
        logged = reply.turn.reply
        assert logged is not None, "only replies are reviewed"
        passages.append(Passage("", _origin(reply.turn, logged), "$text-muted italic"))
        self.query_one(ReplyCard).show(*passages)
        history = tuple(Turn(turn.speaker, turn.text) for turn in reply.context)
        subject = LoggedSubject(trace_of_finished(logged.reply), answered_of_logged(history, logged))
        self.panel.show(subject, place=place)

    def _said(self, turn: LoggedTurn, style: str) -> Passage:
        label = self._wording.user if turn.speaker is Speaker.USER else self._wording.bot
        return Passage(label, turn.text or self._wording.no_words, style)

    def _judged(self, review: Review) -> list[Passage]:
        words = self._wording.review
        passages = []
        if review.verdict is not None:
            verdict = dict(zip(VERDICT_MARKS, words.verdicts, strict=True))[review.verdict]
            text = review.correction or verdict
            passages.append(Passage(VERDICT_MARKS[review.verdict], text, VERDICT_COLOURS[review.verdict]))
        if review.note:
            passages.append(Passage(words.note, review.note))
        if review.tags:
            passages.append(Passage(words.tags, ", ".join(review.tags)))
        return passages


def _origin(turn: LoggedTurn, logged: LoggedReply) -> str:
    sure = logged.reply.confidence
    return f"{sure:.2f} {confidence_mark(sure)} · {logged.checkpoint} · {local_minute(turn.said_at)}"
