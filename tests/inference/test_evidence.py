from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import chain, repeat
from time import sleep

import pytest
import torch
from torch.nn.functional import cosine_similarity

from chatbot.dialogue import DialoguePair
from chatbot.errors import Unanswered
from chatbot.inference.evidence import MOST_NEIGHBOURS, READ_TOGETHER, TrainingPairs
from chatbot.inference.explain import NeuralExplainer
from chatbot.inference.responder import NeuralResponder

from .random_responder import PROMPTS, history, reply_to, responder, taught

PAIRS = tuple(
    DialoguePair((), f"{prompt}{suffix}", f"答 {number} {suffix}", f"corpora/made.jsonl:{number}")
    for number, (prompt, suffix) in enumerate(
        (prompt, suffix) for suffix in ("", " 好", "!", " y", "有空") for prompt in (*PROMPTS, "天空")
    )
)


def explainer(answering: NeuralResponder, *pairs: DialoguePair) -> NeuralExplainer:
    return NeuralExplainer(answering, lambda: TrainingPairs(pairs or PAIRS))


def mean_state(answering: NeuralResponder, text: str) -> torch.Tensor:
    ids = answering.tokenizer.encode(text)[: answering.training.max_pieces]
    memory, _ = answering.model.encode(torch.tensor([ids]), torch.tensor([len(ids)]))
    return memory.values[0].mean(dim=0).detach()


@pytest.mark.parametrize("attention", ["additive", "none"])
@pytest.mark.parametrize("prompt", PROMPTS)
def test_the_very_prompt_is_nearest_and_the_rest_come_by_cosine(prompt: str, attention: str) -> None:
    answering = responder(attention=attention)

    found = explainer(answering).evidence(history(prompt), reply_to(answering, prompt))

    asked = mean_state(answering, prompt)
    cosines = {
        pair: float(cosine_similarity(asked, mean_state(answering, pair.prompt), dim=0)) for pair in PAIRS
    }
    assert found.searched == len(PAIRS)
    assert found.neighbours[0].pair == next(pair for pair in PAIRS if pair.prompt == prompt)
    assert found.neighbours[0].similarity == pytest.approx(1, abs=1e-5)
    assert len(found.neighbours) == MOST_NEIGHBOURS
    assert [each.similarity for each in found.neighbours] == pytest.approx(
        sorted(cosines.values(), reverse=True)[:MOST_NEIGHBOURS], abs=1e-5
    )
    assert found.neighbours[3].similarity == pytest.approx(cosines[found.neighbours[3].pair], abs=1e-5)


def test_a_copied_reply_is_that_of_the_nearest_pair_with_the_same_words() -> None:
    answering = responder()
    reply = reply_to(answering, "你好")
    far = DialoguePair((), "可以 learn?", reply.text, "corpora/made.jsonl:90")
    near = DialoguePair((), "你好", f"  {reply.text}\n", "corpora/made.jsonl:91")

    assert explainer(answering, *PAIRS, far, near).evidence(history("你好"), reply).copied == near
    assert explainer(answering, *PAIRS, far).evidence(history("你好"), reply).copied == far
    assert explainer(answering).evidence(history("你好"), reply).copied is None


def test_lessons_are_evidence_for_what_the_network_of_the_lessons_says() -> None:
    answering = taught("你好")
    lesson = DialoguePair((), "你好", "天空", "review 12")
    questioned = NeuralExplainer(answering, lambda: TrainingPairs(PAIRS, (lesson,)))

    of_lesson = questioned.evidence(history("你好"), reply_to(answering, "你好"))
    of_own = questioned.evidence(history(PROMPTS[1]), reply_to(answering, PROMPTS[1]))

    assert of_lesson.neighbours[0].pair == lesson
    assert of_lesson.searched == len(PAIRS) + 1
    assert of_own.searched == len(PAIRS)
    assert lesson not in [each.pair for each in of_own.neighbours]


def test_turns_before_the_prompt_are_read_as_far_as_the_network_reads_them() -> None:
    asked = ("天空", "Hi", "天空", "好吗")
    pairs = [
        DialoguePair((before,), "好吗", "答", f"made:{before}") for before in ("你好", "天空", "Are you")
    ]
    found = {}

    for context in (0, 1):
        answering = responder(context=context)
        found[context] = explainer(answering, *pairs).evidence(history(*asked), reply_to(answering, *asked))

    assert [each.similarity for each in found[0].neighbours] == pytest.approx([1, 1, 1], abs=1e-6)
    assert found[1].neighbours[0].pair == pairs[1]
    assert found[1].neighbours[1].similarity < 1 - 1e-6


def test_pairs_are_read_once_and_what_was_cancelled_is_begun_anew() -> None:
    answering, asked = responder(), []

    def pairs() -> TrainingPairs:
        asked.append(1)
        return TrainingPairs(PAIRS * (READ_TOGETHER // len(PAIRS) + 1))

    questioned, reply = NeuralExplainer(answering, pairs), reply_to(answering, "你好")
    answers = chain([False], repeat(True))

    assert not asked
    with pytest.raises(Unanswered):
        questioned.evidence(history("你好"), reply, is_cancelled=lambda: next(answers))
    first = questioned.evidence(history("你好"), reply)
    assert questioned.evidence(history("你好"), reply, is_cancelled=lambda: True) == first
    assert len(asked) == 2


def test_two_who_ask_at_the_same_time_are_answered_one_after_the_other() -> None:
    answering = responder()
    read: list[TrainingPairs] = []

    def slowly_read() -> TrainingPairs:
        sleep(0.02)
        read.append(TrainingPairs(PAIRS))
        return read[-1]

    asked = NeuralExplainer(answering, slowly_read)

    with ThreadPoolExecutor() as threads:
        found = list(
            threads.map(lambda prompt: asked.evidence(history(prompt), reply_to(answering, prompt)), PROMPTS)
        )

    assert len(read) == 1
    assert [each.neighbours[0].pair.prompt for each in found] == list(PROMPTS)
