"""How likely known replies are to a network."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from chatbot.model.batch import Batch
from chatbot.model.seq2seq import Seq2Seq

Ids = Sequence[int]


@torch.inference_mode()
def log_likelihoods(model: Seq2Seq, pairs: Sequence[tuple[Ids, Ids]]) -> list[float]:
    """Return ln p(reply | source) of each of at least one pair, the end token included.

    Sources are of at least one id; neither they nor the replies hold a begin or end token.
    """
    device = next(model.parameters()).device
    batch = Batch.of([(_ids(source), _ids(reply)) for source, reply in pairs]).to(device)
    lost = nn.functional.cross_entropy(model(batch).float(), batch.targets, reduction="none").double()
    by_reply = torch.split(lost, batch.target_mask.sum(dim=1).tolist())
    return [-float(each.sum()) for each in by_reply]


def _ids(ids: Ids) -> Tensor:
    return torch.tensor(ids, dtype=torch.int64)
