"""Copying from the prompt, beside its formula."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.config import ModelConfig
from chatbot.errors import ConfigError
from chatbot.model.batch import Batch
from chatbot.model.copying import CopyGate, behind_last, looked_at
from chatbot.model.engine import Engine
from chatbot.model.seq2seq import Seq2Seq

WIDTH, VOCABULARY = 3, 6


@settings(deadline=None, max_examples=40)
@given(source=st.lists(st.integers(0, VOCABULARY - 1), min_size=1, max_size=5), seed=st.integers(0, 99))
def test_the_probabilities_are_the_mixture_of_speaking_and_copying(source: list[int], seed: int) -> None:
    torch.manual_seed(seed)
    gate = CopyGate(WIDTH).double()
    gate = gate.requires_grad_(False)
    torch.nn.init.normal_(gate.weight, std=3.0)
    logits, outputs = torch.randn(2, VOCABULARY).double(), torch.randn(2, WIDTH).double()
    torch.nn.init.normal_(gate.follow_weight, std=3.0)
    weights = torch.rand(2, len(source)).double().softmax(1)
    ids = torch.tensor([source, source])
    behind = behind_last(torch.rand(2, len(source)).double().softmax(1), ids, torch.tensor([source[0], 99]))

    places = gate.places(outputs, weights, behind)
    found = gate(logits, outputs, places, ids).softmax(1)

    share = torch.sigmoid(outputs @ gate.weight + gate.bias)
    assert torch.allclose(places.sum(1), torch.ones(2).double())
    assert torch.equal(places[1], weights[1])
    for row in range(2):
        for piece in range(VOCABULARY):
            looked = sum(float(places[row, i]) for i, each in enumerate(source) if each == piece)
            spoken = float(logits[row].softmax(0)[piece])
            expected = (1 - share[row]) * spoken + share[row] * looked
            assert float(found[row, piece]) == pytest.approx(float(expected), abs=1e-12)


def test_a_name_goes_on_behind_the_piece_that_was_said_of_it() -> None:
    source = torch.tensor([7, 8, 9, 7, 5])
    looked = torch.tensor([0.2, 0.1, 0.1, 0.6, 0.0])

    assert behind_last(looked, source, torch.tensor(8)).tolist() == [0, 0, 1, 0, 0]
    assert behind_last(looked, source, torch.tensor(7)).tolist() == pytest.approx([0, 0.25, 0, 0, 0.75])
    # Behind the last piece of the prompt there is nothing, nor behind what is not in it.
    assert behind_last(looked, source, torch.tensor(5)).tolist() == [0, 0, 0, 0, 0]
    assert behind_last(looked, source, torch.tensor(4)).tolist() == [0, 0, 0, 0, 0]


def test_what_was_hardly_looked_at_moves_no_weight_without_bounds() -> None:
    looked = torch.tensor([1.0, 1e-39], requires_grad=True)

    behind = behind_last(torch.stack([looked[1], looked[0]]), torch.tensor([7, 8]), torch.tensor(7))
    (slope,) = torch.autograd.grad(behind[1], looked)

    assert float(behind[1].detach()) < 1e-30
    assert slope.abs().max() <= 1_000


def test_steps_one_by_one_say_what_is_said_of_a_whole_reply() -> None:
    torch.manual_seed(2)
    model = Seq2Seq(ModelConfig(vocabulary_size=9, copies=True, dropout=0.0)).double().eval()
    assert model.copy_gate is not None
    for weight in (model.copy_gate.weight, model.copy_gate.follow_weight):
        torch.nn.init.normal_(weight)
    batch = Batch.of(
        [(torch.tensor([5, 6, 7, 5]), torch.tensor([8, 5, 6])), (torch.tensor([7]), torch.tensor([7]))]
    )

    whole = model(batch)
    memory, state = model.encode(batch.source, batch.source_lengths)
    steps = []
    for said in batch.target_inputs.unbind(1):
        logits, _, state = model.step(said, state, memory)
        steps.append(logits)

    assert torch.allclose(torch.stack(steps, 1)[batch.target_mask], whole, atol=1e-12)


def test_what_was_looked_at_is_summed_over_every_place_of_the_target() -> None:
    weights = torch.tensor([[0.5, 0.25, 0.25], [0.5, 0.25, 0.25]])
    source = torch.tensor([[7, 8, 7], [7, 8, 7]])

    assert looked_at(weights, source, torch.tensor([7, 9])).tolist() == [0.75, 0.0]


def test_padding_is_not_copied_and_the_way_back_is_finite() -> None:
    torch.manual_seed(0)
    model = Seq2Seq(ModelConfig(vocabulary_size=9, copies=True, dropout=0.0))
    source = torch.tensor([[5, 6, 0, 0], [7, 5, 8, 6]])
    memory, state = model.encode(source, torch.tensor([2, 4]))
    logits, _, _ = model.step(torch.tensor([1, 1]), state, memory)
    logits.log_softmax(1).sum().backward()  # type: ignore[no-untyped-call]

    assert all(weight.grad is None or weight.grad.isfinite().all() for weight in model.parameters())
    assert model.copy_gate is not None
    assert model.copy_gate.bias.grad is not None


@torch.inference_mode()
def test_what_answers_quickly_copies_as_the_network_does() -> None:
    torch.manual_seed(1)
    config = ModelConfig(vocabulary_size=30, copies=True, adds_embeddings=True, embedding_size=256)
    model = Seq2Seq(config).eval()
    assert model.copy_gate is not None
    for weight in (model.copy_gate.weight, model.copy_gate.follow_weight):
        torch.nn.init.normal_(weight)
    engine = Engine(model, is_rounded=False)
    source, lengths = torch.tensor([[5, 29, 6, 5]]), torch.tensor([4])
    said = torch.tensor([1])
    memory, state = model.encode(source, lengths)
    prompt, first = engine.encode(source, lengths)
    # The second step goes on behind what the first one said.
    _, _, state = model.step(said, state, memory)
    _, _, first = engine.step(said, first, prompt)
    said = torch.tensor([29])
    expected, looked, _ = model.step(said, state, memory)
    logits, weights, _ = engine.step(said, first, prompt)

    assert looked is not None
    assert weights is not None
    assert torch.allclose(logits.softmax(1), expected.softmax(1), atol=1e-5)
    assert torch.allclose(weights, looked, atol=1e-5)
    spoken = model.logits(model.decoder.step(model.embedding(said), state, memory)[0])
    assert not torch.allclose(spoken.softmax(1), expected.softmax(1), atol=1e-3)


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        ({"attention": "none", "copies": True}, "attention: expected a score to copy by, found none"),
        ({"embedding_size": 100, "adds_embeddings": True}, "embedding_size: expected 256, as wide as"),
    ],
)
def test_a_network_that_cannot_be_built_is_refused(settings: dict[str, object], what: str) -> None:
    with pytest.raises(ConfigError, match=what):
        ModelConfig(vocabulary_size=9, **settings)  # type: ignore[arg-type]
