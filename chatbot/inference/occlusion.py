"""What a reply owes to each word of its prompt: the word is left out, and the reply said once more.

After Zeiler and Fergus (2014), "Visualizing and Understanding Convolutional Networks", section 4.2, who cover
parts of a picture; beside it stands how much each word was looked at, for "Attention is not Explanation",
Jain and Wallace (2019), asks how far the two agree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from chatbot.errors import Unanswered
from chatbot.explaining import Occlusion
from chatbot.inference.frontier import StepwiseModel
from chatbot.inference.rank_correlation import kendall_tau_b
from chatbot.inference.responder import device_of
from chatbot.inference.retrace import Retraced
from chatbot.model.batch import BOS, PAD
from chatbot.reply import Merging, Reply

BLANK = PAD
"""What is read where no word is left: the vector of padding is zero, so it says nothing."""


def occlusion_of(retraced: Retraced, reply: Reply, is_cancelled: Callable[[], bool]) -> Occlusion:
    """Leave out each word of the source in turn: its pieces are gone, and the encoder reads the rest anew.

    Raises:
        Unanswered: it was cancelled.
    """
    model = retraced.network.model
    sources = [retraced.source, *without_each(retraced.source_words, retraced.source)]
    whole, *others = log_probs_of(
        model, sources, retraced.hypothesis.ids, device=device_of(model), is_cancelled=is_cancelled
    ).tolist()
    drops = tuple(whole - other for other in others)
    weights = mean_weights(reply)
    return Occlusion(drops, weights, kendall_tau_b(drops, weights) if weights else None)


def without_each(words: Merging, source: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return a source as often as it has words, each time without another one of them."""
    return [(*source[:start], *source[end:]) or (BLANK,) for start, end in words.spans]


def mean_weights(reply: Reply) -> tuple[float, ...]:
    """Return how much each source word was looked at, on average over the reply's words.

    The end token counts as a word, as it does in the reply's log-probability.
    """
    rows = reply.attention.weights
    return tuple(sum(column) / len(rows) for column in zip(*rows, strict=True))


@torch.inference_mode()
def log_probs_of(
    model: StepwiseModel,
    sources: Sequence[Sequence[int]],
    reply: Sequence[int],
    *,
    device: torch.device,
    is_cancelled: Callable[[], bool],
) -> Tensor:
    """Return the log-probability (N,) of one reply to each of N sources, all at once, in nats.

    Raises:
        Unanswered: it was cancelled.
    """
    lengths = torch.tensor([len(source) for source in sources])
    rows = pad_sequence([torch.tensor(source) for source in sources], batch_first=True, padding_value=PAD)
    memory, state = model.encode(rows.to(device), lengths)
    total = torch.zeros(len(sources), dtype=torch.float64)
    heard = BOS
    for token in reply:
        if is_cancelled():
            raise Unanswered("occlusion: cancelled before every word had been left out")
        logits, _, state = model.step(torch.full_like(lengths, heard).to(device), state, memory)
        total += logits.cpu().double().log_softmax(dim=-1)[:, token]
        heard = token
    return total
