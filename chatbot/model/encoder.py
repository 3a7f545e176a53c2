"""The encoder: reads the prompt in both directions."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from chatbot.config import ModelConfig
from chatbot.model.bidirectional import read_both_ways
from chatbot.model.precision import projected


class Encoder(nn.Module):
    """A bidirectional GRU and a bridge: Bahdanau, Cho and Bengio (2015), section 3.2 and appendix A.2.1."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.gru = nn.GRU(config.embedding_size, config.encoder_size, batch_first=True, bidirectional=True)
        self.bridge = nn.Linear(2 * config.encoder_size, config.hidden_size)

    def forward(self, embedded: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        """Read embedded prompts (B, S, E) of the given lengths (B,).

        Returns the states (B, S, M), zero at padding, and the decoder's first state (B, H), made of the last
        state of either direction.
        """
        # Answering, torch's own is quicker: there is no way back, and one prompt at a time.
        read = read_both_ways if self.training else read_packed
        states, last = read(self.gru, embedded, lengths)
        return states, torch.tanh(projected(last, self.bridge.weight, self.bridge.bias))


def read_packed(gru: nn.GRU, embedded: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
    """Do as `read_both_ways` does, by torch alone."""
    packed = pack_padded_sequence(embedded, lengths, batch_first=True, enforce_sorted=False)
    packed_states, last = gru(packed)
    states, _ = pad_packed_sequence(packed_states, batch_first=True, total_length=embedded.size(1))
    return states, torch.cat([last[0], last[1]], dim=-1)
