"""Lessons for the small model of the tests, and how it is asked for them."""

from chatbot.dialogue import DialoguePair, Speaker, Turn
from chatbot.learning import Lesson
from chatbot.reply import ReplyFinished, Responder


def lesson(id_: int, prompt: str, response: str, *context: str, is_new: bool = True) -> Lesson:
    return Lesson(id_, DialoguePair(context, prompt, response, "test"), "corrected", is_new)


def answer(responder: Responder, prompt: str) -> str:
    *_, finished = responder.reply([Turn(Speaker.USER, prompt)])
    assert isinstance(finished, ReplyFinished)
    return finished.reply.text
