"""Lessons into weights, in seconds: a small batch of exercises, told in varied words, beside known pairs.

A copy of the network learns; the scope of the lessons keeps it from answering anything else, so it may learn
fast. Exercises are heard as they are and with words dropped or strange ones put in (word dropout as in
Iyyer et al. 2015, section 3), so that other ways to ask are answered too. Replayed pairs keep it a chatbot.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from chatbot.model.batch import Batch
from chatbot.model.seq2seq import Seq2Seq
from chatbot.text.tokenizer import Tokenizer
from chatbot.training.curriculum import Exercise

LEARNING_RATE = 3e-3
"""AdamW's, after the first few steps; half as much again as the network was made with."""

WARMUP_STEPS = 5

NEW_A_STEP = 12
"""Repeated in other words where there are fewer; drawn by chance where there are more."""

OLD_A_STEP = 6
"""Drawn by chance; none where there are none."""

REPLAYED_A_STEP = 8

HEARD_AS_IT_IS = 0.3
"""Share of the exercises that are heard word for word."""

DROPPED = 0.35
"""Share of the words that are dropped from the others."""

FEWEST_STEPS = 8
MOST_STEPS = 150

CHECK_EVERY = 3
"""Steps between two looks at what is recalled."""

MARGIN = 0.5
"""Nats by which each piece of an answer must be likelier than any other before learning ends early."""

CHECKED_TOGETHER = 32

Ids = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Lessons:
    """What is taught, and what it is mixed with."""

    new: tuple[Exercise, ...]
    """At least one."""

    old: tuple[Exercise, ...]
    """Learnt before, and to be kept."""

    replay: tuple[tuple[Ids, Ids], ...]
    """Source and reply of pairs that the network knows already; at least one."""

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """New and old ones."""
        return self.new + self.old


@dataclass(frozen=True, slots=True)
class Progress:
    """How far teaching has come."""

    model: Seq2Seq
    """The copy that learns, in `eval` mode."""

    step: int
    surely_recalled: int
    """Exercises whose answer is likelier than any other, piece by piece, by the margin."""


def teach(model: Seq2Seq, lessons: Lessons, tokenizer: Tokenizer, *, seed: int = 1) -> Iterator[Progress]:
    """Teach a copy of a network, telling now and then how far it is, up to the last step.

    Whoever iterates may stop before, when all is surely recalled.
    """
    chance = random.Random(seed)
    pupil = deepcopy(model).eval()
    optimiser = torch.optim.AdamW(pupil.parameters(), lr=LEARNING_RATE, weight_decay=0.0, fused=True)
    varied = Variation(lessons.replay, tokenizer, chance)
    for step in range(1, MOST_STEPS + 1):
        for group in optimiser.param_groups:
            group["lr"] = LEARNING_RATE * min(1.0, step / WARMUP_STEPS)
        _learn(pupil, optimiser, _drawn(lessons, varied, chance))
        if step >= FEWEST_STEPS and step % CHECK_EVERY == 0:
            yield Progress(pupil, step, surely_recalled(pupil, lessons.exercises))


class Variation:
    """Says a prompt in other words, blindly: some dropped, now and then a strange one among them."""

    def __init__(
        self, replay: Sequence[tuple[Ids, Ids]], tokenizer: Tokenizer, chance: random.Random
    ) -> None:
        """Take strange words from replayed prompts."""
        self._tokenizer = tokenizer
        self._chance = chance
        self._sources = [source for source, _ in replay]

    def of(self, source: Ids) -> Ids:
        """Return a prompt as it is, or varied; at least one word is left."""
        if self._chance.random() < HEARD_AS_IT_IS:
            return source
        words = self._words(source)
        kept = [word for word in words if self._chance.random() >= DROPPED]
        kept = kept or [self._chance.choice(words)]
        if self._chance.random() < 0.5:
            strange = self._chance.choice(self._words(self._chance.choice(self._sources)))
            kept.insert(self._chance.randrange(len(kept) + 1), strange)
        return tuple(id_ for word in kept for id_ in word)

    def _words(self, source: Ids) -> list[Ids]:
        return [source[start:end] for start, end in self._tokenizer.words(source).spans]


@torch.inference_mode()
def surely_recalled(model: Seq2Seq, exercises: Sequence[Exercise]) -> int:
    """Count the exercises of whose answer each piece is likelier than any other, by a margin in nats."""
    count = 0
    for begin in range(0, len(exercises), CHECKED_TOGETHER):
        batch = _batch([(each.source, each.reply) for each in exercises[begin : begin + CHECKED_TOGETHER]])
        is_sure = _lead(model(batch), batch.targets) > MARGIN
        rows = batch.target_mask.nonzero()[:, 0]
        unsure = torch.zeros(len(batch.source), dtype=torch.long).index_add(0, rows, (~is_sure).long())
        count += int((unsure == 0).sum())
    return count


def _lead(logits: Tensor, targets: Tensor) -> Tensor:
    """Return by how many nats each of N targets is likelier than the next best piece (N,); below 0 if not."""
    wanted = logits.gather(1, targets.unsqueeze(1)).squeeze(1)
    others = logits.scatter(1, targets.unsqueeze(1), -torch.inf)
    return wanted - others.max(dim=-1).values


def _drawn(lessons: Lessons, varied: Variation, chance: random.Random) -> Batch:
    if len(lessons.new) > NEW_A_STEP:
        chosen = chance.sample(lessons.new, NEW_A_STEP)
    else:
        chosen = [lessons.new[number % len(lessons.new)] for number in range(NEW_A_STEP)]
    chosen += chance.sample(lessons.old, min(OLD_A_STEP, len(lessons.old)))
    replayed = chance.choices(lessons.replay, k=REPLAYED_A_STEP)
    return _batch([*((varied.of(each.source), each.reply) for each in chosen), *replayed])


def _learn(model: Seq2Seq, optimiser: torch.optim.Optimizer, batch: Batch) -> None:
    # Without dropout: there is no time to average it out, and the scope already bounds what can go wrong.
    loss = cross_entropy(model(batch), batch.targets)
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()


def _batch(pairs: Sequence[tuple[Ids, Ids]]) -> Batch:
    return Batch.of([(torch.tensor(source), torch.tensor(reply)) for source, reply in pairs])
