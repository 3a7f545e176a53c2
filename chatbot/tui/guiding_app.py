"""An app that leads through attention: the tour, opened on any screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from chatbot.tui.later import Later
from chatbot.tui.teaching_app import TeachingApp

if TYPE_CHECKING:
    from chatbot.explaining import Explainer, Shelf
    from chatbot.tui import keymap, tour_wording
    from chatbot.tui.screens import tour
    from chatbot.tui.tour_wording import TourWording
else:
    keymap = Later("chatbot.tui.keymap")
    tour = Later("chatbot.tui.screens.tour")
    tour_wording = Later("chatbot.tui.tour_wording")


class GuidingApp(TeachingApp):
    """Opens the tour; a subclass says which model it leads through, once there is one."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f4", "tour", show=False, id="app.tour")]

    shelf: Shelf | None = None
    """The checkpoints to compare with; None where there is none."""

    _guide: Explainer | None = None
    _why_unguided = ""

    def action_tour(self) -> None:
        """Open the tour of attention, once, on any screen that is not a question itself."""
        is_open = any(isinstance(screen, tour.TourScreen) for screen in self.screen_stack)
        if not is_open and not self.screen.is_modal:
            screen = tour.TourScreen(self._tour_words, self.shelf)
            self.push_screen(screen, lambda _: self.leave_tour())
            self._lead(screen)

    def leave_tour(self) -> None:
        """Go back to the screen below, which is seen already."""

    def guide_with(self, explainer: Explainer | None, why_not: str = "") -> None:
        """Lead through this model from the next tour on; the one that is open may wait for it."""
        self._guide, self._why_unguided = explainer, why_not or self._tour_words().no_model
        for screen in self.screen_stack:
            if isinstance(screen, tour.TourScreen) and screen.is_waiting:
                self._lead(screen)

    def _lead(self, screen: tour.TourScreen) -> None:
        if self._guide is not None:
            screen.use(self._guide)
        elif self._why_unguided:
            screen.give_up(self._why_unguided)

    def _tour_words(self) -> TourWording:
        words = tour_wording.WORDINGS[self._wording.personal.language]
        return keymap.with_keys(words, self._personal.rebound, "tour")
