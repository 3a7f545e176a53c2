"""The quick recurrence beside the plain loop."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from chatbot.config import ModelConfig
from chatbot.model.attention import Memory
from chatbot.model.decoder import Decoder, DecoderState
from chatbot.model.recurrence import additive_recurrence

EXACT = 1e-10

Inputs = tuple[Decoder, Tensor, DecoderState, Tensor, Tensor]


def inputs_of(lengths: list[int], *, steps: int, scale: float = 1.0, seed: int = 0) -> Inputs:
    """Return a decoder, token gates, a first state, values and their mask, in double precision."""
    torch.manual_seed(seed)
    config = ModelConfig(
        vocabulary_size=9, embedding_size=3, encoder_size=2, hidden_size=5, attention_size=6, dropout=0.0
    )
    decoder = Decoder(config).double()
    batch, longest = len(lengths), max(lengths)
    gates = torch.randn(batch, steps, 15, dtype=torch.float64, requires_grad=True)
    first = torch.randn(batch, 5, dtype=torch.float64).tanh().requires_grad_()
    values = (scale * torch.randn(batch, longest, 4, dtype=torch.float64)).requires_grad_()
    mask = torch.arange(longest) < torch.tensor(lengths).unsqueeze(1)
    return decoder, gates, DecoderState(first), values, mask


def recurred(
    decoder: Decoder, gates: Tensor, state: DecoderState, memory: Memory, *, quickly: bool
) -> tuple[Tensor, Tensor, Tensor]:
    hiddens, contexts, weights = (decoder.recur_quickly if quickly else decoder.recur)(gates, state, memory)
    assert weights is not None
    return hiddens, contexts, weights


def told(inputs: Inputs, *, quickly: bool) -> list[Tensor]:
    """Return states, contexts, and the gradients of everything for a mixture of them."""
    decoder, gates, state, values, mask = inputs
    memory = decoder.attention.remember(values, mask, mask.long())
    results = recurred(decoder, gates, state, memory, quickly=quickly)
    mixed = [(part * torch.linspace(-1, 2, part.numel()).view_as(part)).sum() for part in results]
    weights = [weight for name, weight in decoder.named_parameters() if not name.startswith("deep_output")]
    wanted = [gates, state.hidden, values, *weights]
    # The tokens' columns of the input gates do not take part here, so they have no gradient to compare.
    return [
        *results,
        *torch.autograd.grad(torch.stack(mixed).sum(), wanted, materialize_grads=True, allow_unused=True),
    ]


@settings(deadline=None, max_examples=40)
@given(
    lengths=st.lists(st.integers(1, 4), min_size=1, max_size=4),
    steps=st.integers(1, 5),
    scale=st.sampled_from([0.0, 1.0, 8.0]),
    seed=st.integers(0, 99),
)
def test_it_equals_the_plain_loop_forwards_and_backwards(
    lengths: list[int], steps: int, scale: float, seed: int
) -> None:
    inputs = inputs_of(lengths, steps=steps, scale=scale, seed=seed)

    for quick, plain in zip(told(inputs, quickly=True), told(inputs, quickly=False), strict=True):
        assert torch.allclose(quick, plain, rtol=EXACT, atol=EXACT)


def test_keys_too_large_for_their_exponentials_are_squashed_the_longer_way() -> None:
    inputs = inputs_of([4, 2], steps=3, scale=1e4)

    for quick, plain in zip(told(inputs, quickly=True), told(inputs, quickly=False), strict=True):
        assert quick.isfinite().all()
        assert torch.allclose(quick, plain, rtol=EXACT, atol=EXACT)


@pytest.mark.parametrize("with_dropout", [False, True])
def test_its_gradients_are_those_of_finite_differences(with_dropout: bool) -> None:
    decoder, gates, state, _, mask = inputs_of([3, 2], steps=3)
    kept = 2.0 * torch.bernoulli(torch.full((2, 3, 3), 0.5, dtype=torch.float64)) if with_dropout else None
    leaves = [gates, state.hidden, torch.randn(2, 3, 6, dtype=torch.float64, requires_grad=True)]
    leaves.append(torch.randn(2, 3, 15, dtype=torch.float64, requires_grad=True))
    weights = [decoder.state_gates.weight, decoder.state_gates.bias, *decoder.attention.parameters()]
    query_weight, score_weight = (w for w in weights[2:] if w.shape in {(6, 5), (1, 6)})

    def recurrence(*each: Tensor) -> tuple[Tensor, ...]:
        gates, first, keys, gate_values, state_weight, state_bias, query, score = each
        return additive_recurrence(
            gates, first, keys, gate_values, mask, kept, state_weight, state_bias, query, score.squeeze(0)
        )

    assert torch.autograd.gradcheck(recurrence, (*leaves, *weights[:2], query_weight, score_weight))


def test_dropout_of_the_weights_is_the_loops_own() -> None:
    decoder, gates, state, values, mask = inputs_of([4, 3], steps=3)
    kept = 2.0 * torch.bernoulli(torch.full((2, 3, 4), 0.5, dtype=torch.float64))
    steps = iter(kept.unbind(1))

    class Scripted(torch.nn.Dropout):
        def forward(self, weights: Tensor) -> Tensor:
            return weights * (next(steps) if weights.dim() == 2 else kept)

    decoder.attention.dropout = Scripted(0.5)
    memory = decoder.attention.remember(values, mask, mask.long())
    plain = recurred(decoder, gates, state, memory, quickly=False)
    quick = recurred(decoder, gates, state, memory, quickly=True)

    for one, other in zip(plain, quick, strict=True):
        assert torch.allclose(one, other, rtol=EXACT, atol=EXACT)


def test_padding_is_never_looked_at() -> None:
    decoder, gates, state, values, mask = inputs_of([4, 1], steps=2)
    noisy = values.detach().clone()
    noisy[1, 1:] = 1e3

    def states(values: Tensor) -> Tensor:
        memory = decoder.attention.remember(values, mask, mask.long())
        return decoder.recur_quickly(gates, state, Memory(values, memory.keys, mask, memory.source))[0]

    # Not to the last bit: so large a key takes the longer way, and rounds otherwise.
    assert torch.allclose(states(values.detach()), states(noisy), rtol=EXACT, atol=EXACT)
