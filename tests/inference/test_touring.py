"""The numbers of a tour, against the network's own attention and against arithmetic."""

from __future__ import annotations

from itertools import chain, pairwise, repeat
from math import exp, log

import pytest
import torch

from chatbot.config import ATTENTION_NAMES, ModelConfig
from chatbot.errors import Unanswered
from chatbot.inference.evidence import TrainingPairs
from chatbot.inference.explain import NeuralExplainer
from chatbot.inference.responder import NeuralResponder
from chatbot.inference.retrace import Retracer
from chatbot.inference.touring import kernel_average
from chatbot.model.batch import BOS
from chatbot.model.seq2seq import Seq2Seq
from chatbot.touring import AGES, FOURTH, PEOPLE, WIDTH, Tour

from .random_responder import PROMPTS, SEARCH, history, reply_to, responder, tokenizer

LONG = "".join(PROMPTS)


def tour(answering: NeuralResponder) -> Tour:
    return NeuralExplainer(answering, lambda: TrainingPairs(())).tour(PROMPTS[1], LONG)


def copying() -> NeuralResponder:
    torch.manual_seed(3)
    size = tokenizer().vocabulary_size
    network = Seq2Seq(ModelConfig(size, 8, 8, 16, 16, dropout=0.0, copies=True)).eval()
    return NeuralResponder(network, tokenizer(), "copying", SEARCH, responder().training)


def test_the_fourth_age_is_the_kernel_average_of_the_three() -> None:
    squares = [sum((a - b) ** 2 for a, b in zip(FOURTH, person, strict=True)) for person in PEOPLE]
    kernels = [exp(-square / (2 * WIDTH**2)) for square in squares]

    average = kernel_average()

    assert average.distances == pytest.approx([square**0.5 for square in squares], rel=1e-5)
    assert average.scores == pytest.approx([log(kernel) for kernel in kernels], rel=1e-5)
    assert average.weights == pytest.approx([kernel / sum(kernels) for kernel in kernels], rel=1e-5)
    expected = sum(kernel * age for kernel, age in zip(kernels, AGES, strict=True)) / sum(kernels)
    assert average.guess == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("attention", [name for name in ATTENTION_NAMES if name != "none"])
def test_the_facts_of_a_step_are_the_networks_own(attention: str) -> None:
    answering = responder(attention=attention, seed=2)
    reply = reply_to(answering, PROMPTS[1])

    facts = tour(answering).facts

    assert facts is not None
    assert facts.weights[:-1] == pytest.approx(reply.pieces.weights[facts.step], abs=1e-5)
    assert facts.weights[-1] == 0.0
    assert sum(facts.weights) == pytest.approx(1, abs=1e-5)
    assert facts.source[:-1] == reply.pieces.source_tokens
    exponentials = [exp(score) for score in facts.scores[:-1]]
    assert facts.weights[:-1] == pytest.approx([each / sum(exponentials) for each in exponentials], abs=1e-5)
    averaged = [
        sum(weight * number for weight, number in zip(facts.weights, column, strict=True))
        for column in zip(*facts.values, strict=True)
    ]
    assert facts.context == pytest.approx(averaged, abs=1e-5)
    assert facts.probability == pytest.approx(exp(reply.token_log_probs[facts.step]), abs=1e-5)
    assert (facts.additive is not None) == (attention == "additive")


def test_an_additive_score_is_the_sum_of_its_parts() -> None:
    facts = tour(responder()).facts

    assert facts is not None
    assert facts.additive is not None
    query, weights = torch.tensor(facts.additive.query), torch.tensor(facts.additive.weights)
    for score, key in zip(facts.scores, facts.additive.keys, strict=True):
        assert score == pytest.approx(float(weights @ torch.tanh(query + torch.tensor(key))), abs=1e-5)


@pytest.mark.parametrize("answering", [responder(seed=4), copying()], ids=["speaks", "copies"])
def test_even_looks_give_the_reply_another_probability(answering: NeuralResponder) -> None:
    found = tour(answering)

    bottleneck = found.bottleneck
    assert bottleneck.log_prob == pytest.approx(reply_to(answering, LONG).log_prob, abs=1e-4)
    assert bottleneck.even_log_prob != pytest.approx(bottleneck.log_prob, abs=1e-6)
    assert found.facts is not None
    assert (found.facts.copied is None) == (not answering.model.config.copies)


def test_even_looks_are_those_of_a_network_that_scores_all_pieces_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answering = responder(seed=4)
    bottleneck = tour(answering).bottleneck
    ids = Retracer(answering).retrace(history(LONG), bottleneck.reply).hypothesis.ids
    model, source = answering.model, torch.tensor([answering.source_of(history(LONG))])
    monkeypatch.setattr(model.decoder.attention, "score", lambda query, keys: keys.new_zeros(keys.shape[:2]))

    total = 0.0
    with torch.inference_mode():
        memory, state = model.encode(source, torch.tensor([source.size(1)]))
        for heard, said in pairwise((BOS, *ids)):
            logits, _, state = model.step(torch.tensor([heard]), state, memory)
            total += float(logits[0].log_softmax(dim=-1)[said])

    assert bottleneck.even_log_prob == pytest.approx(total, abs=1e-4)


def test_without_attention_there_is_a_reply_and_nothing_to_compare() -> None:
    found = tour(responder(attention="none"))

    assert found.attention == "none"
    assert found.facts is None
    assert found.bottleneck.even_log_prob is None
    assert found.bottleneck.reply.text


def test_a_tour_that_nobody_wants_ends() -> None:
    answers = chain(repeat(False, 2), repeat(True))

    with pytest.raises(Unanswered, match="tour"):
        NeuralExplainer(responder(), lambda: TrainingPairs(())).tour(
            PROMPTS[1], LONG, is_cancelled=lambda: next(answers)
        )
