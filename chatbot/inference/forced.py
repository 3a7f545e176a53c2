"""A reply that somebody else chose, weighed as if the network had said it (teacher forcing)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch

from chatbot.inference.frontier import Extension, Frontier, StepwiseModel
from chatbot.inference.hypothesis import Found, SearchEvent
from chatbot.inference.search import CPU


@torch.inference_mode()
def follow(
    model: StepwiseModel, source: Sequence[int], ids: Sequence[int], device: torch.device = CPU
) -> Iterator[SearchEvent]:
    """Walk along the given ids, the end token last, whatever the model would say; nothing is blocked.

    Tells the steps as a search does: without the end token's, and at last what was found.
    """
    live = Frontier.of(model, source, device)
    for id_ in ids:
        live = live.predict(model).follow([Extension(0, id_)])
        if not live.hypotheses[0].is_finished:
            yield live.hypotheses[0].steps[-1]
    yield Found(live.hypotheses)
