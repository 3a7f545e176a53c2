"""Networks of random weights that answer: they say the wildest things."""

from __future__ import annotations

from functools import cache

import torch

from chatbot.config import ModelConfig, SearchConfig, TrainConfig
from chatbot.dialogue import Conversation, Turn
from chatbot.inference.responder import NeuralResponder
from chatbot.model.checkpoint import Taught
from chatbot.model.seq2seq import Seq2Seq
from chatbot.reply import Reply, ReplyEvent, ReplyFinished
from chatbot.text.scope import Scope
from chatbot.text.segment import SEGMENTERS
from chatbot.text.tokenizer import Tokenizer

PROMPTS = ("你好，明天有空吗？", "Are you free tomorrow?", "我想 learn Python，可以吗？")
SEARCH = SearchConfig(max_length=8, seed=1)


@cache
def tokenizer() -> Tokenizer:
    return Tokenizer.train(PROMPTS, vocabulary_size=400, segmenter=SEGMENTERS["character"](None, ""))


def network(*, seed: int = 0, attention: str = "additive") -> Seq2Seq:
    torch.manual_seed(seed)
    return Seq2Seq(ModelConfig(tokenizer().vocabulary_size, 8, 8, 16, 16, attention, dropout=0.0)).eval()


def responder(
    search: SearchConfig = SEARCH, *, seed: int = 0, attention: str = "additive", context: int = 0
) -> NeuralResponder:
    plan = TrainConfig(context=context, max_pieces=30)
    return NeuralResponder(network(seed=seed, attention=attention), tokenizer(), "random", search, plan)


def taught(*lessons: str, search: SearchConfig = SEARCH) -> NeuralResponder:
    """Answer these prompts with a network of its own."""
    own = responder(search)
    other = Taught(network(seed=7), Scope(lessons, PROMPTS))
    return NeuralResponder(own.model, own.tokenizer, own.name, search, own.training, other)


def favouring(favourites: dict[int, float], search: SearchConfig = SEARCH) -> NeuralResponder:
    """Answer with a network that likes some ids much better than all others."""
    answering = responder(search)
    with torch.no_grad():
        for token, bias in favourites.items():
            answering.model.output_bias[token] = bias
    return answering


def history(*texts: str) -> tuple[Turn, ...]:
    return Conversation.alternating(texts, "test").turns


def events(answering: NeuralResponder, *texts: str) -> list[ReplyEvent]:
    return list(answering.reply(history(*texts)))


def reply_to(answering: NeuralResponder, *texts: str) -> Reply:
    last = events(answering, *texts)[-1]
    assert isinstance(last, ReplyFinished)
    return last.reply
