import math

import pytest
import torch
from torch import Tensor

from chatbot.config import ATTENTION_NAMES, ModelConfig
from chatbot.errors import ConfigError
from chatbot.model.attention import ATTENTIONS, AdditiveAttention, Attention, Memory

ENCODER, HIDDEN, FEATURES = 3, 6, 5
SCORING = [name for name in ATTENTION_NAMES if name != "none"]


def config_of(name: str) -> ModelConfig:
    return ModelConfig(
        vocabulary_size=10,
        embedding_size=4,
        encoder_size=ENCODER,
        hidden_size=HIDDEN,
        attention_size=FEATURES,
        attention=name,
    )


def attention_of(name: str) -> Attention:
    torch.manual_seed(3)
    return ATTENTIONS[name](config_of(name)).double().eval()


def values_and_mask(lengths: list[int]) -> tuple[Tensor, Tensor]:
    torch.manual_seed(5)
    values = torch.randn(len(lengths), max(lengths), 2 * ENCODER, dtype=torch.float64)
    mask = torch.arange(max(lengths)) < torch.tensor(lengths).unsqueeze(1)
    return values, mask


def memory_of(attention: Attention, lengths: list[int]) -> Memory:
    values, mask = values_and_mask(lengths)
    return attention.remember(values, mask, mask.long())


def test_the_table_holds_every_name_that_can_be_chosen() -> None:
    assert tuple(ATTENTIONS) == ATTENTION_NAMES


def test_additive_attention_equals_a_plain_loop() -> None:
    attention = attention_of("additive")
    assert isinstance(attention, AdditiveAttention)
    memory, query = memory_of(attention, [2, 4]), torch.randn(2, HIDDEN, dtype=torch.float64)

    context, weights = attention(query, memory)

    w_k, w_q = attention.W_k.weight.tolist(), attention.W_q.weight.tolist()
    w_v = attention.w_v.weight[0].tolist()
    for row, length in enumerate([2, 4]):
        asked, scores = query[row].tolist(), []
        for position in range(length):
            value, score = memory.values[row, position].tolist(), 0.0
            for feature in range(FEATURES):
                from_key = sum(w_k[feature][m] * value[m] for m, _ in enumerate(value))
                from_query = sum(w_q[feature][h] * asked[h] for h, _ in enumerate(asked))
                score += w_v[feature] * math.tanh(from_key + from_query)
            scores.append(math.exp(score))
        expected = [score / sum(scores) for score in scores]
        assert weights[row, :length].tolist() == pytest.approx(expected, abs=1e-12)
        columns = zip(*memory.values[row, :length].tolist(), strict=True)
        averaged = [sum(w * v for w, v in zip(expected, column, strict=True)) for column in columns]
        assert context[row].tolist() == pytest.approx(averaged, abs=1e-12)


def test_additive_attention_has_three_matrices_and_no_bias() -> None:
    assert sorted(dict(attention_of("additive").named_parameters())) == [
        "W_k.weight",
        "W_q.weight",
        "w_v.weight",
    ]


@pytest.mark.parametrize("name", SCORING)
def test_padding_receives_exactly_no_attention(name: str) -> None:
    attention = attention_of(name)

    _, weights = attention(torch.randn(2, HIDDEN, dtype=torch.float64), memory_of(attention, [3, 5]))

    assert weights[0, 3:].tolist() == [0.0, 0.0]
    assert weights.sum(dim=-1).tolist() == pytest.approx([1.0, 1.0])


@pytest.mark.parametrize("name", SCORING)
def test_padding_receives_exactly_no_gradient(name: str) -> None:
    attention = attention_of(name)
    values, mask = values_and_mask([3, 5])
    values.requires_grad_()

    memory = attention.remember(values, mask, mask.long())
    context, _ = attention(torch.randn(2, HIDDEN, dtype=torch.float64), memory)
    context.square().sum().backward()

    assert values.grad is not None
    assert values.grad[0, 3:].abs().max() == 0.0
    assert values.grad[0, :3].abs().max() > 0.0


@pytest.mark.parametrize("name", SCORING)
def test_every_score_function_passes_gradcheck(name: str) -> None:
    attention = attention_of(name)
    values, mask = values_and_mask([2, 3])
    query = torch.randn(2, HIDDEN, dtype=torch.float64, requires_grad=True)

    def attend(query: Tensor, values: Tensor, *weights: Tensor) -> Tensor:
        names = [name for name, _ in attention.named_parameters()]
        projected = torch.func.functional_call(
            attention, dict(zip(names, weights, strict=True)), (query, values), {"mask": mask}
        )
        assert isinstance(projected, Tensor)
        return projected

    class_forward = attention.forward

    def forward(query: Tensor, values: Tensor, mask: Tensor) -> Tensor:
        context, _ = class_forward(query, attention.remember(values, mask, mask.long()))
        return context

    attention.forward = forward  # type: ignore[method-assign, assignment]
    weights = [weight.detach().requires_grad_() for weight in attention.parameters()]
    assert torch.autograd.gradcheck(attend, (query, values.requires_grad_(), *weights))


def test_dropout_falls_on_the_context_and_not_on_the_weights_shown() -> None:
    attention = attention_of("additive").train()
    attention.dropout.p = 0.9
    memory = memory_of(attention, [5])

    context, weights = attention(torch.zeros(1, HIDDEN, dtype=torch.float64), memory)

    undropped = weights @ memory.values[0]
    assert weights.sum().item() == pytest.approx(1.0)
    assert not torch.allclose(context, undropped)


def test_without_attention_there_are_neither_weights_nor_context() -> None:
    attention = attention_of("none")

    context, weights = attention(torch.zeros(2, HIDDEN), memory_of(attention, [3, 5]))

    assert weights is None
    assert context.shape == (2, 0)


@pytest.mark.parametrize("name", ["dot", "scaled-dot", "cosine", "gaussian"])
def test_comparing_states_of_different_width_is_refused(name: str) -> None:
    odd = ModelConfig(vocabulary_size=10, encoder_size=4, hidden_size=6, attention=name)

    with pytest.raises(ConfigError, match="hidden_size = 2"):
        ATTENTIONS[name](odd)


def test_a_selected_memory_repeats_and_reorders_its_rows() -> None:
    memory = memory_of(attention_of("additive"), [2, 3])

    selected = memory.select(torch.tensor([1, 0, 1]))

    assert torch.equal(selected.values, memory.values[[1, 0, 1]])
    assert torch.equal(selected.keys, memory.keys[[1, 0, 1]])
    assert torch.equal(selected.mask, memory.mask[[1, 0, 1]])
