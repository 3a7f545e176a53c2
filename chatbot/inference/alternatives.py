"""What a reply was chosen among, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

import torch

from chatbot.explaining import MOST_ALTERNATIVES, Alternative, StepChoices
from chatbot.inference.blocking import Blocking
from chatbot.inference.frontier import Extension, Prediction, StepwiseModel, best_extensions
from chatbot.inference.retrace import Retraced
from chatbot.text.tokenizer import Tokenizer

LONGEST_COMPLETION = 12
"""Pieces after which a word that an alternative begins is cut off."""


@torch.inference_mode()
def choices_of(
    retraced: Retraced, tokenizer: Tokenizer, blocking: Blocking
) -> tuple[tuple[StepChoices, ...], ...]:
    """Return, for each word of a reply, the steps that made it."""
    steps = tuple(
        _choices_at(place, retraced, tokenizer, blocking) for place in range(len(retraced.predictions))
    )
    return tuple(steps[start:end] for start, end in retraced.reply_words.spans)


def _choices_at(place: int, retraced: Retraced, tokenizer: Tokenizer, blocking: Blocking) -> StepChoices:
    prediction, chosen = retraced.predictions[place], retraced.hypothesis.steps[place]
    likeliest = [each.token for each in best_extensions(prediction.log_probs, MOST_ALTERNATIVES)]
    words = _words(retraced.network.engine, prediction, likeliest, tokenizer)
    words[chosen.token] = _word_at(place, retraced.hypothesis.ids, tokenizer)
    log_probs, said = prediction.log_probs[0], prediction.replies[0]
    # What was said was permitted, whatever is forbidden by now.
    is_permitted = blocking.permitted(prediction.log_probs, [said])[0].isfinite()
    is_permitted[chosen.token] = True
    return StepChoices(
        piece=tokenizer.piece(chosen.token),
        probability=exp(chosen.log_prob),
        rank=1 + int((log_probs > log_probs[chosen.token]).sum()),
        entropy=float(torch.special.entr(log_probs.exp()).sum()),
        alternatives=tuple(
            Alternative(
                piece=tokenizer.piece(token),
                word=words[token],
                probability=exp(float(log_probs[token])),
                blocked="" if is_permitted[token] else blocking.objection(token, said),
            )
            for token in likeliest
        ),
    )


def _words(
    model: StepwiseModel, prediction: Prediction, tokens: Sequence[int], tokenizer: Tokenizer
) -> dict[int, str]:
    """Return the word that each of some next ids begins or goes on with, the rest of it said greedily.

    All are completed side by side.
    """
    place = len(prediction.replies[0])
    never = list(tokenizer.never_generated)
    words: dict[int, tuple[int, ...]] = {}
    live = prediction.follow([Extension(0, token) for token in tokens])
    for _ in range(LONGEST_COMPLETION):
        words |= {hypothesis.ids[place]: hypothesis.ids for hypothesis in live.hypotheses}
        after = live.predict(model)
        after.log_probs[:, never] = -torch.inf
        likeliest = after.log_probs.argmax(dim=-1).tolist()
        going_on = [
            Extension(row, token)
            for row, (hypothesis, token) in enumerate(zip(live.hypotheses, likeliest, strict=True))
            if not tokenizer.starts_word(token, after=hypothesis.last_token)
        ]
        if not going_on:
            break
        live = after.follow(going_on)
    return {token: _word_at(place, ids, tokenizer) for token, ids in words.items()}


def _word_at(place: int, ids: Sequence[int], tokenizer: Tokenizer) -> str:
    """Return the word that a piece belongs to, as people read it; it ends within the ids."""
    start = place
    while start > 0 and not tokenizer.starts_word(ids[start], after=ids[start - 1]):
        start -= 1
    return tokenizer.words(ids[start:]).labels[0]
