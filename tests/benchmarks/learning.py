"""How well lessons are learnt: `python -m tests.benchmarks.learning [--lessons DIR] [--checkpoint DIR]`.

Prints one table: single corrections, twenty at once, ten rounds of five, paraphrases, other prompts, kept-out
pairs. Every trial begins with the same checkpoint and runs the same code as `chatbot retrain`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, quantiles
from tempfile import TemporaryDirectory

import torch

from chatbot.cli.options import cache_directory, find_checkpoint
from chatbot.config import SearchConfig
from chatbot.dialogue import DialoguePair, Speaker, Turn
from chatbot.inference.responder import NeuralResponder
from chatbot.learning import LearnFinished, LearnOutcome, Lesson
from chatbot.model.checkpoint import load_checkpoint
from chatbot.reply import ReplyFinished, Responder
from chatbot.text.normalize import normalize
from chatbot.training.retrain import NeuralLearner, Shelf

SINGLE_TRIALS = 100
OTHERS_ASKED_AFTER = 5
"""Other prompts are asked after every so many single trials: asking all of them takes longer than learning."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A prompt, what should be said to it, and other ways to ask."""

    prompt: str
    response: str
    paraphrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bench:
    """What all trials share."""

    checkpoint: Path
    other_prompts: tuple[str, ...]
    replies_before: tuple[str, ...]


