"""The decoder: before each token it looks at the prompt, then moves its state, then speaks.

    c_t = attend(s_{t-1}, memory)                  the previous state is the query
    s_t = GRU([E y_{t-1}; c_t], s_{t-1})
    o_t = tanh(W_o [s_t; c_t; E y_{t-1}])          deep output, as wide as an embedding
    p_t = softmax(E o_t + b)                       the embeddings are the output layer too

Bahdanau, Cho and Bengio (2015), section 3.1 and appendix A.2.2; tied embeddings after Press and Wolf (2017).
The token's half of the gates is one product for all steps, since it waits for no state.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from chatbot.config import ModelConfig
from chatbot.model.attention import ATTENTIONS, Memory


@dataclass(frozen=True, slots=True)
class DecoderState:
    """What the decoder remembers between two tokens."""

    hidden: Tensor
    """(B, H)."""

    def select(self, rows: Tensor) -> DecoderState:
        """Return the state of the given rows (N,), repeated or reordered, as a beam needs it."""
        return DecoderState(self.hidden[rows])


class Decoder(nn.Module):
    """A GRU that attends to the prompt before every step."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.attention = ATTENTIONS[config.attention](config)
        context_size = self.attention.context_size
        self.embedding_size = config.embedding_size
        self.input_gates = nn.Linear(config.embedding_size + context_size, 3 * config.hidden_size)
        self.state_gates = nn.Linear(config.hidden_size, 3 * config.hidden_size)
        self.deep_output = nn.Linear(
            config.hidden_size + context_size + config.embedding_size, config.embedding_size
        )
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, embedded: Tensor, state: DecoderState, memory: Memory) -> Tensor:
        """Say all steps of known replies, embedded as (B, T, E). Returns the deep output (B, T, E)."""
        hidden = state.hidden
        hiddens, contexts = [], []
        for gates in self._token_gates(embedded).unbind(dim=1):
            context, _ = self.attention(hidden, memory)
            hidden = self._next_hidden(gates, context, hidden)
            hiddens.append(hidden)
            contexts.append(context)
        return self._output(torch.stack(hiddens, dim=1), torch.stack(contexts, dim=1), embedded)

    def step(
        self, embedded: Tensor, state: DecoderState, memory: Memory
    ) -> tuple[Tensor, Tensor | None, DecoderState]:
        """Say one step after tokens embedded as (B, E).

        Returns the deep output (B, E), the weights (B, S) or None without attention, and the next state.
        """
        context, weights = self.attention(state.hidden, memory)
        hidden = self._next_hidden(self._token_gates(embedded), context, state.hidden)
        return self._output(hidden, context, embedded), weights, DecoderState(hidden)

    def _token_gates(self, embedded: Tensor) -> Tensor:
        """Return the token's half of the input gates (..., 3H)."""
        return linear(embedded, self.input_gates.weight[:, : self.embedding_size], self.input_gates.bias)

    def _context_gates(self, context: Tensor) -> Tensor:
        """Return the context's half of the input gates (B, 3H)."""
        return linear(context, self.input_gates.weight[:, self.embedding_size :])

    def _next_hidden(self, token_gates: Tensor, context: Tensor, hidden: Tensor) -> Tensor:
        """Move the state: the gated recurrent unit of Cho et al. (2014), reset after the product."""
        reset_in, update_in, new_in = (token_gates + self._context_gates(context)).chunk(3, dim=-1)
        reset_state, update_state, new_state = self.state_gates(hidden).chunk(3, dim=-1)
        reset = torch.sigmoid(reset_in + reset_state)
        update = torch.sigmoid(update_in + update_state)
        new = torch.tanh(new_in + reset * new_state)
        return torch.lerp(new, hidden, update)

    def _output(self, hidden: Tensor, context: Tensor, embedded: Tensor) -> Tensor:
        spoken = torch.tanh(self.deep_output(torch.cat([hidden, context, embedded], dim=-1)))
        output: Tensor = self.dropout(spoken)
        return output
