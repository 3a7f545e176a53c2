"""The numbers of a tour of attention, worked out by the modules that answer: see `chatbot.touring`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import exp, log

import torch
from torch import Tensor

from chatbot.config import ModelConfig
from chatbot.dialogue import Speaker, Turn
from chatbot.errors import Unanswered
from chatbot.inference.directed import Directed
from chatbot.inference.hypothesis import Found
from chatbot.inference.occlusion import log_probs_of
from chatbot.inference.responder import NeuralResponder, device_of
from chatbot.inference.retrace import Retraced
from chatbot.model.attention import AdditiveAttention, GaussianAttention, Memory, NoAttention
from chatbot.model.batch import BOS, PAD
from chatbot.model.decoder import DecoderState
from chatbot.model.seq2seq import Seq2Seq
from chatbot.reply import Reply, ReplyFinished
from chatbot.touring import (
    AGES,
    FOURTH,
    PEOPLE,
    WIDTH,
    AdditiveParts,
    Bottleneck,
    KernelAverage,
    StepFacts,
    Tour,
)


def tour_of(
    responder: NeuralResponder,
    retrace: Callable[[Sequence[Turn], Reply], Retraced],
    question: str,
    long_question: str,
    is_cancelled: Callable[[], bool],
) -> Tour:
    """Answer a short question and a long one, and tell what attention did.

    Raises:
        Unanswered: it was cancelled.
    """
    history = (Turn(Speaker.USER, question),)
    reply = _reply(responder, history, is_cancelled)
    retraced = retrace(history, reply)
    model = retraced.network.model
    looks = not isinstance(model.decoder.attention, NoAttention)
    return Tour(
        model.config.attention,
        kernel_average(),
        bottleneck_of(responder, retrace, long_question, is_cancelled),
        question,
        reply,
        facts_of(retraced, sharpest_step(reply), responder.tokenizer.piece) if looks else None,
    )


@torch.inference_mode()
def kernel_average() -> KernelAverage:
    """Guess an age with the very module that is a network's gaussian attention."""
    attention = GaussianAttention(
        ModelConfig(1, encoder_size=1, hidden_size=2, attention="gaussian", dropout=0.0)
    )
    attention.log_width.fill_(log(WIDTH))
    query, keys = torch.tensor([FOURTH]), torch.tensor([PEOPLE])
    everybody = torch.ones(1, len(PEOPLE), dtype=torch.bool)
    memory = Memory(torch.tensor([AGES]).unsqueeze(-1), keys, everybody, everybody.long())
    guess, weights = attention(query, memory)
    return KernelAverage(
        distances=_vector((query.unsqueeze(1) - keys).norm(dim=-1)[0]),
        scores=_vector(attention.score(query, keys)[0]),
        weights=_vector(weights[0]),
        guess=float(guess),
    )


def bottleneck_of(
    responder: NeuralResponder,
    retrace: Callable[[Sequence[Turn], Reply], Retraced],
    prompt: str,
    is_cancelled: Callable[[], bool],
) -> Bottleneck:
    """Answer a long prompt, and once more with every look spread evenly over all of it."""
    history = (Turn(Speaker.USER, prompt),)
    reply = _reply(responder, history, is_cancelled)
    retraced = retrace(history, reply)
    network, source = retraced.network, retraced.source
    if isinstance(network.model.decoder.attention, NoAttention):
        return Bottleneck(prompt, reply, reply.log_prob, None, "")
    every = frozenset(range(len(source)))
    even = Directed(network.model, pinned=every, pinned_steps=range(responder.search.max_length + 1))
    log_prob, even_log_prob = (
        float(
            log_probs_of(
                model,
                [source],
                retraced.hypothesis.ids,
                device=device_of(network.model),
                is_cancelled=is_cancelled,
            )
        )
        for model in (network.model, even)
    )
    evenly = replace(network, engine=even)
    *_, found = responder.search_for(evenly, source, is_cancelled).run()
    assert isinstance(found, Found)
    even_text = responder.finished(evenly, source, found).reply.text
    return Bottleneck(prompt, reply, log_prob, even_log_prob, even_text)


def sharpest_step(reply: Reply) -> int:
    """Return the step that looks most at one piece; that of the end token only where it is alone."""
    rows = reply.pieces.weights
    steps = range(max(1, len(rows) - (reply.stop == "eos")))
    return max(steps, key=lambda step: max(rows[step]))


@torch.inference_mode()
def facts_of(retraced: Retraced, step: int, name: Callable[[int], str]) -> StepFacts:
    """Go to one step of a reply, and tell every number of its attention.

    The prompt is read with one position of padding behind it. `name` spells a piece by its id.
    """
    model, said = retraced.network.model, retraced.hypothesis.steps[step]
    memory, state, heard = _before(model, retraced, step)
    attention = model.decoder.attention
    context, weights = attention(state.hidden, memory)
    assert weights is not None, "only a network that looks has such facts"
    return StepFacts(
        step=step,
        source=(*map(name, retraced.source), name(PAD)),
        query=_vector(state.hidden[0]),
        values=tuple(map(_vector, memory.values[0])),
        scores=_vector(attention.score(state.hidden, memory.keys)[0]),
        weights=_vector(weights[0]),
        context=_vector(context[0]),
        probability=exp(said.log_prob),
        copied=_copied(model, memory, state, heard),
        additive=_parts(attention, state, memory) if isinstance(attention, AdditiveAttention) else None,
    )


def _before(model: Seq2Seq, retraced: Retraced, step: int) -> tuple[Memory, DecoderState, Tensor]:
    """Return the prompt as it was read, the state before a step, and the token (1,) that was said last."""
    device = device_of(model)
    source = torch.tensor([(*retraced.source, PAD)], device=device)
    memory, state = model.encode(source, torch.tensor([len(retraced.source)]))
    heard = [torch.tensor([token], device=device) for token in (BOS, *retraced.hypothesis.ids)]
    for token in heard[:step]:
        _, _, state = model.step(token, state, memory)
    return memory, state, heard[step]


def _parts(attention: AdditiveAttention, state: DecoderState, memory: Memory) -> AdditiveParts:
    return AdditiveParts(
        query=_vector(attention.W_q(state.hidden)[0]),
        keys=tuple(map(_vector, memory.keys[0])),
        weights=_vector(attention.w_v.weight[0]),
    )


def _copied(model: Seq2Seq, memory: Memory, state: DecoderState, heard: Tensor) -> float | None:
    if model.copy_gate is None:
        return None
    output, _, _ = model.decoder.step(model.embedding(heard), state, memory)
    return float(model.copy_gate.log_odds(output).sigmoid())


def _reply(responder: NeuralResponder, history: tuple[Turn, ...], is_cancelled: Callable[[], bool]) -> Reply:
    *_, finished = responder.reply(history, is_cancelled=is_cancelled)
    if is_cancelled():
        raise Unanswered("tour: cancelled before it was worked out")
    assert isinstance(finished, ReplyFinished)
    return finished.reply


def _vector(tensor: Tensor) -> tuple[float, ...]:
    return tuple(tensor.tolist())
