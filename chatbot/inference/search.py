"""Ways to search for an answer: the likeliest piece each time, by chance, or several side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from chatbot.config import SearchConfig
from chatbot.inference.blocking import Blocking
from chatbot.inference.frontier import Extension, Frontier, Prediction, StepwiseModel, best_extensions
from chatbot.inference.hypothesis import Found, Hypothesis, SearchEvent
from chatbot.inference.mutual_information import MutualInformation
from chatbot.inference.ranking import best_first, likeliest_first
from chatbot.inference.sampling import Draw
from chatbot.model.batch import EOS
from chatbot.reply import never

CPU = torch.device("cpu")

Choose = Callable[[Tensor], int]
"""Picks an id from permitted log-probabilities (V,)."""


@dataclass(frozen=True, slots=True)
class Search:
    """One question to a model, with all that a way of searching must know."""

    model: StepwiseModel

    source: Sequence[int]
    """Ids of the prompt, at least one."""

    config: SearchConfig
    blocking: Blocking

    is_cancelled: Callable[[], bool] = never
    """Asked before every step."""

    device: torch.device = CPU
    """Where the model is."""

    information: MutualInformation | None = None
    """Ranks finished replies; without it they stand by their own log-probabilities."""

    beginning: tuple[int, ...] = ()
    """Ids that every answer begins with, however unlikely; at most as many as the longest reply."""

    @torch.inference_mode()
    def run(self) -> Iterator[SearchEvent]:
        """Search as the configuration says: steps of the answer, at last one `Found`."""
        yield from STRATEGIES[self.config.strategy](self)

    def begin(self) -> Frontier:
        """Let the model read the prompt, and hear itself say the beginning."""
        frontier = Frontier.of(self.model, self.source, self.device)
        for token in self.beginning:
            frontier = frontier.predict(self.model).follow([Extension(0, token)])
        return frontier

    def permitted(self, prediction: Prediction) -> Tensor:
        """Return a prediction's log-probabilities (N, V), -inf for what may not come next."""
        return self.blocking.permitted(prediction.log_probs, prediction.replies)


def greedy(search: Search) -> Iterator[SearchEvent]:
    """Take the likeliest piece each time."""
    return _walk(search, lambda log_probs: best_extensions(log_probs.unsqueeze(0), 1)[0].token)


def sample(search: Search) -> Iterator[SearchEvent]:
    """Draw each piece by chance.

    Of several draws the best is told once all are finished; how many are drawn changes none of them.
    """
    config = search.config
    draws = max(config.samples, config.candidates)
    if draws == 1:
        return _walk(search, Draw(config, search.source, 0))
    return _told(_drawn_side_by_side(search, draws))


def _drawn_side_by_side(search: Search, count: int) -> Found:
    draws = [Draw(search.config, search.source, number) for number in range(count)]
    live = search.begin().repeated(count)
    numbers, replies = list(range(count)), dict[int, Hypothesis]()
    while numbers:
        if search.is_cancelled():
            return Found(live.hypotheses[:1], was_cancelled=True)
        prediction = live.predict(search.model)
        permitted = search.permitted(prediction)
        drawn = [Extension(row, draws[number](permitted[row])) for row, number in enumerate(numbers)]
        is_last = len(live.hypotheses[0].steps) == search.config.max_length
        going_on = []
        for number, extension, cut in zip(numbers, drawn, live.hypotheses, strict=True):
            if extension.token == EOS:
                replies[number] = prediction.hypothesis(extension)
            elif is_last:
                replies[number] = cut
            else:
                going_on.append((number, extension))
        numbers = [number for number, _ in going_on]
        live = prediction.follow([extension for _, extension in going_on])
    return _best(search, [replies[number] for number in range(count)], ranked=search.config.samples)


def _best(search: Search, replies: Sequence[Hypothesis], *, ranked: int) -> Found:
    """Return the candidates asked for: the first `ranked` replies, best first, then others as they are."""
    first = best_first(replies[:ranked], search.config, search.information)
    known = {reply.ids for reply in first}
    others = {reply.ids: reply for reply in replies[ranked:] if reply.ids not in known}
    return Found((*first, *others.values())[: search.config.candidates])


