from __future__ import annotations

from dataclasses import replace
from math import exp

import pytest
import torch
from torch import Tensor

from chatbot.config import SearchConfig
from chatbot.explaining import StepChoices
from chatbot.inference.alternatives import LONGEST_COMPLETION
from chatbot.inference.evidence import TrainingPairs
from chatbot.inference.explain import NeuralExplainer
from chatbot.inference.responder import NeuralResponder
from chatbot.inference.retrace import Retracer
from chatbot.model.batch import BOS, EOS, Batch
from chatbot.reply import END_TOKEN

from .random_responder import PROMPTS, SEARCH, favouring, history, reply_to, responder, tokenizer

PROMPT = PROMPTS[2]
(FIRST,), (SECOND,) = map(tokenizer().encode, "吗，")
GREEDY = SearchConfig(strategy="greedy", max_length=4, no_repeat_ngram=1)


def choices(answering: NeuralResponder, prompt: str = PROMPT) -> tuple[tuple[StepChoices, ...], ...]:
    explainer = NeuralExplainer(answering, lambda: TrainingPairs(()))
    return explainer.choices(history(prompt), reply_to(answering, prompt))


def next_after(answering: NeuralResponder, source: tuple[int, ...], said: tuple[int, ...]) -> Tensor:
    """Return the logits (V,) of what comes next, by the forward of training."""
    batch = Batch.of([(torch.tensor(source), torch.tensor(said, dtype=torch.long))])
    logits: Tensor = answering.model(batch).detach()[len(said)]
    return logits


def completed(answering: NeuralResponder, source: tuple[int, ...], said: tuple[int, ...]) -> str:
    """Go on greedily, one forward a piece, until the word of the last piece is whole; return that word."""
    place, never = len(said) - 1, list(answering.tokenizer.never_generated)
    for _ in range(LONGEST_COMPLETION - 1):
        logits = next_after(answering, source, said)
        logits[never] = -torch.inf
        token = int(logits.argmax())
        if said[-1] == EOS or answering.tokenizer.starts_word(token, after=said[-1]):
            break
        said = (*said, token)
    words = answering.tokenizer.words(said)
    (label,) = (
        label for label, (start, end) in zip(words.labels, words.spans, strict=True) if start <= place < end
    )
    return label


@pytest.mark.parametrize("attention", ["additive", "none"])
def test_choices_are_those_of_a_softmax_over_the_whole_vocabulary(attention: str) -> None:
    answering = responder(replace(SEARCH, max_length=5), seed=3, attention=attention)
    source = answering.source_of(history(PROMPT))
    reply = reply_to(answering, PROMPT)
    ids = Retracer(answering).retrace(history(PROMPT), reply).hypothesis.ids

    words = choices(answering)

    assert len(words) == len(reply.attention.target_tokens)
    steps = [step for word in words for step in word]
    assert [step.piece for step in steps] == list(reply.pieces.target_tokens)
    for place, step in enumerate(steps):
        probabilities = next_after(answering, source, ids[:place]).double().softmax(dim=-1)
        order = probabilities.argsort(descending=True).tolist()
        assert step.probability == pytest.approx(float(probabilities[ids[place]]), rel=1e-4)
        assert step.probability == pytest.approx(exp(reply.token_log_probs[place]), rel=1e-4)
        assert step.rank == 1 + order.index(ids[place])
        assert step.entropy == pytest.approx(float(-(probabilities * probabilities.log()).sum()), rel=1e-4)
        assert [each.piece for each in step.alternatives] == list(map(tokenizer().piece, order[:10]))
        assert [each.probability for each in step.alternatives] == pytest.approx(
            probabilities[order[:10]].tolist(), rel=1e-4
        )


def test_an_alternative_is_told_by_the_word_that_it_would_become() -> None:
    answering = responder(replace(SEARCH, max_length=2), seed=5)
    source, reply = answering.source_of(history(PROMPT)), reply_to(answering, PROMPT)
    ids = Retracer(answering).retrace(history(PROMPT), reply).hypothesis.ids

    steps = [step for word in choices(answering) for step in word]

    for place, step in enumerate(steps):
        likeliest = next_after(answering, source, ids[:place]).argsort(descending=True).tolist()[:10]
        others = [(rank, token) for rank, token in enumerate(likeliest) if token != ids[place]]
        expected = [completed(answering, source, (*ids[:place], token)) for _, token in others]
        assert [step.alternatives[rank].word for rank, _ in others] == expected


def test_the_word_that_was_said_is_told_as_it_was_said() -> None:
    answering = favouring({FIRST: 60.0, SECOND: 50.0, EOS: 40.0}, GREEDY)

    words = choices(answering)

    assert [(step.piece, step.rank, step.alternatives[0].word) for (step,) in words] == [
        ("吗", 1, "吗"),
        ("，", 2, "吗"),
        (END_TOKEN, 3, "吗"),
    ]
    assert words[1][0].alternatives[1].word == "，"
    assert words[2][0].alternatives[2].word == END_TOKEN


def test_what_is_likelier_than_what_was_said_tells_why_it_was_not_permitted() -> None:
    answering = favouring({BOS: 80.0, EOS: 70.0, FIRST: 60.0, SECOND: 50.0}, replace(GREEDY, max_length=1))
    longer = favouring({FIRST: 60.0, SECOND: 50.0, EOS: 40.0}, GREEDY)

    (only,), (end,) = choices(answering)
    _, (second,), _ = choices(longer)

    assert [(each.piece, each.blocked) for each in only.alternatives[:4]] == [
        ("<s>", "never"),
        (END_TOKEN, "empty"),
        ("吗", ""),
        ("，", ""),
    ]
    assert end.alternatives[1].blocked == ""
    assert [(each.piece, each.blocked) for each in second.alternatives[:3]] == [
        ("吗", "repeats"),
        ("，", ""),
        (END_TOKEN, ""),
    ]
