"""The conversation: turns from top to bottom, one reply of them chosen."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual

from chatbot.tui.later import Later
from chatbot.tui.widgets.drawn_lines import DrawnLines
from chatbot.tui.widgets.turn_view import TurnView
from chatbot.tui.widgets.welcome import welcome_line
from chatbot.tui.wording import Wording

if TYPE_CHECKING:
    from chatbot.tui.widgets import reply_view
    from chatbot.tui.widgets.reply_view import ReplyView
else:
    reply_view = Later("chatbot.tui.widgets.reply_view")


class ConversationView(ScrollView, inherit_bindings=False):
    """Show turns, keep the newest in view, and know which reply is chosen.

    Only lines that are seen are drawn, so the length of a conversation does not matter. Up and Down belong to
    choosing a reply: only whole pages are scrolled by key here.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "conversation--turn",
        "conversation--quiet",
        "conversation--failed",
        "conversation--chosen",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "page_up", show=False, id="chat.page_up"),
        Binding("pagedown", "page_down", show=False, id="chat.page_down"),
    ]

    class ReplyClicked(Message):
        """A reply was clicked."""

        def __init__(self, view: ReplyView) -> None:
            """Say which."""
            super().__init__()
            self.view = view

    def __init__(self, wording: Wording) -> None:
        """Make an empty conversation."""
        super().__init__()
        self._wording = wording
        self._label_width = _label_width(wording)
        self._turns: list[TurnView] = []
        self._replies: list[ReplyView] = []
        self._chosen: ReplyView | None = None
        self._tops: list[int] = [0]
        """The line each turn begins at, and at last the line after all; true up to `_measured` turns."""

        self._measured = 0
        self._measured_width = 0
        self._is_measuring = False
        self._follows = True
        self._drawn = DrawnLines(self._draw)
        self.border_title = wording.conversation

    def retell(self) -> None:
        """Name the conversation and its speakers in another language."""
        self.border_title = self._wording.conversation
        self._label_width = _label_width(self._wording)
        for turn in self._turns:
            label = self._wording.bot if isinstance(turn, reply_view.ReplyView) else self._wording.user
            turn.call_speaker(label, label_width=self._label_width)
        self.refresh()

    @property
    def chosen(self) -> ReplyView | None:
        """The reply whose attention is shown."""
        return self._chosen

    @property
    def replies(self) -> tuple[ReplyView, ...]:
        """Every reply, oldest first."""
        return tuple(self._replies)

    def ask(self, text: str, *, note: str) -> ReplyView:
        """Append the user's turn and the place of its reply, which is returned."""
        return self.answer_again(self.say(text, note=note))

    def say(self, text: str, *, note: str) -> TurnView:
        """Append the user's turn alone, as where it was never answered."""
        question = TurnView(
            self._wording.user, text, note=note, label_width=self._label_width, wording=self._wording
        )
        self._append(question)
        return question

    def answer_again(self, question: TurnView) -> ReplyView:
        """Append the place of one more reply to a question that has been shown."""
        reply = reply_view.ReplyView(self._wording, question, label_width=self._label_width)
        self._append(reply)
        self._replies.append(reply)
        self._follows = True
        return reply

    def number_of(self, question: TurnView) -> int:
        """Return which of the user's turns a question is, from 0."""
        return sum(not isinstance(turn, reply_view.ReplyView) for turn in self._turns[: question.place])

    def take_back(self, question: TurnView) -> int:
        """Take away a question and all below it; return how many of the user's turns are gone with it."""
        gone = self._turns[question.place :]
        del self._turns[question.place :]
        self._replies = [reply for reply in self._replies if reply.place < question.place]
        if self._chosen in gone:
            self._chosen = None
        self._measured = min(self._measured, len(self._turns))
        self._follows = True
        self._measure()
        return sum(not isinstance(turn, reply_view.ReplyView) for turn in gone) - 1

    def choose(self, view: ReplyView) -> None:
        """Choose a reply and bring it into view."""
        if self._chosen is not view:
            if self._chosen is not None:
                self._chosen.mark(False)
            self._chosen = view
            view.mark(True)
        # To the very end with the last one, where new words come in sight by themselves.
        self._follows = view is self._replies[-1]
        self._measure()
        if not self._follows:
            self._bring_into_view(view)

    def clear(self) -> None:
        """Take every turn away."""
        self._chosen = None
        self._turns.clear()
        self._replies.clear()
        self._measured = 0
        self._follows = True
        self._measure()

    def render_line(self, y: int) -> Strip:
        """Draw one line of what is seen."""
        if not self._turns:
            return self._draw_welcome(y)
        row = y + self.scroll_offset.y
        place = bisect_right(self._tops, row, hi=self._measured) - 1
        turn = self._turns[place]
        lines = turn.lines(self._measured_width)
        line = row - self._tops[place]
        if row >= self._tops[self._measured] or line >= len(lines):
            return Strip.blank(self.size.width, self.get_visual_style("conversation--turn").rich_style)
        return self._draw_selected(lines[line], row, self._style_of(turn))

    def on_resize(self) -> None:
        """Lay everything out in the new width."""
        self._measure()

    def on_click(self, event: events.Click) -> None:
        """Choose the reply that was clicked."""
        offset = event.get_content_offset(self)
        if offset is None or not self._turns:
            return
        place = bisect_right(self._tops, offset.y + self.scroll_offset.y, hi=self._measured) - 1
        turn = self._turns[place]
        if isinstance(turn, reply_view.ReplyView):
            self.post_message(self.ReplyClicked(turn))

    def notify_style_update(self) -> None:
        """Draw in the colours there are now."""
        self._drawn.forget()
        super().notify_style_update()

    def action_page_up(self) -> None:
        """Show the page above at once: who reads on is not to wait for an animation."""
        self.scroll_page_up(animate=False)

    def action_page_down(self) -> None:
        """Show the page below at once."""
        self.scroll_page_down(animate=False)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Follow the newest words while the reader is at the end, and only then."""
        super().watch_scroll_y(old_value, new_value)
        self._follows = self.is_vertical_scroll_end

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return what the mouse has selected."""
        lines = []
        for turn in self._turns:
            lines += [line.plain.rstrip() for line in turn.lines(self._measured_width)] + [""]
        return selection.extract("\n".join(lines)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Show what is selected."""
        self.refresh()

    def _append(self, turn: TurnView) -> None:
        turn.place = len(self._turns)
        turn.changed = self._remeasure
        self._turns.append(turn)
        self._remeasure(turn)

    def _remeasure(self, turn: TurnView) -> None:
        """Lay a turn, and what is below it, out anew, once everything else that happens now has happened."""
        self._measured = min(self._measured, turn.place)
        if not self._is_measuring:
            self._is_measuring = True
            self.call_later(self._measure_changed)

    def _measure_changed(self) -> None:
        """Do what was put off, unless it has been done meanwhile."""
        if self._is_measuring:
            self._measure()

    def _measure(self) -> None:
        """Find out on which line each turn stands."""
        self._is_measuring = False
        first = self._measured
        width = self.scrollable_content_region.width
        if width != self._measured_width:
            first, self._measured_width = 0, width
        del self._tops[first + 1 :]
        for turn in self._turns[first:]:
            # A free line after each turn.
            self._tops.append(self._tops[-1] + len(turn.lines(width)) + 1)
        self._measured = len(self._turns)
        follows = self._follows
        self.virtual_size = Size(width, self._tops[-1])
        if follows:
            self.scroll_end(animate=False, immediate=True, force=True)
            self._follows = True
        # What stands above is as it was.
        self.refresh_lines(self._tops[first], self.size.height + self.scroll_offset.y - self._tops[first])

    def _bring_into_view(self, view: ReplyView) -> None:
        top, below = self._tops[view.place], self._tops[view.place + 1]
        height = self.scrollable_content_region.height
        # Its question with it, where there is one and room for both.
        asked = self._tops[view.question.place] if view.question.place >= 0 else top
        top = asked if below - asked <= height else top
        if top < self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, immediate=True, force=True)
        elif below > self.scroll_offset.y + height:
            self.scroll_to(y=max(0, min(top, below - height)), animate=False, immediate=True, force=True)

    def _style_of(self, turn: TurnView) -> Style:
        name = "failed" if turn.has_failed else "quiet" if turn.is_quiet else "turn"
        style = self.get_visual_style(f"conversation--{name}")
        return style + self.get_visual_style("conversation--chosen") if turn.is_chosen else style

    def _draw_selected(self, line: Content, row: int, style: Style) -> Strip:
        span = None if self.text_selection is None else self.text_selection.get_span(row)
        if span is None:
            return self._drawn.line(line, row, style)
        start, end = span
        end = len(line.plain) if end == -1 else end
        selected = Style.from_styles(self.screen.get_component_styles("screen--selection"))
        return self._draw(line.stylize(selected, start, end), row, style)

    def _draw(self, line: Content, row: int, style: Style) -> Strip:
        strips = Visual.to_strips(self, line, self.size.width, 1, style, apply_selection=False, pad=True)
        return strips[0].apply_offsets(0, row)

    def _draw_welcome(self, y: int) -> Strip:
        style = self.get_visual_style("conversation--turn")
        if y >= len(self._wording.personal.welcome_keys):
            return Strip.blank(self.size.width, style.rich_style)
        line = welcome_line(self._wording, y)
        return Visual.to_strips(self, line, self.size.width, 1, style, pad=True)[0]


def _label_width(wording: Wording) -> int:
    """Return the width of the widest speaker's label, in cells."""
    return max(cell_len(wording.user), cell_len(wording.bot))
