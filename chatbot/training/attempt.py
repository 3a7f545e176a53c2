"""One try to teach one checkpoint: its lessons, how it did before, and how the taught one does."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chatbot.dialogue import DialoguePair
from chatbot.errors import ChatbotError
from chatbot.learning import LearnOutcome, LearnProgressed, Lesson
from chatbot.model.checkpoint import Checkpoint, Taught
from chatbot.model.seq2seq import Seq2Seq
from chatbot.text.scope import Scope
from chatbot.training.curriculum import Curriculum, curriculum_of
from chatbot.training.gate import Gate, Marks
from chatbot.training.replay import Replay
from chatbot.training.teaching import CHECK_EVERY, MOST_STEPS, Ids, Lessons, Progress, teach

REPLAYED_PAIRS = 400
"""Known pairs that a lesson is mixed with; encoding all of them would take longer than learning."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the gate says of a taught checkpoint."""

    checkpoint: Checkpoint
    marks: Marks

    objection: str
    """Why it may not take over; empty if it may."""


class Attempt:
    """Teaches a copy of a checkpoint's network and has it judged; the checkpoint itself stays as it is."""

    def __init__(self, checkpoint: Checkpoint, curriculum: Curriculum, replay: Replay) -> None:
        """Measure the checkpoint as it is."""
        self._parent = checkpoint
        self._curriculum = curriculum
        self._replay = replay
        prompts = (exercise.prompt for exercise in curriculum.exercises)
        self._scope = Scope(prompts, dict.fromkeys(pair.prompt for pair in replay.learnt))
        self._gate = Gate(curriculum.new, curriculum.old, replay.held_out)
        self._before = self._gate.marks(checkpoint)

    @classmethod
    def of(cls, checkpoint: Checkpoint, lessons: Sequence[Lesson], replay: Replay) -> Attempt:
        """Make an attempt of lessons as reviewers gave them.

        Raises:
            ChatbotError: there is nothing new to learn.
        """
        plan = checkpoint.card.training
        curriculum = curriculum_of(
            lessons, checkpoint.tokenizer, context=plan.context, max_pieces=plan.max_pieces
        )
        if not curriculum.new:
            why = f" ({'; '.join(curriculum.notes)})" if curriculum.notes else ""
            raise ChatbotError(
                f"lessons: expected a new correction or a reply marked good, found none{why}; "
                "review some with `chatbot review`"
            )
        return cls(checkpoint, curriculum, replay)

    @property
    def replay(self) -> Replay:
        """What is kept beside the taught checkpoint: the parent's sample and the lessons as they are now."""
        lessons = tuple(exercise.pair for exercise in self._curriculum.exercises)
        return replace(self._replay, lessons=lessons)

    def steps(self) -> Iterator[Progress]:
        """Teach a copy of the network that has answered lessons so far."""
        lessons = Lessons(self._curriculum.new, self._curriculum.old, self._known())
        start = self._parent.taught.model if self._parent.taught else self._parent.model
        return teach(start, lessons, self._parent.tokenizer)

    def is_ready(self, progress: Progress, *, next_look: int = 0) -> bool:
        """Tell whether to judge: all is surely recalled and `next_look` reached, or there is no step left."""
        is_last = progress.step + CHECK_EVERY > MOST_STEPS
        is_sure = progress.surely_recalled == len(self._curriculum.exercises)
        return is_last or (is_sure and progress.step >= next_look)

    def judge(self, model: Seq2Seq) -> Judgement:
        """Ask the gate whether a taught network may answer within the scope of the lessons."""
        pupil = replace(self._parent, taught=Taught(model, self._scope))
        marks = self._gate.marks(pupil)
        return Judgement(pupil, marks, self._gate.objection(self._before, marks))

    def told(self, progress: Progress) -> LearnProgressed:
        """Say how far learning is: by the steps or by what is recalled, whichever is further."""
        size = len(self._curriculum.exercises)
        share = max(progress.step / MOST_STEPS, progress.surely_recalled / (size + 1))
        old = len(self._curriculum.old)
        return LearnProgressed(share, max(0, progress.surely_recalled - old), len(self._curriculum.new))

    def outcome(self, judgement: Judgement | None, *, seconds: float) -> LearnOutcome:
        """Return what came of it; without a judgement it was cancelled."""
        after = self._before if judgement is None else judgement.marks
        accepted = judgement is not None and not judgement.objection
        new = self._curriculum.new
        why = f"recalled {after.recalled_new} of {len(new)} new lessons, kept-out pairs no worse"
        if judgement is None or judgement.objection:
            why = "cancelled" if judgement is None else judgement.objection
        return LearnOutcome(
            corrections=len(new),
            recalled_before=self._before.recalled_new,
            recalled_after=after.recalled_new,
            heldout_nll_before=self._before.heldout_nll,
            heldout_nll_after=after.heldout_nll,
            accepted=accepted,
            why=why,
            checkpoint=judgement.checkpoint.name if judgement and accepted else self._parent.name,
            seconds=seconds,
            notes=self._curriculum.notes,
            learnt=self._review_ids if accepted else (),
        )

    @property
    def _review_ids(self) -> tuple[int, ...]:
        return tuple(id_ for exercise in self._curriculum.exercises for id_ in exercise.review_ids)

    def _known(self) -> tuple[tuple[Ids, Ids], ...]:
        """Encode some known pairs, the same for the same replay."""
        pairs = self._replay.learnt
        chosen = random.Random(len(pairs)).sample(pairs, min(REPLAYED_PAIRS, len(pairs)))
        return tuple(known for pair in chosen if (known := self._encoded(pair))[0])

    def _encoded(self, pair: DialoguePair) -> tuple[Ids, Ids]:
        tokenizer, plan = self._parent.tokenizer, self._parent.card.training
        heard = (*pair.context, pair.prompt)[-plan.context - 1 :]
        return tokenizer.encode_turns(heard, limit=plan.max_pieces), tokenizer.encode(pair.response)