def _walk(search: Search, choose: Choose) -> Iterator[SearchEvent]:
    """Follow one path, telling each step."""
    live = search.begin()
    yield from live.hypotheses[0].steps
    while not search.is_cancelled():
        prediction = live.predict(search.model)
        extension = Extension(0, choose(search.permitted(prediction)[0]))
        hypothesis = prediction.hypothesis(extension)
        if hypothesis.is_finished:
            yield Found((hypothesis,))
            return
        if len(live.hypotheses[0].steps) == search.config.max_length:
            yield Found(live.hypotheses)
            return
        yield hypothesis.steps[-1]
        live = prediction.follow([extension])
    yield Found(live.hypotheses, was_cancelled=True)


def beam(search: Search) -> Iterator[SearchEvent]:
    """Go on with the best few side by side; tell the winner's steps once it is settled.

    Of all extensions the best `beam_size` are kept; those that ended leave it, so a beam of 1 is greedy.
    The search stops when no live hypothesis can still beat the worst candidate asked for: asking for more
    candidates never changes the first.

    With `diversity` the partial replies that go on are chosen by their log-probabilities less that much for
    every better one with the same parent: Li, Monroe and Jurafsky (2016), "A Simple, Fast Diverse Decoding
    Algorithm for Neural Generation".
    """
    return _told(_search_beam(search))


def _told(found: Found) -> Iterator[SearchEvent]:
    """Tell the winner's steps, and at last what was found."""
    yield from found.hypotheses[0].spoken
    yield found


def _search_beam(search: Search) -> Found:
    config = search.config
    ranked = config.n_best if search.information else config.candidates
    wanted = max(config.candidates, ranked)
    live = search.begin()
    finished: list[Hypothesis] = []
    while live.hypotheses and _can_improve(live, finished, config, wanted=wanted):
        if search.is_cancelled():
            return Found(live.hypotheses[:1], was_cancelled=True)
        prediction = live.predict(search.model)
        totals = _apart(_totals(live, search.permitted(prediction)), config)
        kept = best_extensions(totals, config.beam_size)
        ended = [extension for extension in kept if extension.token == EOS]
        finished = likeliest_first([*finished, *map(prediction.hypothesis, ended)], config)
        if len(live.hypotheses[0].steps) == config.max_length:
            ended_rows = {extension.row for extension in ended}
            cut = [each for row, each in enumerate(live.hypotheses) if row not in ended_rows]
            return _best(search, [*finished, *cut], ranked=min(ranked, len(finished)))
        live = prediction.follow([extension for extension in kept if extension.token != EOS])
    return _best(search, finished, ranked=ranked)


def _apart(totals: Tensor, config: SearchConfig) -> Tensor:
    """Take off the log-probabilities (N, V) what the siblings of the best of each row are to lose."""
    if not config.diversity:
        return totals
    best = totals.topk(min(config.beam_size, totals.size(1)), dim=1)
    less = config.diversity * torch.arange(best.values.size(1), dtype=totals.dtype)
    return torch.full_like(totals, -torch.inf).scatter(1, best.indices, best.values - less)


def _totals(live: Frontier, log_probs: Tensor) -> Tensor:
    """Return the log-probability (N, V) of every hypothesis with every id after it."""
    so_far = torch.tensor([hypothesis.log_prob for hypothesis in live.hypotheses], dtype=log_probs.dtype)
    return so_far.unsqueeze(1) + log_probs


def _can_improve(
    live: Frontier, finished: Sequence[Hypothesis], config: SearchConfig, *, wanted: int
) -> bool:
    """Tell whether a live hypothesis may still get among the candidates asked for.

    At best it loses nothing more and is divided by the greatest length, the end token counted.
    """
    if len(finished) < wanted:
        return True
    divisor: float = (config.max_length + 1) ** config.length_penalty
    worst = finished[wanted - 1].score(config.length_penalty)
    return max(hypothesis.log_prob for hypothesis in live.hypotheses) / divisor > worst


STRATEGIES: dict[str, Callable[[Search], Iterator[SearchEvent]]] = {
    "greedy": greedy,
    "beam": beam,
    "sample": sample,
}
"""Every way of searching by the name that `--strategy` takes."""
