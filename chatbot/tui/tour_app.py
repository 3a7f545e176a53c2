"""`chatbot tour` on the screen: the tour alone, whose end is the app's."""

from __future__ import annotations

from chatbot.tui.app import ChatbotApp


class TourApp(ChatbotApp):
    """Begins with the tour over a chat that nobody comes to see."""

    def on_ready(self) -> None:
        """Open the tour, and load the model that it leads through."""
        self.action_tour()
        super().on_ready()

    def leave_tour(self) -> None:
        """End the app."""
        self.exit()
