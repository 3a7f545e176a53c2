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
from chatbot.model.batch import EOS
from chatbot.reply import never

CPU = torch.device("cpu")


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
    """Draw each piece by chance: Fan et al. (2018) for top-k, Holtzman et al. (2020) for top-p."""
    chance = torch.Generator()
    if search.config.seed is None:
        chance.seed()
    else:
        chance.manual_seed(search.config.seed)

    def draw(log_probs: Tensor) -> int:
        probabilities = sampling_distribution(log_probs, search.config)
        return int(torch.multinomial(probabilities, 1, generator=chance))

    return _walk(search, draw)


def sampling_distribution(log_probs: Tensor, config: SearchConfig) -> Tensor:
    """Turn log-probabilities (V,) into the probabilities to draw from, by temperature, top-k and top-p.

    Top-p keeps the smallest set of likeliest pieces that reaches p, always at least one.
    """
    # The highest is moved to 0 first: a tiny temperature must not turn everything into -inf.
    warmed = ((log_probs - log_probs.max()) / config.temperature).softmax(dim=-1)
    ranked, order = warmed.sort(descending=True, stable=True)
    if config.top_k:
        ranked[config.top_k :] = 0
    ranked = ranked / ranked.sum()
    reached_before = ranked.cumsum(dim=-1) - ranked
    kept = ranked.where(reached_before < config.top_p, torch.zeros_like(ranked))
    return torch.zeros_like(warmed).scatter(0, order, kept / kept.sum())


def _walk(search: Search, choose: Callable[[Tensor], int]) -> Iterator[SearchEvent]:
    """Follow one path, telling each step; `choose` picks an id from permitted log-probabilities (V,)."""
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
    """
    found = _search_beam(search)
    yield from found.hypotheses[0].spoken
    yield found


def _search_beam(search: Search) -> Found:
    live = search.begin()
    finished: list[Hypothesis] = []
    while live.hypotheses and _can_improve(live, finished, search.config):
        if search.is_cancelled():
            return Found(live.hypotheses[:1], was_cancelled=True)
        prediction = live.predict(search.model)
        kept = best_extensions(_totals(live, search.permitted(prediction)), search.config.beam_size)
        ended = [extension for extension in kept if extension.token == EOS]
        finished = _ranked([*finished, *map(prediction.hypothesis, ended)], search.config)
        if len(live.hypotheses[0].steps) == search.config.max_length:
            ended_rows = {extension.row for extension in ended}
            cut = [each for row, each in enumerate(live.hypotheses) if row not in ended_rows]
            return Found(tuple([*finished, *cut][: search.config.candidates]))
        live = prediction.follow([extension for extension in kept if extension.token != EOS])
    return Found(tuple(finished[: search.config.candidates]))


def _totals(live: Frontier, log_probs: Tensor) -> Tensor:
    """Return the log-probability (N, V) of every hypothesis with every id after it."""
    so_far = torch.tensor([hypothesis.log_prob for hypothesis in live.hypotheses], dtype=log_probs.dtype)
    return so_far.unsqueeze(1) + log_probs


def _ranked(hypotheses: list[Hypothesis], config: SearchConfig) -> list[Hypothesis]:
    return sorted(hypotheses, key=lambda hypothesis: -hypothesis.score(config.length_penalty))


def _can_improve(live: Frontier, finished: Sequence[Hypothesis], config: SearchConfig) -> bool:
    """Tell whether a live hypothesis may still get among the candidates asked for.

    At best it loses nothing more and is divided by the greatest length, the end token counted.
    """
    if len(finished) < config.candidates:
        return True
    divisor: float = (config.max_length + 1) ** config.length_penalty
    worst = finished[config.candidates - 1].score(config.length_penalty)
    return live.hypotheses[0].log_prob / divisor > worst


STRATEGIES: dict[str, Callable[[Search], Iterator[SearchEvent]]] = {
    "greedy": greedy,
    "beam": beam,
    "sample": sample,
}
"""Every way of searching by the name that `--strategy` takes."""
