"""The loss in one pass beside torch's own in three."""

import pytest
import torch

from chatbot.config import ModelConfig
from chatbot.model.batch import Batch
from chatbot.model.seq2seq import Seq2Seq
from chatbot.training import loss as loss_module
from chatbot.training.loss import smoothed_cross_entropy
from chatbot.training.optimisation import smoothed_loss


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("held_numbers", [1, 30, 10_000])
def test_value_and_gradients_are_torchs_own(
    smoothing: float, held_numbers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loss_module, "HELD_NUMBERS", held_numbers)
    torch.manual_seed(0)
    leaves = [torch.randn(shape, dtype=torch.float64, requires_grad=True) for shape in ((7, 4), (9, 4), (9,))]
    outputs, embeddings, bias = leaves
    targets = torch.tensor([0, 8, 3, 3, 1, 5, 7])

    ours = smoothed_cross_entropy(outputs, embeddings, bias, targets, smoothing)
    logits = torch.nn.functional.linear(outputs, embeddings, bias)
    theirs = torch.nn.functional.cross_entropy(logits, targets, label_smoothing=smoothing)

    assert torch.allclose(ours, theirs, atol=1e-12)
    ours_back, theirs_back = (torch.autograd.grad(3 * loss, leaves) for loss in (ours, theirs))
    for one, other in zip(ours_back, theirs_back, strict=True):
        assert torch.allclose(one, other, atol=1e-12)


def test_logits_of_any_size_are_survived() -> None:
    outputs = torch.tensor([[300.0], [-300.0]], requires_grad=True)
    embeddings = torch.tensor([[10.0], [-10.0], [0.0]])

    loss = smoothed_cross_entropy(outputs, embeddings, torch.zeros(3), torch.tensor([0, 0]), 0.0)
    loss.backward()  # type: ignore[no-untyped-call]

    assert loss.item() == pytest.approx(3000)
    assert outputs.grad is not None
    assert outputs.grad.isfinite().all()


@pytest.mark.parametrize("copies", [False, True])
def test_under_autocast_products_are_rounded_and_nothing_else(copies: bool) -> None:
    torch.manual_seed(0)
    model = Seq2Seq(ModelConfig(vocabulary_size=40, dropout=0.0, copies=copies))
    pairs = [(torch.randint(5, 40, (size,)), torch.randint(5, 40, (size,))) for size in (3, 9, 5)]
    batch = Batch.of(pairs)

    exact = smoothed_loss(model, batch, 0.1)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        rounded = smoothed_loss(model, batch, 0.1)
    exact_slope, rounded_slope = (
        torch.autograd.grad(loss, model.decoder.state_gates.weight)[0] for loss in (exact, rounded)
    )

    assert rounded.dtype == torch.float32
    assert exact.item() != rounded.item()
    assert exact.item() == pytest.approx(rounded.item(), rel=0.02)
    assert torch.nn.functional.cosine_similarity(exact_slope.flatten(), rounded_slope.flatten(), 0) > 0.99


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("held_numbers", [1, 30, 10_000])
def test_what_can_be_copied_need_not_be_spoken(
    smoothing: float, held_numbers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loss_module, "HELD_NUMBERS", held_numbers)
    torch.manual_seed(0)
    shapes = ((7, 4), (9, 4), (9,))
    leaves = [torch.randn(shape, dtype=torch.float64, requires_grad=True) for shape in shapes]
    copied = torch.tensor([0.0, 0.5, 2.0, 0.0, 1e-3, 0.1, 30.0], dtype=torch.float64, requires_grad=True)
    outputs, embeddings, bias = leaves
    targets = torch.tensor([0, 8, 3, 3, 1, 5, 7])

    ours = smoothed_cross_entropy(outputs, embeddings, bias, targets, smoothing, copied)
    log_probs = torch.nn.functional.linear(outputs, embeddings, bias).log_softmax(1)
    together = log_probs.exp().gather(1, targets.unsqueeze(1)).squeeze(1) + copied
    plain = -(1 - smoothing) * together.log().mean() - smoothing * log_probs.mean()

    assert torch.allclose(ours, plain, atol=1e-12)
    ours_back, plain_back = (torch.autograd.grad(3 * loss, [*leaves, copied]) for loss in (ours, plain))
    for one, other in zip(ours_back, plain_back, strict=True):
        assert torch.allclose(one, other, atol=1e-12)


@pytest.mark.parametrize("attention", ["additive", "general"])
def test_a_network_that_copies_loses_what_its_own_logits_say(attention: str) -> None:
    torch.manual_seed(0)
    config = ModelConfig(vocabulary_size=12, dropout=0.0, attention=attention, copies=True)
    model = Seq2Seq(config).double()
    batch = Batch.of([(torch.randint(5, 12, (size,)), torch.randint(5, 12, (size,))) for size in (3, 9, 5)])

    lost = smoothed_loss(model, batch, 0.0)
    plain = torch.nn.functional.cross_entropy(model(batch), batch.targets)

    assert torch.allclose(lost, plain, atol=1e-10)
    gradients = [torch.autograd.grad(loss, list(model.parameters())) for loss in (lost, plain)]
    for one, other in zip(*gradients, strict=True):
        assert torch.allclose(one, other, atol=1e-10)
