"""Who works a tour out: the model in use, and one without attention beside it, where there is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from chatbot.dialogue import Speaker, Turn
from chatbot.errors import ChatbotError
from chatbot.explaining import Explainer, Shelf
from chatbot.reply import ReplyFinished, never
from chatbot.touring import PlainReply, Tour
from chatbot.tui.answering import told
from chatbot.tui.tour_wording import TourWording


def worked_out(
    explainer: Explainer,
    shelf: Shelf | None,
    words: TourWording,
    is_cancelled: Callable[[], bool] = never,
) -> Tour:
    """Ask what the pages ask; takes a second or so.

    Raises:
        ChatbotError: the model cannot answer.
    """
    tour = explainer.tour(words.question, words.long_question, is_cancelled=is_cancelled)
    if tour.facts is None or shelf is None:
        return tour
    plain = _plain_reply(shelf, words, is_cancelled)
    return replace(tour, bottleneck=replace(tour.bottleneck, plain=plain))


def _plain_reply(shelf: Shelf, words: TourWording, is_cancelled: Callable[[], bool]) -> PlainReply | None:
    """Let a checkpoint without attention answer the long prompt; of several the last one listed."""
    try:
        names = [saved.name for saved in shelf.saved() if saved.attention == "none"]
    except (ChatbotError, OSError):
        return None  # F8, which lists them, tells what is wrong with them.
    if not names:
        return None
    try:
        history = (Turn(Speaker.USER, words.long_question),)
        *_, finished = shelf.load(names[-1]).reply(history, is_cancelled=is_cancelled)
    except (ChatbotError, OSError) as error:
        return PlainReply(names[-1], words.failed_plain.format(why=told(error)))
    assert isinstance(finished, ReplyFinished)
    return PlainReply(names[-1], finished.reply.text)
