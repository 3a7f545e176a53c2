"""The view that tells a reply in numbers."""

from __future__ import annotations

from math import exp, log

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from chatbot.config import SearchConfig
from chatbot.reply import AttentionMap, Reply
from chatbot.text.label import visible_label
from chatbot.tui.answered import Answered
from chatbot.tui.widgets.reply_card import Passage, Passages
from chatbot.tui.widgets.views.view import Subject, View
from chatbot.tui.wording import Wording

SEARCH_FIELDS = {
    "greedy": ("no_repeat_ngram", "max_length"),
    "beam": ("beam_size", "length_penalty", "no_repeat_ngram", "max_length"),
    "sample": ("temperature", "top_k", "top_p", "no_repeat_ngram", "max_length"),
}
"""The settings that are told of a search, by its strategy."""

CHANGED_FIELDS = {
    "greedy": ("no_copy_ngram",),
    "beam": ("no_copy_ngram", "diversity", "n_best", "mmi"),
    "sample": ("no_copy_ngram", "samples", "length_penalty", "mmi"),
}
"""The settings that it obeys as well: told where they are not as they are by themselves."""


class NumbersView(View):
    """Tell how likely a reply was, how it was searched for, and how long that took."""

    def compose(self) -> ComposeResult:
        """Lay out the numbers, which scroll where there is no room."""
        with VerticalScroll(can_focus=False):
            yield Passages()

    def title(self, wording: Wording) -> str:
        """Name the view."""
        return wording.views.numbers

    def about(self, wording: Wording) -> str:
        """Tell what it will show, before there is a reply."""
        return wording.views.about_numbers

    def show(self, subject: Subject, word: int) -> None:
        """Tell the numbers of a reply, once it is finished."""
        passages = self._waiting() if subject.answered is None else self._told(subject.answered)
        self.query_one(Passages).show(passages)

    def action_scroll(self, step: int) -> None:
        """Show what is `step` lines further down."""
        self.query_one(VerticalScroll).scroll_relative(y=step, animate=False)

    def _waiting(self) -> tuple[Passage, ...]:
        return (Passage("", self.wording.views.waits, "$text-muted italic"),)

    def _told(self, answered: Answered) -> tuple[Passage, ...]:
        words = self.wording.views
        values = (*self._likelihood(answered.reply), *self._speed(answered), *self._origin(answered))
        told = (Passage(label, value) for label, value in zip(words.numbers_labels, values, strict=True))
        return (*told, Passage("", ""), Passage("", words.numbers_terms, "$text-muted italic"))

    def _likelihood(self, reply: Reply) -> tuple[str, ...]:
        words = self.wording.views
        pieces = len(reply.token_log_probs)
        if not pieces:
            return (words.not_known,) * 4
        per_word = reply.log_prob / len(reply.attention.target_tokens)
        return (
            words.log_prob.format(sum=reply.log_prob, word=per_word),
            words.perplexity.format(value=exp(-reply.log_prob / pieces)),
            f"{reply.confidence:.2f}",
            self._entropy(reply.attention),
        )

    def _entropy(self, attention: AttentionMap) -> str:
        words = self.wording.views
        if not attention.weights:
            return words.no_weights
        if len(attention.source_tokens) == 1:
            return words.one_word
        mean = sum(map(entropy, attention.weights)) / len(attention.weights)
        return words.entropy.format(mean=mean, most=log(len(attention.source_tokens)))

    def _speed(self, answered: Answered) -> tuple[str, ...]:
        words = self.wording.views
        pieces = len(answered.reply.token_log_probs)
        length = words.length.format(words=len(answered.reply.attention.target_tokens), pieces=pieces)
        stop = words.stops[answered.reply.stop]
        first = self._seconds(answered.seconds_to_first_word)
        if not answered.seconds:
            return length, stop, words.not_measured, first, self._seconds(answered.seconds)
        rate = words.rate.format(rate=pieces / answered.seconds)
        return length, stop, rate, first, self._seconds(answered.seconds)

    def _seconds(self, seconds: float | None) -> str:
        words = self.wording.views
        return words.not_measured if seconds is None else words.seconds.format(seconds=seconds)

    def _origin(self, answered: Answered) -> tuple[str, str]:
        lesson = answered.reply.lesson
        taught = "" if lesson is None else f" · {self.wording.learning.taught} {visible_label(lesson)}"
        return f"{answered.checkpoint}{taught}", self._search(answered.search)

    def _search(self, search: SearchConfig) -> str:
        labels = self.wording.personal.search_fields
        changed = (
            name
            for name in CHANGED_FIELDS[search.strategy]
            if getattr(search, name) != getattr(SearchConfig(), name)
        )
        names = (*SEARCH_FIELDS[search.strategy], *changed)
        values = (f"{labels[name][0]} {getattr(search, name):g}" for name in names)
        return " · ".join((self.wording.views.strategies[search.strategy], *values))


def entropy(weights: tuple[float, ...]) -> float:
    """Return how spread out weights are, in nats: 0 where one has all, log n where n have equally much."""
    # Weights are rounded: those of one word may sum to a little more than 1, which is no less than certain.
    return max(0.0, sum(-weight * log(weight) for weight in weights if weight > 0))
