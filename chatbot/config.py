"""Settings as frozen values, checked where they are made."""

from __future__ import annotations

from dataclasses import dataclass

from chatbot.errors import ConfigError

STRATEGY_NAMES = ("greedy", "beam", "sample")
"""How a reply can be searched for; `inference.search.STRATEGIES` holds the functions."""

WEIGHT_NAMES = ("rounded", "full")
"""How a network's weights may be read while it answers; `inference.engines` holds what reads them."""

ATTENTION_NAMES = ("additive", "dot", "scaled-dot", "general", "cosine", "gaussian", "none")
"""The score functions; `model.attention.ATTENTIONS` holds the classes."""

WIDEST_BEAM = 100
"""Partial replies side by side, at most."""


def _require(condition: bool, name: str, expected: str, found: object) -> None:
    if not condition:
        raise ConfigError(f"{name}: expected {expected}, found {found}")


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """The shape of the network."""

    vocabulary_size: int
    """V: pieces, marks and bytes together."""

    embedding_size: int = 128
    """E: width of a piece's vector, shared by encoder, decoder and output."""

    encoder_size: int = 128
    """Width of the encoder's state in each direction; the memory is twice as wide."""

    hidden_size: int = 256
    """H: width of the decoder's state."""

    attention_size: int = 256
    """A: width in which query and keys are compared."""

    attention: str = "additive"
    """One of `ATTENTION_NAMES`."""

    dropout: float = 0.2
    """Share of activations, and of attention weights, dropped while training."""

    copies: bool = False
    """Whether a piece can be copied from the prompt, from where it is looked at; needs attention."""

    adds_embeddings: bool = False
    """Whether a position's embedding is added to the encoder's state there; needs E = 2 encoder sizes."""

    def __post_init__(self) -> None:
        """Refuse a network that cannot be built."""
        for name in ("vocabulary_size", "embedding_size", "encoder_size", "hidden_size", "attention_size"):
            _require(getattr(self, name) > 0, name, "a positive number", getattr(self, name))
        known = ", ".join(ATTENTION_NAMES)
        _require(self.attention in ATTENTION_NAMES, "attention", f"one of {known}", self.attention)
        _require(0 <= self.dropout < 1, "dropout", "at least 0 and below 1", self.dropout)
        _require(not self.copies or self.attention != "none", "attention", "a score to copy by", "none")
        fits = self.embedding_size == 2 * self.encoder_size
        wanted = f"{2 * self.encoder_size}, as wide as the encoder's states they are added to"
        _require(fits or not self.adds_embeddings, "embedding_size", wanted, self.embedding_size)


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """How a network is taught."""

    epochs: int | None = None
    """Passes over the training pairs; None stops by the clock or when held-out pairs stop improving."""

    minutes: float | None = None
    """Wall-clock limit; None means none."""

    seed: int = 1
    """Of the weights, the order of the batches and the dropout."""

    context: int = 0
    """Turns before the prompt that the encoder reads as well."""

    batch_tokens: int = 1_000
    """Source and target pieces in one batch, padding included."""

    learning_rate: float = 5e-3
    """The highest, reached after the warm-up."""

    warmup_updates: int = 200
    """Updates over which the rate rises from 0."""

    label_smoothing: float = 0.1
    """Share of the target's probability that is spread over the vocabulary."""

    clip_norm: float = 1.0
    """Largest norm of the whole gradient."""

    weight_decay: float = 0.01
    """AdamW's, on matrices alone."""

    patience: int = 6
    """Evaluations without improvement after which training stops."""

    max_pieces: int = 64
    """Longest source and longest target, in pieces; longer pairs are left out and counted."""

    def __post_init__(self) -> None:
        """Refuse settings that cannot teach anything."""
        _require(self.epochs is None or self.epochs > 0, "epochs", "a positive number", self.epochs)
        _require(self.minutes is None or self.minutes > 0, "minutes", "a positive number", self.minutes)
        _require(0 <= self.seed < 2**63, "seed", "a number from 0 to 2^63 - 1", self.seed)
        _require(0 <= self.context <= 20, "context", "0 to 20 turns", self.context)
        for name in ("batch_tokens", "warmup_updates", "patience", "max_pieces"):
            _require(getattr(self, name) > 0, name, "a positive number", getattr(self, name))
        for name in ("learning_rate", "clip_norm"):
            _require(getattr(self, name) > 0, name, "a positive number", getattr(self, name))
        _require(
            0 <= self.label_smoothing < 1, "label_smoothing", "at least 0 and below 1", self.label_smoothing
        )
        _require(self.weight_decay >= 0, "weight_decay", "0 or more", self.weight_decay)


