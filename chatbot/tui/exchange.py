"""Question and reply: who answers, which reply is awaited, and where both are written down."""

from __future__ import annotations

from chatbot.config import SearchConfig
from chatbot.reply import Reply, ReplyFinished, Responder
from chatbot.tui.answered import Answered
from chatbot.tui.answering import Answering
from chatbot.tui.story import Story
from chatbot.tui.widgets.turn_view import ReplyView
from chatbot.tui.wording import Wording


class Exchange:
    """At most one reply is awaited at a time; it may be awaited before there is a responder."""

    def __init__(self, story: Story) -> None:
        """Begin without a responder."""
        self.story = story
        self.responder: Responder | None = None
        self.why_unavailable = ""
        """Why there will be no responder; empty while there is hope."""

        self.awaited: Answering | None = None
        self._successor: Responder | None = None

    def use(self, responder: Responder) -> None:
        """Answer with a responder: from now on, or from when the reply that another one makes has ended."""
        if self.responder is not None and self.awaited is not None:
            self._successor = responder
        else:
            self.responder = responder

    def begin(self, view: ReplyView) -> Answering:
        """Await the reply to the story's last turn, which `view` will show."""
        self.awaited = Answering(view)
        return self.awaited

    def answered(self, finished: ReplyFinished) -> Answered:
        """Return the awaited reply, now that it is finished, with what it came from."""
        assert self.awaited is not None, "a reply is awaited before it is finished"
        assert self.responder is not None, "somebody has answered"
        return Answered(
            self.story.history,
            finished.reply,
            finished.candidates,
            self.responder.name,
            self.responder.search,
            self.awaited.seconds,
            self.awaited.seconds_to_first_word,
        )

    def end(self, reply: Reply | None = None) -> None:
        """Await no longer, and write down what the bot said, if it said anything.

        Raises:
            LogError: it could not be kept.
        """
        answering, self.awaited = self.awaited, None
        responder = self.responder
        if self._successor is not None:
            self.responder, self._successor = self._successor, None
        if answering is None or reply is None or responder is None:
            return
        if reply.text or reply.stop != "cancelled":
            turn = self.story.answer(reply, responder, seconds=answering.seconds)
            if turn is not None:
                answering.view.keep(turn.id)

    def settle(self) -> None:
        """Await no longer; what there is of the reply is its cancelled end.

        Raises:
            LogError: it could not be kept.
        """
        if self.awaited is not None:
            self.awaited.cancelled.set()
            self.end(self.awaited.draft.cancelled())

    def status(self, wording: Wording) -> str:
        """Return what is going on in words."""
        if self.why_unavailable:
            return wording.not_loaded.format(why=self.why_unavailable)
        if self.responder is None:
            return wording.loading
        if self.awaited is None:
            return f"{self.responder.name} · {search_in_words(self.responder.search)}"
        doing = wording.cancelling if self.awaited.cancelled.is_set() else wording.answering
        return f"{self.responder.name} · {doing}"


def search_in_words(search: SearchConfig) -> str:
    """Return how replies are searched for, as the settings name it."""
    if search.strategy == "beam":
        return f"beam {search.beam_size}"
    return f"sample {search.temperature:g}" if search.strategy == "sample" else search.strategy
