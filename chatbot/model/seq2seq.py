"""The whole network: encode a prompt, then say a reply token by token."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from chatbot.config import ModelConfig
from chatbot.model.attention import Memory
from chatbot.model.batch import PAD, Batch
from chatbot.model.decoder import Decoder, DecoderState
from chatbot.model.encoder import Encoder

EMBEDDING_SPREAD = 0.25
"""Of the numbers of the first embeddings: of vectors of length 1 the gates hear next to nothing."""


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
        self.dropout = nn.Dropout(config.dropout)
        self._initialise()

    def _initialise(self) -> None:
        """Let what is read be heard from the first update on.

        Matrices after Glorot and Bengio (2010), gate by gate; those of the recurrence orthogonal, after Saxe
        et al. (2014); no biases.
        """
        for name, weight in self.named_parameters():
            if not weight.dim():
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
        states, first = self.encoder(self.dropout(self.embedding(source)), lengths)
        positions = torch.arange(source.size(1), device=source.device)
        mask = positions < lengths.to(source.device).unsqueeze(1)
        return self.decoder.attention.remember(states, mask), DecoderState(first)

    def step(
        self, tokens: Tensor, state: DecoderState, memory: Memory
    ) -> tuple[Tensor, Tensor | None, DecoderState]:
        """Say one step after the tokens (B,).

        Returns the logits of the next token (B, V), the weights (B, S) or None without attention, and the
        next state.
        """
        output, weights, state = self.decoder.step(self.embedding(tokens), state, memory)
        return self.logits(output), weights, state

    def forward(self, batch: Batch) -> Tensor:
        """Predict known replies. Returns logits (N, V) for the N real tokens of `batch.targets`."""
        return self.logits(self.outputs(batch))

    def outputs(self, batch: Batch) -> Tensor:
        """Return the deep outputs (N, E) that `forward` makes its logits of."""
        memory, state = self.encode(batch.source, batch.source_lengths)
        embedded = self.dropout(self.embedding(batch.target_inputs))
        output: Tensor = self.decoder(embedded, state, memory)
        return output[batch.target_mask]

    def logits(self, output: Tensor) -> Tensor:
        """Compare deep outputs (..., E) with every embedding. Returns (..., V)."""
        return nn.functional.linear(output, self.embedding.weight, self.output_bias)