def main() -> None:
    """Run every trial and print the table."""
    options = _options()
    torch.set_num_threads(options.threads)
    corrections = tuple(_corrections(options.lessons / "corrections.jsonl"))
    others = tuple((options.lessons / "other_prompts.txt").read_text(encoding="utf-8").splitlines())
    checkpoint = find_checkpoint(options.checkpoint)
    responder = NeuralResponder.from_checkpoint(
        load_checkpoint(checkpoint, cache_directory=cache_directory()), SearchConfig()
    )
    bench = Bench(checkpoint, others, tuple(answers(responder, others)))
    print(f"{checkpoint} · {options.threads} threads · torch {torch.__version__}")
    singles(bench, corrections[:: max(1, len(corrections) // options.trials)][: options.trials])
    together(bench, corrections[::6][:20])
    together(bench, [each for each in corrections if each.paraphrases])
    rounds(bench, corrections[1::2][:50])


def singles(bench: Bench, corrections: Sequence[Correction]) -> None:
    """Teach one correction at a time, each to the same checkpoint."""
    outcomes, unchanged, worse, said, asked = [], [], [], 0, 0
    for number, correction in enumerate(corrections):
        with shelf() as place:
            outcome, responder = taught(bench.checkpoint, place, [correction])
        outcomes.append(outcome)
        worse.append(outcome.heldout_nll_after / outcome.heldout_nll_before - 1)
        said += sum(
            reply == normalize(correction.response) for reply in answers(responder, correction.paraphrases)
        )
        asked += len(correction.paraphrases)
        if number % OTHERS_ASKED_AFTER == 0:
            unchanged.append(share_unchanged(bench, responder))
        print(f"\r{number + 1}/{len(corrections)}", end="", flush=True)
    recalled = sum(outcome.recalled_after for outcome in outcomes)
    print(
        f"\rone at a time: recalled {recalled} of {len(outcomes)}, accepted {sum(o.accepted for o in outcomes)}"
    )
    print(f"  seconds: {spread([outcome.seconds for outcome in outcomes])}")
    print(f"  paraphrases answered with the correction: {said} of {asked}")
    print(
        f"  {len(bench.other_prompts)} other replies unchanged, least and mean: {min(unchanged):.3f} {mean(unchanged):.3f}"
    )
    print(f"  kept-out nats a character, change: {spread([100 * each for each in worse])} %")


def together(bench: Bench, corrections: Sequence[Correction]) -> None:
    """Teach many corrections at once."""
    with shelf() as place:
        outcome, responder = taught(bench.checkpoint, place, corrections)
    print(f"{len(corrections)} at once: {told(outcome)}")
    said = sum(
        reply == normalize(each.response)
        for each in corrections
        for reply in answers(responder, each.paraphrases)
    )
    print(f"  paraphrases: {said} of {sum(len(each.paraphrases) for each in corrections)}")
    print(f"  other replies unchanged: {share_unchanged(bench, responder):.3f}")


def rounds(bench: Bench, corrections: Sequence[Correction], *, size: int = 5) -> None:
    """Teach a few corrections after the other, each round to what the round before left."""
    with shelf() as place:
        learner, seconds, responder = learner_at(bench.checkpoint, place), [], None
        for end in range(size, len(corrections) + 1, size):
            old, new = corrections[: end - size], corrections[end - size : end]
            outcome, latest = run(learner, lessons(old, is_new=False) + lessons(new, first_id=len(old)))
            responder = latest or responder
            seconds.append(outcome.seconds)
            print(f"\rround {end // size}: {told(outcome)}")
    assert responder is not None
    kept = sum(
        reply == normalize(each.response)
        for each, reply in zip(
            corrections, answers(responder, [each.prompt for each in corrections]), strict=True
        )
    )
    print(f"ten rounds of {size}: kept {kept} of {len(corrections)}, seconds {spread(seconds)}")
    print(f"  other replies unchanged: {share_unchanged(bench, responder):.3f}")


def taught(
    checkpoint: Path, place: Path, corrections: Sequence[Correction]
) -> tuple[LearnOutcome, Responder]:
    """Teach corrections to a checkpoint; where the gate refuses, the old one goes on answering."""
    outcome, responder = run(learner_at(checkpoint, place), lessons(corrections))
    if responder is None:
        loaded = load_checkpoint(checkpoint, cache_directory=cache_directory())
        responder = NeuralResponder.from_checkpoint(loaded, SearchConfig())
    return outcome, responder


def run(learner: NeuralLearner, wanted: Sequence[Lesson]) -> tuple[LearnOutcome, Responder | None]:
    """Learn to the end."""
    *_, finished = learner.learn(wanted)
    assert isinstance(finished, LearnFinished)
    return finished.outcome, finished.responder


def learner_at(checkpoint: Path, place: Path) -> NeuralLearner:
    """Make a learner whose checkpoints go to a place of their own."""

    def find(name: str) -> Path:
        return place / name if (place / name).exists() else checkpoint

    kept = Shelf(folder=place, find=find, use=lambda name: None, now=lambda: datetime.now(UTC))
    return NeuralLearner(checkpoint, kept, SearchConfig(), cache_directory=cache_directory())


def lessons(
    corrections: Sequence[Correction], *, is_new: bool = True, first_id: int = 0
) -> tuple[Lesson, ...]:
    """Spell corrections as the log does."""
    return tuple(
        Lesson(
            first_id + number,
            DialoguePair((), correction.prompt, correction.response, "benchmark"),
            "corrected",
            is_new,
        )
        for number, correction in enumerate(corrections)
    )


def answers(responder: Responder, prompts: Sequence[str]) -> Iterator[str]:
    """Answer prompts one by one."""
    for prompt in prompts:
        *_, finished = responder.reply([Turn(Speaker.USER, prompt)])
        assert isinstance(finished, ReplyFinished)
        yield finished.reply.text


def share_unchanged(bench: Bench, responder: Responder) -> float:
    """Return the share of the other prompts that are answered as before."""
    after = answers(responder, bench.other_prompts)
    same = [reply == before for reply, before in zip(after, bench.replies_before, strict=True)]
    return mean(same)


def told(outcome: LearnOutcome) -> str:
    """Spell an outcome in one line."""
    return (
        f"recalled {outcome.recalled_after} of {outcome.corrections} in {outcome.seconds:.1f} s, kept-out "
        f"{outcome.heldout_nll_before:.4f} to {outcome.heldout_nll_after:.4f}, "
        f"{'accepted' if outcome.accepted else outcome.why}"
    )


def spread(values: Sequence[float]) -> str:
    """Return least, median, 95th of a hundred, and greatest."""
    middle, high = (quantiles(values, n=20)[index] for index in (9, 18)) if len(values) > 1 else values * 2
    return f"least {min(values):.2f}, median {middle:.2f}, p95 {high:.2f}, greatest {max(values):.2f}"


@contextmanager
def shelf() -> Iterator[Path]:
    """Give a folder that is gone afterwards."""
    with TemporaryDirectory() as folder:
        yield Path(folder)


def _corrections(path: Path) -> Iterator[Correction]:
    for line in path.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        yield Correction(document["prompt"], document["response"], tuple(document["paraphrases"]))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lessons", type=Path, default=Path(__file__).parent / "lessons")
    parser.add_argument("--checkpoint", default="starter")
    parser.add_argument("--trials", type=int, default=SINGLE_TRIALS, help="single corrections")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    main()
