import pytest
import torch

from chatbot.config import ATTENTION_NAMES, ModelConfig
from chatbot.model.batch import BOS, EOS, PAD, Batch
from chatbot.model.seq2seq import Seq2Seq

FOUR_PAIRS = [([6, 7, 8], [9, 10]), ([6, 8], [11]), ([12, 7], [10, 9, 13]), ([14], [14, 14])]


def model_of(attention: str = "additive") -> Seq2Seq:
    torch.manual_seed(1)
    config = ModelConfig(
        vocabulary_size=16,
        embedding_size=8,
        encoder_size=8,
        hidden_size=16,
        attention_size=12,
        attention=attention,
        dropout=0.0,
    )
    return Seq2Seq(config)


def batch_of(pairs: list[tuple[list[int], list[int]]]) -> Batch:
    return Batch.of([(torch.tensor(source), torch.tensor(reply)) for source, reply in pairs])


def greedy(model: Seq2Seq, source: list[int]) -> list[int]:
    memory, state = model.encode(torch.tensor([source]), torch.tensor([len(source)]))
    token, reply = BOS, []
    for _ in range(10):
        logits, _, state = model.step(torch.tensor([token]), state, memory)
        token = int(logits.argmax())
        if token == EOS:
            break
        reply.append(token)
    return reply


def test_a_batch_frames_replies_and_pads_everything() -> None:
    batch = batch_of(FOUR_PAIRS[:2])

    assert batch.source.tolist() == [[6, 7, 8], [6, 8, PAD]]
    assert batch.source_lengths.tolist() == [3, 2]
    assert batch.target_inputs.tolist() == [[BOS, 9, 10], [BOS, 11, PAD]]
    assert batch.target_outputs.tolist() == [[9, 10, EOS], [11, EOS, PAD]]
    assert batch.targets.tolist() == [9, 10, EOS, 11, EOS]


@pytest.mark.parametrize("attention", ATTENTION_NAMES)
def test_a_prompt_alone_is_answered_as_inside_a_padded_batch(attention: str) -> None:
    model = model_of(attention).double().eval()

    together = model(batch_of(FOUR_PAIRS))
    alone = torch.cat([model(batch_of([pair])) for pair in FOUR_PAIRS])

    assert torch.allclose(together, alone, atol=1e-12)


@pytest.mark.parametrize("attention", ATTENTION_NAMES)
def test_stepping_equals_predicting_all_at_once(attention: str) -> None:
    model, batch = model_of(attention).double().eval(), batch_of(FOUR_PAIRS)

    memory, state = model.encode(batch.source, batch.source_lengths)
    steps = []
    for tokens in batch.target_inputs.unbind(dim=1):
        logits, _, state = model.step(tokens, state, memory)
        steps.append(logits)

    stepped = torch.stack(steps, dim=1)[batch.target_mask]
    assert torch.allclose(stepped, model(batch), atol=1e-12)


def test_the_previous_state_is_the_query() -> None:
    model = model_of().eval()
    memory, state = model.encode(torch.tensor([[6, 7, 8]]), torch.tensor([3]))

    _, weights_after_one, _ = model.step(torch.tensor([9]), state, memory)
    _, weights_after_another, _ = model.step(torch.tensor([12]), state, memory)

    # The new token moves the state only after the look at the prompt.
    assert torch.equal(weights_after_one, weights_after_another)  # type: ignore[arg-type]


def test_padding_moves_no_weight() -> None:
    model, batch = model_of(), batch_of(FOUR_PAIRS)

    torch.nn.functional.cross_entropy(model(batch), batch.targets).backward()  # type: ignore[no-untyped-call]

    assert model.embedding.weight.grad is not None
    used = sorted({BOS, EOS, *batch.source.flatten().tolist(), *batch.targets.tolist()} - {PAD})
    only_input = torch.autograd.grad(
        model.encode(batch.source, batch.source_lengths)[0].values.sum(), model.embedding.weight
    )[0]
    assert only_input[PAD].abs().max() == 0.0
    assert model.embedding.weight.grad[used].abs().min(dim=-1).values.max() > 0.0


@pytest.mark.parametrize("attention", ATTENTION_NAMES)
def test_four_pairs_can_be_learnt_by_heart(attention: str) -> None:
    model, batch = model_of(attention), batch_of(FOUR_PAIRS)
    optimiser = torch.optim.AdamW(model.parameters(), lr=0.02)

    for _ in range(150):
        loss = torch.nn.functional.cross_entropy(model(batch), batch.targets)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()

    model.eval()
    with torch.inference_mode():
        assert [greedy(model, source) for source, _ in FOUR_PAIRS] == [reply for _, reply in FOUR_PAIRS]
