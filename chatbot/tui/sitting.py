"""The verdicts of one sitting, each of which can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from chatbot.tui.later import Later

if TYPE_CHECKING:
    from chatbot.storage import verdict as verdicts
    from chatbot.storage.review_records import Review
    from chatbot.storage.reviews import Reviews
    from chatbot.storage.verdict import Verdict
else:
    verdicts = Later("chatbot.storage.verdict")


class Sitting:
    """What has been judged since the program began; chat and review screen share one.

    Every method writes to the log, and raises LogError where it cannot; then nothing has happened.
    """

    def __init__(self, reviews: Callable[[], Reviews]) -> None:
        """Begin with nothing judged; `reviews` is called when it is needed, and may open a log first."""
        self._reviews = reviews
        self._acts: list[Review] = []
        self._touched: set[int] = set()
        self._deleted: set[int] = set()

    @property
    def reviews(self) -> Reviews:
        """What is thought of the replies in the log."""
        return self._reviews()

    @property
    def touched(self) -> frozenset[int]:
        """The turns that were judged or deleted at this sitting."""
        return frozenset(self._touched)

    @property
    def deleted(self) -> frozenset[int]:
        """Those of them that were deleted."""
        return frozenset(self._deleted)

    def rate(self, turn_id: int, verdict: Verdict) -> Review:
        """Call a reply good or bad; its note and its tags stay."""
        before = self.reviews.current(turn_id)
        return self._kept(self.reviews.add(turn_id, verdict, note=_note(before), tags=_own_tags(before)))

    def correct(self, turn_id: int, correction: str, *, said: str) -> Review:
        """Say what a reply should have been; its note and its tags stay.

        A correction that is exactly what the reply said calls it good.
        """
        if correction == said.strip():
            return self.rate(turn_id, verdicts.Verdict.GOOD)
        return self._correct(turn_id, correction)

    def adopt(self, turn_id: int, text: str, *, said: str) -> Review:
        """Let another reply that the search found stand in place of what was said: a tagged correction.

        What was said itself, adopted again, is called good.
        """
        if text.strip() == said.strip():
            return self.rate(turn_id, verdicts.Verdict.GOOD)
        return self._correct(turn_id, text, verdicts.ADOPTED)

    def note(self, turn_id: int, note: str) -> Review:
        """Note something on a reply, in place of what was noted; its verdict stays."""
        before = self.reviews.current(turn_id)
        return self._kept(self._beside_verdict(turn_id, before, note=note or None, tags=_tags(before)))

    def tag(self, turn_id: int, tags: Sequence[str]) -> Review:
        """Tag a reply, in place of the tags it had; its verdict stays."""
        before = self.reviews.current(turn_id)
        return self._kept(self._beside_verdict(turn_id, before, note=_note(before), tags=tags))

    @property
    def newest(self) -> Review | None:
        """The newest act that stands; None where none is left."""
        # What was deleted with its whole conversation has nothing left to be taken back.
        while self._acts and not self.reviews.has_reply(self._acts[-1].turn_id):
            self._acts.pop()
        return self._acts[-1] if self._acts else None

    def undo(self) -> int | None:
        """Take back the newest act that stands; return whose turn it was, None where no act is left."""
        return None if self.newest is None else self._take_back(self.newest)

    def undo_on(self, turn_ids: Collection[int]) -> int | None:
        """Take back the newest act on any of these turns, as `undo` does."""
        act = next((act for act in reversed(self._acts) if act.turn_id in turn_ids), None)
        return None if act is None else self._take_back(act)

    def delete(self, turn_id: int) -> None:
        """Delete a reply and the prompt it answers, which nothing can undo."""
        self.reviews.delete(turn_id)
        self._touched.add(turn_id)
        self._deleted.add(turn_id)
        self._acts = [act for act in self._acts if act.turn_id != turn_id]

    def _correct(self, turn_id: int, correction: str, *tags: str) -> Review:
        before = self.reviews.current(turn_id)
        return self._kept(
            self.reviews.add(
                turn_id,
                verdicts.Verdict.CORRECTED,
                correction=correction,
                note=_note(before),
                tags=(*_own_tags(before), *tags),
            )
        )

    def _take_back(self, act: Review) -> int:
        self.reviews.withdraw(act.id)
        self._acts.remove(act)
        return act.turn_id

    def _beside_verdict(
        self, turn_id: int, before: Review | None, *, note: str | None, tags: Sequence[str]
    ) -> Review:
        verdict = before.verdict if before else None
        correction = before.correction if before else None
        return self.reviews.add(turn_id, verdict, correction=correction, note=note, tags=tuple(tags))

    def _kept(self, act: Review) -> Review:
        self._acts.append(act)
        self._touched.add(act.turn_id)
        return act


def _note(review: Review | None) -> str | None:
    return review.note if review else None


def _tags(review: Review | None) -> tuple[str, ...]:
    return review.tags if review else ()


def _own_tags(review: Review | None) -> tuple[str, ...]:
    """Return the tags that somebody gave; that of an adopted reply goes with its correction."""
    return tuple(tag for tag in _tags(review) if tag != verdicts.ADOPTED)
