"""What a checkpoint says to questions drawn of what was kept from it, and whether that is right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chatbot.corpus.blocks import Block
from chatbot.corpus.grammar import reads_like
from chatbot.dialogue import Conversation
from chatbot.errors import ChatbotError
from chatbot.reply import FAIRLY_SURE, Reply, ReplyFinished, Responder
from chatbot.text.language import language_of
from chatbot.training.asking import Question


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and what was said to it."""

    question: Question
    reply: str
    confidence: float
    """As the screen marks it."""

    is_right: bool
    """Whether it is one of the intent's answers, slots filled from the prompt."""

    whose: str = ""
    """The intent or dialogue whose answer it is instead, but for values; nothing where it is nobody's."""

    @property
    def is_of_another_intent(self) -> bool:
        """Whether it is an answer, to something else."""
        return self.whose not in ("", self.question.block.name)

    @property
    def is_confidently_wrong(self) -> bool:
        """Whether it is no answer, and not marked as a guess."""
        return not self.is_right and self.confidence >= FAIRLY_SURE

    @property
    def is_in_language(self) -> bool:
        """Whether it is in the question's language; a right answer is, whatever its letters look like."""
        return self.is_right or language_of(self.reply) == self.question.block.language


def answers(
    responder: Responder, questions: Sequence[Question], blocks: Sequence[Block]
) -> Iterator[Answered]:
    """Answer question after question, so that somebody can watch and stop."""
    for question in questions:
        reply = reply_to(responder, question.texts, question.source)
        text, confidence = (reply.text, reply.confidence) if reply else ("", 0.0)
        is_right = question.is_answered_by(text)
        whose = "" if is_right else _whose(text, question.block, blocks)
        yield Answered(question, text, confidence, is_right, whose)


def reply_to(responder: Responder, texts: Sequence[str], source: str) -> Reply | None:
    """Return the reply to the last of some turns, from the user's on; None where there can be none."""
    history = Conversation.alternating(texts, source).turns
    try:
        *_, finished = responder.reply(history)
    except ChatbotError:
        return None
    assert isinstance(finished, ReplyFinished), "the stream always ends with it"
    return finished.reply


def _whose(reply: str, own: Block, blocks: Sequence[Block]) -> str:
    """Return the name of a block one of whose answers a reply is, values aside; its own before others."""
    for block in (own, *blocks):
        for exchange in block.exchanges:
            if any(reads_like(each.phrase, reply) for each in exchange.replies):
                return block.name
    return ""
