"""The whole network: encode a prompt, then say a reply token by token."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from chatbot.config import ModelConfig
from chatbot.model.attention import Memory
from chatbot.model.batch import PAD, Batch
from chatbot.model.copying import CopyGate, behind_last
from chatbot.model.decoder import Decoder, DecoderState
from chatbot.model.encoder import Encoder

EMBEDDING_SPREAD = 0.25
"""Of the numbers of the first embeddings: of vectors of length 1 the gates hear next to nothing."""


class Spoken(NamedTuple):
    """N steps of replies, before the vocabulary is asked."""

    outputs: Tensor
    """(N, E): the deep outputs."""

    places: Tensor | None
    """(N, S): where each would copy from; None in a network that does not copy."""

    source: Tensor
    """(N, S) where there are places: the ids that stand there."""


class Seq2Seq(nn.Module):
    """A GRU encoder-decoder with attention: Bahdanau, Cho and Bengio (2015).

    One matrix of embeddings serves the encoder, the decoder and the output layer.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary_size, config.embedding_size, padding_idx=PAD)
        self.output_bias = nn.Parameter(torch.zeros(config.vocabulary_size))
        self.encoder = Encoder(config)
        self.decoder = Decoder(config)
        self.copy_gate = CopyGate(config.embedding_size) if config.copies else None
        self.dropout = nn.Dropout(config.dropout)
        self._initialise()

    def _initialise(self) -> None:
        """Let what is read be heard from the first update on.

        Matrices after Glorot and Bengio (2010), gate by gate; those of the recurrence orthogonal, after Saxe
        et al. (2014); no biases.
        """
        for name, weight in self.named_parameters():
            if not weight.dim() or name.startswith("copy_gate"):
                continue
            is_recurrent = "weight_hh" in name or "state_gates.weight" in name
            gates = 3 if is_recurrent or "weight_ih" in name or "input_gates.weight" in name else 1
            for matrix in weight.data.chunk(gates):
                if "bias" in name:
                    nn.init.zeros_(matrix)
                elif is_recurrent:
                    nn.init.orthogonal_(matrix)
                elif matrix.dim() > 1:
                    nn.init.xavier_uniform_(matrix)
        nn.init.normal_(self.embedding.weight, std=EMBEDDING_SPREAD)
        self.embedding.weight.data[PAD].zero_()

    def encode(self, source: Tensor, lengths: Tensor) -> tuple[Memory, DecoderState]:
        """Read prompts (B, S) of the given lengths (B,), each at least 1."""
        embedded = self.dropout(self.embedding(source))
        states, first = self.encoder(embedded, lengths)
        positions = torch.arange(source.size(1), device=source.device)
        mask = positions < lengths.to(source.device).unsqueeze(1)
        if self.config.adds_embeddings:
            states = states + embedded * mask.unsqueeze(-1)
        return self.decoder.attention.remember(states, mask, source), DecoderState(first)

    def step(
        self, tokens: Tensor, state: DecoderState, memory: Memory
    ) -> tuple[Tensor, Tensor | None, DecoderState]:
        """Say one step after the tokens (B,).

        Returns the logits of the next token (B, V), the weights (B, S) or None without attention, and the
        next state.
        """
        output, weights, after = self.decoder.step(self.embedding(tokens), state, memory)
        places = None
        if self.copy_gate is not None and weights is not None:
            places = self.copy_gate.places_of_step(output, weights, state.looked, memory.source, tokens)
        return self._logits_of(Spoken(output, places, memory.source)), weights, after

    def forward(self, batch: Batch) -> Tensor:
        """Predict known replies. Returns logits (N, V) for the N real tokens of `batch.targets`."""
        return self._logits_of(self.speak(batch))

    def speak(self, batch: Batch) -> Spoken:
        """Return what `forward` makes its logits of."""
        memory, state = self.encode(batch.source, batch.source_lengths)
        embedded = self.dropout(self.embedding(batch.target_inputs))
        outputs, weights = self.decoder(embedded, state, memory)
        real = batch.target_mask
        if self.copy_gate is None or weights is None:
            return Spoken(outputs[real], None, batch.source)
        source = batch.source.unsqueeze(1).expand(weights.shape)
        before = nn.functional.pad(weights[:, :-1], (0, 0, 1, 0))
        behind = behind_last(before, source, batch.target_inputs)[real]
        return Spoken(
            outputs[real], self.copy_gate.places(outputs[real], weights[real], behind), source[real]
        )

    def logits(self, output: Tensor) -> Tensor:
        """Compare deep outputs (..., E) with every embedding. Returns (..., V)."""
        return nn.functional.linear(output, self.embedding.weight, self.output_bias)

    def _logits_of(self, spoken: Spoken) -> Tensor:
        """Return logits (N, V), those of what can be copied with it."""
        logits = self.logits(spoken.outputs)
        if self.copy_gate is None or spoken.places is None:
            return logits
        copied: Tensor = self.copy_gate(logits, spoken.outputs, spoken.places, spoken.source)
        return copied
