"""A checkpoint on pairs: every figure beside a slow count of the same."""

import math
from pathlib import Path

import pytest
import torch

from chatbot.config import SearchConfig
from chatbot.dialogue import DialoguePair, Speaker, Turn
from chatbot.inference.responder import NeuralResponder
from chatbot.model.batch import BOS, EOS
from chatbot.model.checkpoint import load_checkpoint
from chatbot.reply import ReplyFinished
from chatbot.training.comparison import differences
from chatbot.training.evaluate import CANDIDATES, Evaluation, Evaluator, Measured, other_replies
from tests.tiny import save_tiny_checkpoint

PAIRS = [
    DialoguePair((), "hello there", "hello", "a:1"),
    DialoguePair((), "how are you", "fine thanks", "a:2"),
    DialoguePair((), "你好", "你好呀", "a:3"),
    DialoguePair((), "😀", "fine thanks", "a:4"),
]


@pytest.fixture
def responder(tmp_path: Path) -> NeuralResponder:
    checkpoint = load_checkpoint(save_tiny_checkpoint(tmp_path / "tiny"))
    return NeuralResponder.from_checkpoint(checkpoint, SearchConfig(max_length=6))


@torch.no_grad()
def slow_nats(responder: NeuralResponder, pair: DialoguePair) -> float:
    """Step through the true reply, one token at a time."""
    source = responder.tokenizer.encode(pair.prompt)
    memory, state = responder.model.encode(torch.tensor([source]), torch.tensor([len(source)]))
    nats, token = 0.0, BOS
    for wanted in (*responder.tokenizer.encode(pair.response), EOS):
        logits, _, state = responder.model.step(torch.tensor([token]), state, memory)
        nats -= float(logits.log_softmax(-1)[0, wanted])
        token = wanted
    return nats


def test_likelihoods_are_those_of_stepping_through_the_true_replies(responder: NeuralResponder) -> None:
    measured = list(Evaluator(responder, PAIRS).run())

    for pair, each in zip(PAIRS, measured, strict=True):
        assert each.nats == pytest.approx(slow_nats(responder, pair), abs=1e-4)
        assert each.pieces == len(responder.tokenizer.encode(pair.response)) + 1
    scores = Evaluator(responder, PAIRS).evaluation(measured).scores
    nats = sum(each.nats for each in measured)
    assert scores["nll_per_character"] == pytest.approx(nats / len("hellofine thanks你好呀fine thanks"))
    assert scores["perplexity_per_token"] == pytest.approx(
        math.exp(nats / sum(each.pieces for each in measured))
    )


def test_a_hit_is_the_true_reply_above_all_others(responder: NeuralResponder) -> None:
    def a_piece(pair: DialoguePair, response: str) -> float:
        other = DialoguePair((), pair.prompt, response, "")
        return slow_nats(responder, other) / (len(responder.tokenizer.encode(response)) + 1)

    replies = {pair.response for pair in PAIRS}
    for pair, each in zip(PAIRS, Evaluator(responder, PAIRS).run(), strict=True):
        best = min(replies, key=lambda reply: a_piece(pair, reply))
        assert each.is_hit == (best == pair.response)


def test_no_more_than_nineteen_others_and_never_the_true_one() -> None:
    pairs = [DialoguePair((), f"say {number}", f"reply {number % 40}", "") for number in range(60)]

    for pair, others in zip(pairs, other_replies(pairs), strict=True):
        assert len(set(others)) == CANDIDATES - 1
        assert pair.response not in others
    assert other_replies(pairs) == other_replies(pairs)


def test_classes_of_length_part_all_pairs() -> None:
    measured = tuple(
        Measured("abc", "abc", 1.0, 2, True, words) for words in (0, 1, 5, 6, 30, 31, 60, 61, 400)
    )
    classes = Evaluation(measured, ((),) * len(measured)).by_source_length

    assert [(each.begin, each.end, len(each.measured)) for each in classes] == [
        (1, 5, 3),
        (6, 10, 1),
        (21, 30, 1),
        (31, 60, 2),
        (61, None, 2),
    ]
    assert classes[0].nll_per_character == pytest.approx(1 / 3)


def test_a_model_does_not_differ_from_itself() -> None:
    measured = tuple(Measured("true words", "said words", 3.0, 2, bool(n % 2), 4) for n in range(12))
    same = Evaluation(measured, (("said", "words"),) * 12)

    for each in differences(same, same).values():
        assert each.difference == 0
        assert each.interval is None or each.interval.low == each.interval.high == 0
        assert each.p_value in (None, 1.0)


def test_a_surely_better_model_is_told_from_a_worse_one() -> None:
    wanted = "the true words are here"
    worse = tuple(Measured(wanted, "nothing", 9.0 + n % 3, 6, n % 9 == 0, 4) for n in range(40))
    better = tuple(Measured(wanted, wanted, 4.0 + n % 2, 6, n % 9 > 0, 4) for n in range(40))
    apart = differences(Evaluation(worse, (("nothing",),) * 40), Evaluation(better, (("the", "true"),) * 40))

    assert apart["nll_per_character"].difference < 0
    assert apart["nll_per_character"].interval is not None
    assert apart["nll_per_character"].interval.high < 0
    assert apart["hits_at_1_of_20"].interval is not None
    assert apart["hits_at_1_of_20"].interval.low > 0
    assert apart["bleu"].p_value is not None
    assert apart["bleu"].p_value < 0.01


def test_the_alignment_entropy_is_the_mean_over_all_pieces_that_are_said(responder: NeuralResponder) -> None:
    evaluator = Evaluator(responder, PAIRS, candidates=1)
    evaluation = evaluator.evaluation(list(evaluator.run()))

    rows: list[tuple[float, ...]] = []
    for pair in PAIRS:
        *_, finished = responder.reply([Turn(Speaker.USER, pair.prompt)])
        assert isinstance(finished, ReplyFinished)
        rows += finished.reply.pieces.weights
    entropies = [torch.special.entr(torch.tensor(row)).sum().item() for row in rows]
    assert evaluation.alignment_entropy == pytest.approx(sum(entropies) / len(entropies), rel=1e-4)
    assert all(each.is_hit for each in evaluation.measured)  # There is nothing else to choose.


def test_classes_of_lengths_can_be_chosen(responder: NeuralResponder) -> None:
    evaluator = Evaluator(responder, PAIRS)
    evaluation = evaluator.evaluation(list(evaluator.run()))

    classes = evaluation.by_length((1, 2, 11, 100))

    assert [(each.begin, each.end) for each in classes] == [(1, 1), (2, 10), (11, 99)][: len(classes)]
    assert sum(len(each.measured) for each in classes) == len(PAIRS)
