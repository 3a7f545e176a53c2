"""Question and reply: who answers, which reply is awaited, and where both are written down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from chatbot.config import WIDEST_BEAM, SearchConfig
from chatbot.tui.answering import Answering
from chatbot.tui.later import Later
from chatbot.tui.story import Story
from chatbot.tui.wording import Wording

if TYPE_CHECKING:
    from chatbot.reply import Reply, ReplyFinished, Responder
    from chatbot.tui import answered
    from chatbot.tui.answered import Answered
    from chatbot.tui.widgets.reply_view import ReplyView
else:
    answered = Later("chatbot.tui.answered")


class Exchange:
    """At most one reply is awaited at a time; it may be awaited before there is a responder."""

    def __init__(self, story: Story) -> None:
        """Begin without a responder."""
        self.story = story
        self.responder: Responder | None = None
        self.why_unavailable = ""
        """Why there will be no responder; empty while there is hope."""

        self.awaited: Answering | None = None

    def use(self, responder: Responder) -> None:
        """Answer with a responder from the next reply on; one that is being made is not disturbed."""
        self.responder = responder

    def begin(self, view: ReplyView, *, unlike: Iterable[str] = ()) -> Answering:
        """Await the reply to the story's last turn, which `view` will show; see `Responder.reply`."""
        self.awaited = Answering(view, unlike=tuple(unlike))
        return self.awaited

    def start(self) -> tuple[Answering, Responder] | None:
        """Return what is to be made now, and by what; None where nothing waits for a responder any more."""
        answering, responder = self.awaited, self.responder
        if answering is None or answering.responder is not None or responder is None:
            return None
        if answering.unlike:
            responder = responder.with_search(search_beside(responder.search, len(answering.unlike)))
        answering.responder = responder
        return answering, responder

    def answered(self, finished: ReplyFinished) -> Answered:
        """Return the awaited reply, now that it is finished, with what it came from."""
        assert self.awaited is not None, "a reply is awaited before it is finished"
        responder = self.awaited.responder
        assert responder is not None, "somebody has answered"
        return answered.Answered(
            self.story.history,
            finished.reply,
            finished.candidates,
            responder.name,
            responder.search,
            self.awaited.seconds,
            self.awaited.seconds_to_first_word,
        )

    def end(self, reply: Reply | None = None) -> None:
        """Await no longer, and write down what the bot said, if it said anything.

        Raises:
            LogError: it could not be kept.
        """
        answering, self.awaited = self.awaited, None
        if answering is None or answering.responder is None or reply is None:
            return
        if reply.text or reply.stop != "cancelled":
            turn = self.story.answer(reply, answering.responder, seconds=answering.seconds)
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
        if self.awaited is None or self.awaited.responder is None:
            return f"{self.responder.name} · {search_in_words(self.responder.search)}"
        doing = wording.cancelling if self.awaited.cancelled.is_set() else wording.answering
        return f"{self.awaited.responder.name} · {doing}"


def search_beside(search: SearchConfig, known: int) -> SearchConfig:
    """Return a search that finds more than the replies that are known: by chance, or a beam wide enough."""
    if search.strategy == "sample":
        return search if search.seed is None else replace(search, seed=search.seed + known)
    width = min(max(search.beam_size, known + 1), WIDEST_BEAM)
    return replace(search, strategy="beam", beam_size=width, candidates=width)


def search_in_words(search: SearchConfig) -> str:
    """Return how replies are searched for, as the settings name it."""
    if search.strategy == "beam":
        return f"beam {search.beam_size}"
    return f"sample {search.temperature:g}" if search.strategy == "sample" else search.strategy
