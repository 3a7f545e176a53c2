"""Lessons made fit to be learnt: normalised, one answer a prompt, what cannot be learnt left out and told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chatbot.config import SearchConfig
from chatbot.dialogue import DialoguePair
from chatbot.inference.responder import is_visible
from chatbot.learning import Lesson
from chatbot.text.language import language_of
from chatbot.text.normalize import normalize
from chatbot.text.tokenizer import Tokenizer

SHOWN_CHARACTERS = 30
"""Of a prompt, in a note."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """One thing to learn: when this is heard, say that."""

    source: tuple[int, ...]
    """What is heard, as the network reads it: as many turns and pieces as it has learnt to read."""

    reply: tuple[int, ...]
    """What is to be said, without an end token."""

    turns: tuple[str, ...]
    """What is heard, as text: the turns before the prompt, then the prompt; normalised."""

    response: str
    """What is to be said, as text, normalised."""

    is_new: bool
    """Whether no ancestor of the model has learnt it."""

    review_ids: tuple[int, ...]
    """The reviews that asked for it."""

    @property
    def prompt(self) -> str:
        """The turn to be answered."""
        return self.turns[-1]

    @property
    def pair(self) -> DialoguePair:
        """Return it as a pair of texts; its source is the newest review that asked for it."""
        return DialoguePair(self.turns[:-1], self.prompt, self.response, f"review {self.review_ids[-1]}")


@dataclass(frozen=True, slots=True)
class Curriculum:
    """All that is to be known after learning, the old lessons included."""

    exercises: tuple[Exercise, ...]

    notes: tuple[str, ...]
    """What was left out or overruled, one line each."""

    @property
    def new(self) -> tuple[Exercise, ...]:
        """What no ancestor has learnt."""
        return tuple(exercise for exercise in self.exercises if exercise.is_new)

    @property
    def old(self) -> tuple[Exercise, ...]:
        """What an ancestor has learnt, and must not be forgotten."""
        return tuple(exercise for exercise in self.exercises if not exercise.is_new)


def curriculum_of(
    lessons: Sequence[Lesson], tokenizer: Tokenizer, *, context: int, max_pieces: int
) -> Curriculum:
    """Make a curriculum of lessons, oldest first: of several answers to one prompt the newest counts.

    Prompts that the model cannot tell apart, because it reads only their beginning, are one prompt.

    Args:
        lessons: as reviewers gave them.
        tokenizer: the model's.
        context: turns before the prompt that the model reads as well.
        max_pieces: longest source and longest reply, in pieces.
    """
    chosen: dict[tuple[int, ...], Exercise] = {}
    contradicted: set[tuple[int, ...]] = set()
    notes: list[str] = []
    for lesson in sorted(lessons, key=lambda each: each.review_id):
        heard = (*lesson.pair.context, lesson.pair.prompt)[-context - 1 :]
        turns = tuple(normalize(text) for text in heard)
        response = normalize(lesson.pair.response)
        exercise = Exercise(
            source=tokenizer.encode_turns(turns, limit=max_pieces),
            reply=tokenizer.encode(response),
            turns=turns,
            response=response,
            is_new=lesson.is_new,
            review_ids=(lesson.review_id,),
        )
        why = _why_unfit(exercise, max_pieces)
        if why:
            notes.append(f"{_shown(turns[-1])}: left out, {why}")
            continue
        before = chosen.pop(exercise.source, None)
        if before is not None and before.response != exercise.response:
            contradicted.add(exercise.source)
        chosen[exercise.source] = _over(exercise, before)
    for exercise in chosen.values():
        notes.extend(_remarks(exercise, is_contradicted=exercise.source in contradicted))
    return Curriculum(tuple(chosen.values()), tuple(dict.fromkeys(notes)))


def _why_unfit(exercise: Exercise, max_pieces: int) -> str:
    """Return why something cannot be learnt; nothing if it can."""
    if not is_visible(exercise.prompt):
        return "the prompt has no visible character"
    if not is_visible(exercise.response):
        return "the answer has no visible character"
    # A chat's search goes no further than this; the gate would refuse every lesson beside one it cannot hear.
    most = min(max_pieces, SearchConfig().max_length)
    if len(exercise.reply) > most:
        return f"the answer has {len(exercise.reply)} pieces, the model can say {most}"
    return ""


def _remarks(exercise: Exercise, *, is_contradicted: bool) -> list[str]:
    """Return what a reviewer should know of a lesson that is learnt all the same."""
    remarks = []
    if is_contradicted:
        remarks.append(
            f"{_shown(exercise.prompt)}: answered in two ways, the newest counts: {_shown(exercise.response)}"
        )
    languages = language_of(exercise.prompt), language_of(exercise.response)
    if set(languages) == {"zh", "en"}:
        remarks.append(f"{_shown(exercise.prompt)}: answered in another language; learnt as it is")
    return remarks


def _over(exercise: Exercise, before: Exercise | None) -> Exercise:
    """Return a lesson that takes the place of an earlier one to the same prompt; both reviews are served."""
    if before is None:
        return exercise
    is_repeated = before.response == exercise.response
    return replace(
        exercise,
        is_new=exercise.is_new and (before.is_new or not is_repeated),
        review_ids=(*before.review_ids, *exercise.review_ids),
    )


def _shown(text: str) -> str:
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[: SHOWN_CHARACTERS - 1]}…"