@dataclass(frozen=True, slots=True)
class SearchConfig:
    """How a reply is searched for."""

    strategy: str = "beam"
    """One of `STRATEGY_NAMES`."""

    beam_size: int = 5
    """Partial replies kept side by side; beam only."""

    candidates: int = 1
    """How many finished replies to return at most; not for greedy."""

    length_penalty: float = 1.0
    """Scores are log-probability / length ** this; 0 favours short replies. Not for greedy."""

    diversity: float = 0.0
    """What each partial reply loses for every better sibling, so that they differ. Beam only."""

    n_best: int = 10
    """How many finished replies are ranked by what they tell of the prompt; beam only."""

    mmi: float = 0.5
    """What it counts that a prompt can be told from its reply; needs a backward network. Not for greedy."""

    no_repeat_ngram: int = 3
    """Pieces of which no run of this length may come twice in a reply; 0 allows all."""

    no_copy_ngram: int = 10
    """Pieces of which no run of this length may be said as the prompt has it; 0 allows all.

    Names, and questions that are handed back ("Do you have a cat?"), take up to eight in good replies.
    """

    temperature: float = 1.0
    """Below 1 is more cautious; sampling only."""

    top_k: int = 0
    """Sample among this many likeliest pieces; 0 means all."""

    top_p: float = 0.9
    """Sample among the likeliest pieces that together reach this probability."""

    samples: int = 1
    """How many replies are drawn, of which the best is said; sampling only."""

    max_length: int = 60
    """Longest reply, in pieces."""

    weights: str = "rounded"
    """One of `WEIGHT_NAMES`: the logits' rounded where the processor can, or all as they were learnt."""

    seed: int | None = None
    """Of the sampling; None draws a new one each time."""

    def __post_init__(self) -> None:
        """Refuse a search that cannot find anything."""
        known = ", ".join(STRATEGY_NAMES)
        _require(self.strategy in STRATEGY_NAMES, "strategy", f"one of {known}", self.strategy)
        known = " or ".join(WEIGHT_NAMES)
        _require(self.weights in WEIGHT_NAMES, "weights", known, self.weights)
        for name in ("beam_size", "candidates", "n_best", "samples"):
            expected = f"1 to {WIDEST_BEAM}"
            _require(1 <= getattr(self, name) <= WIDEST_BEAM, name, expected, getattr(self, name))
        for name in ("length_penalty", "diversity", "mmi"):
            _require(0 <= getattr(self, name) <= 10, name, "0 to 10", getattr(self, name))
        for name in ("no_repeat_ngram", "no_copy_ngram"):
            _require(getattr(self, name) >= 0, name, "0 or more", getattr(self, name))
        _require(0 < self.temperature <= 100, "temperature", "above 0 and at most 100", self.temperature)
        _require(self.top_k >= 0, "top_k", "0 or more", self.top_k)
        _require(0 < self.top_p <= 1, "top_p", "above 0 and at most 1", self.top_p)
        _require(self.max_length > 0, "max_length", "a positive number", self.max_length)
        is_seed = self.seed is None or 0 <= self.seed < 2**63
        _require(is_seed, "seed", "a number from 0 to 2^63 - 1", self.seed)
