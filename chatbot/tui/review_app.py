"""`chatbot review` on the screen: the review screen alone, which needs no model to be read."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from threading import Thread
from typing import TYPE_CHECKING

from textual.message import Message

from chatbot.preferences import Keep
from chatbot.text.normalize import printable
from chatbot.tui.answering import told
from chatbot.tui.personal import Personal, keep_nothing
from chatbot.tui.screens.queue import QueueScreen
from chatbot.tui.screens.review import ReviewScreen
from chatbot.tui.sitting import Sitting
from chatbot.tui.teaching_app import TeachingApp
from chatbot.tui.wording import ENGLISH, Wording

if TYPE_CHECKING:
    from chatbot.explaining import Explainer
    from chatbot.learning import Learner
    from chatbot.reply import Responder


class ReviewApp(TeachingApp):
    """Begins and ends with the review screen; a model is loaded when something is asked of it, or learnt."""

    class ResponderReady(Message):
        """The model can be asked."""

        def __init__(self, responder: Responder) -> None:
            """Carry what answers."""
            super().__init__()
            self.responder = responder

    class ResponderUnavailable(Message):
        """The model cannot be loaded."""

        def __init__(self, error: Exception) -> None:
            """Carry the reason."""
            super().__init__()
            self.error = error

    def __init__(
        self,
        sitting: Sitting,
        *,
        make_learner: Callable[[], Learner] | None,
        load_responder: Callable[[], Responder] | None = None,
        make_explainer: Callable[[Responder], Explainer] | None = None,
        wording: Wording = ENGLISH,
        personal: Personal | None = None,
        keep: Keep = keep_nothing,
    ) -> None:
        """Make the app.

        Args:
            sitting: What is judged here.
            make_learner: As `TeachingApp` takes it.
            load_responder: Loads the model in use, on a thread of its own, once a view needs one.
            make_explainer: Makes what says why that answers as it does, or a taught one since; quickly.
            wording: The language of the interface at first.
            personal: The user's wishes; None where there are none.
            keep: Writes down what is changed on the screen; may raise, which is told.
        """
        super().__init__(sitting, make_learner=make_learner, wording=wording, personal=personal, keep=keep)
        self._screen_of_review = ReviewScreen(sitting, self._wording)
        self._load_responder = load_responder
        self._make_explainer = make_explainer
        self._loading: Thread | None = None

    @property
    def is_working(self) -> bool:
        """Tell whether the loader's thread or the learner's still runs, which nothing can stop at once."""
        is_loading = self._loading is not None and self._loading.is_alive()
        return is_loading or super().is_working

    def on_mount(self) -> None:
        """Show the queue."""
        self.push_screen(self._screen_of_review)

    def use(self, responder: Responder) -> None:
        """Ask this one why it answered as it did."""
        if self._make_explainer is not None:
            self.explain_review(self._make_explainer(responder), responder.name)

    def leave_review(self) -> None:
        """Cancel what is being learnt; else end the app."""
        if not self.cancel_learning():
            self.exit()

    def on_queue_screen_model_wanted(self, event: QueueScreen.ModelWanted) -> None:
        """Load the model, unless that has been begun."""
        if self._load_responder is not None and self._loading is None:
            self._screen_of_review.do_without_model(self._wording.loading)
            # Not a Textual worker: those are waited for when the app ends; an import cannot be cancelled.
            work = copy_context().run
            self._loading = Thread(target=work, args=(self._load, self._load_responder), daemon=True)
            self._loading.start()

    def on_review_app_responder_ready(self, event: ResponderReady) -> None:
        """Let it be asked."""
        self.use(event.responder)

    def on_review_app_responder_unavailable(self, event: ResponderUnavailable) -> None:
        """Say why there is nobody to ask; another look tries again."""
        self._loading = None
        why = self._wording.not_loaded.format(why=told(event.error))
        self._screen_of_review.do_without_model(printable(why))

    def _load(self, load_responder: Callable[[], Responder]) -> None:
        try:
            responder = load_responder()
        except Exception as error:  # The thread's edge: a failure is told on the screen.
            self.post_message(self.ResponderUnavailable(error))
        else:
            self.post_message(self.ResponderReady(responder))
