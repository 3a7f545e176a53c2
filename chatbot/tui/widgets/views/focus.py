"""The view in which the conversation's own words light up."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from chatbot.dialogue import Speaker
from chatbot.reply import END_TOKEN
from chatbot.tui.draft import ReplyTrace
from chatbot.tui.excerpts import Excerpt, Span, align, excerpts, set_out
from chatbot.tui.widgets.heatmap_grid import strongest
from chatbot.tui.widgets.shades import SHADE_CLASSES, level, shades
from chatbot.tui.widgets.views.about_word import about_word
from chatbot.tui.widgets.views.account import Account
from chatbot.tui.widgets.views.view import Subject, View
from chatbot.tui.wording import Wording

BORDER_SIGN = "↵"
"""Stands for the border of two turns, which is looked at like a word."""

LINES_OF_REPLY = 3
"""How much of a long reply is seen around the chosen word."""


class FocusView(View):
    """Show what was read as it was written, each word as bright as a word of the reply looked at it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {*SHADE_CLASSES}

    _read: tuple[Excerpt, ...] = ()
    _most = 0

    def compose(self) -> ComposeResult:
        """Lay out what was read, which scrolls, above the reply and what is told of its word."""
        with VerticalScroll(can_focus=False):
            yield Account()
        yield Account()

    def on_mount(self) -> None:
        """Keep the word that is looked at most in view, also once a long text has been laid out."""
        # None is left where the app has ended before this view was laid out, behind the first frame.
        for scroll in self.query(VerticalScroll):
            self.watch(scroll, "virtual_size", self._bring_into_view, init=False)

    def title(self, wording: Wording) -> str:
        """Name the view."""
        return wording.views.focus

    def about(self, wording: Wording) -> str:
        """Tell what it will show, before there is a reply."""
        return wording.views.about_focus

    def show(self, subject: Subject, word: int) -> None:
        """Light up the words that a word of the reply looked at."""
        trace, answered = subject.trace, subject.answered
        assert trace is not None, "a reply is shown once it has words"
        source, reply = self.query(Account)
        reply.display = bool(trace.attention.weights)
        if not trace.attention.weights:
            source.show(lambda width: [*Content(self.wording.no_attention).wrap(max(1, width))])
            return
        self._read = excerpts(trace.attention.source_tokens, answered.history if answered else ())
        weights = trace.attention.weights[word]
        self._most = strongest(weights)
        source.show(partial(self._source, self._read, weights))
        reply.show(partial(self._reply, trace, answered.reply.text if answered else "", word))
        self._bring_into_view()

    def action_scroll(self, step: int) -> None:
        """Show what is `step` lines further down."""
        self.query_one(VerticalScroll).scroll_relative(y=step, animate=False)

    def _source(self, read: tuple[Excerpt, ...], weights: tuple[float, ...], width: int) -> list[Content]:
        styles = shades(self)
        lines = []
        for excerpt in read:
            text = Content(_with_border(excerpt))
            for place, (start, end) in enumerate(_places(excerpt)):
                if step := level(weights[excerpt.first + place]):
                    text = text.stylize(styles[step], start, end)
            lines += self._beside_speaker(excerpt, text, width)
        return lines

    def _beside_speaker(self, excerpt: Excerpt, text: Content, width: int) -> list[Content]:
        speaker = excerpt.turn.speaker if excerpt.turn else None
        label = "" if speaker is None else self.wording.user if speaker is Speaker.USER else self.wording.bot
        beside = self._label_width
        head = Content.styled(set_cell_size(label, beside), "$text-muted")
        lines = text.wrap(max(2, width - beside))
        return [(Content(" " * beside) if number else head) + line for number, line in enumerate(lines)]

    @property
    def _label_width(self) -> int:
        return max(cell_len(self.wording.user), cell_len(self.wording.bot)) + 1

    def _reply(self, trace: ReplyTrace, text: str, word: int, width: int) -> list[Content]:
        """Lay out the reply around the chosen word, which is marked, and what is told of that word."""
        text, spans = _written(trace.attention.target_tokens, text)
        start, end = spans[word]
        lines = Content(text).stylize("reverse bold", start, end).wrap(max(1, width))
        first = _window(_last_styled(lines), len(lines))
        about = about_word(trace, word, self.wording).wrap(max(1, width))
        return [*lines[first : first + LINES_OF_REPLY], *about]

    def _bring_into_view(self) -> None:
        """Scroll to the word that is looked at most."""
        scroll, word = self.query_one(VerticalScroll), self._most
        width = max(2, self.query(Account).first().size.width - self._label_width)
        top = 0
        for excerpt in self._read:
            text, places = Content(_with_border(excerpt)), _places(excerpt)
            if word < excerpt.first + len(places):
                lines = text.stylize("bold", *places[word - excerpt.first]).wrap(width)
                line = top + _last_styled(lines)
                scroll.scroll_to(y=line - scroll.size.height // 2, animate=False)
                return
            top += len(text.wrap(width))


def _written(tokens: tuple[str, ...], text: str) -> tuple[str, tuple[Span, ...]]:
    """Return a reply as it was written, its end seen, and where each word stands in it."""
    has_end = tokens[-1] == END_TOKEN
    spans = align(tokens[:-1] if has_end else tokens, text)
    if spans is None:
        return set_out(tokens)
    if not has_end:
        return text, spans
    return f"{text} {END_TOKEN}", (*spans, (len(text) + 1, len(text) + 1 + len(END_TOKEN)))


def _with_border(excerpt: Excerpt) -> str:
    """Return what was read of a turn, with a sign for its border where another one follows."""
    return f"{excerpt.text} {BORDER_SIGN}" if excerpt.has_border else excerpt.text


def _places(excerpt: Excerpt) -> tuple[Span, ...]:
    """Return where each word stands, the border among them."""
    end = len(_with_border(excerpt))
    return (*excerpt.spans, (end - len(BORDER_SIGN), end)) if excerpt.has_border else excerpt.spans


def _last_styled(lines: Sequence[Content]) -> int:
    """Return the last of the lines on which a part stands out, the first where none does."""
    return max((number for number, line in enumerate(lines) if line.spans), default=0)


def _window(line: int, lines: int) -> int:
    """Return the first of the lines that are seen, so that one of them is in the middle."""
    return max(0, min(line - LINES_OF_REPLY // 2, lines - LINES_OF_REPLY))
