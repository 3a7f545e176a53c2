"""The decoder: before each token it looks at the prompt, then moves its state, then speaks.

    c_t = attend(s_{t-1}, memory)                  the previous state is the query
    s_t = GRU([E y_{t-1}; c_t], s_{t-1})
    o_t = tanh(W_o [s_t; c_t; E y_{t-1}])          deep output, as wide as an embedding
    p_t = softmax(E o_t + b)                       the embeddings are the output layer too

Bahdanau, Cho and Bengio (2015), section 3.1 and appendix A.2.2; tied embeddings after Press and Wolf (2017).
The token's half of the gates is one product for all steps, since it waits for no state. With additive
attention `recurrence.py` goes through the steps of known replies.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from chatbot.config import ModelConfig
from chatbot.model.attention import ATTENTIONS, AdditiveAttention, Memory
from chatbot.model.precision import projected, without_autocast
from chatbot.model.recurrence import additive_recurrence


@dataclass(frozen=True, slots=True)
class DecoderState:
    """What the decoder remembers between two tokens."""

    hidden: Tensor
    """(B, H)."""

    looked: Tensor | None = None
    """(B, S) where it looked in the step before; None before the first, and without attention."""

    def select(self, rows: Tensor) -> DecoderState:
        """Return the state of the given rows (N,), repeated or reordered, as a beam needs it."""
        return DecoderState(self.hidden[rows], None if self.looked is None else self.looked[rows])


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

    def forward(self, embedded: Tensor, state: DecoderState, memory: Memory) -> tuple[Tensor, Tensor | None]:
        """Say all steps of known replies, embedded as (B, T, E).

        Returns the deep output (B, T, E), and the weights (B, T, S) or None without attention.
        """
        is_additive = isinstance(self.attention, AdditiveAttention)
        recur = self.recur_quickly if is_additive else self.recur
        hiddens, contexts, weights = recur(self._token_gates(embedded), state, memory)
        return self._output(hiddens, contexts, embedded), weights

    def recur(
        self, token_gates: Tensor, state: DecoderState, memory: Memory
    ) -> tuple[Tensor, Tensor, Tensor | None]:
        """Go through all steps as the head of this file says: the reference, for every score function.

        Takes the tokens' half of the input gates (B, T, 3H). Returns the states (B, T, H), the contexts
        (B, T, M), and the weights (B, T, S) before dropout, or None without attention.
        """
        hidden = state.hidden
        hiddens, contexts, looked = [], [], []
        for gates in token_gates.unbind(dim=1):
            context, weights = self.attention(hidden, memory)
            hidden = self._next_hidden(gates, context, hidden)
            hiddens.append(hidden)
            contexts.append(context)
            looked.append(weights)
        all_weights = None if looked[0] is None else torch.stack(looked, dim=1)
        return torch.stack(hiddens, dim=1), torch.stack(contexts, dim=1), all_weights

    def recur_quickly(
        self, token_gates: Tensor, state: DecoderState, memory: Memory
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Do the same for additive attention, by the recurrence with a backward of its own."""
        attention = self.attention
        assert isinstance(attention, AdditiveAttention), "no other score is derived there"
        shape = (*token_gates.shape[:2], memory.mask.size(1))
        share = attention.dropout.p if self.training else 0.0
        # Multiplied by dropout's own zeros and scales: ones go through it as the weights would.
        kept = attention.dropout(token_gates.new_ones(shape)) if share else None
        hiddens, weights = additive_recurrence(
            token_gates,
            state.hidden,
            memory.keys,
            self._context_gates(memory.values),
            memory.mask,
            kept,
            self.state_gates.weight,
            self.state_gates.bias,
            attention.W_q.weight,
            attention.w_v.weight.squeeze(0),
        )
        dropped = weights if kept is None else weights * kept
        with without_autocast(weights):
            return hiddens, torch.bmm(dropped, memory.values.to(weights.dtype)), weights

    def step(
        self, embedded: Tensor, state: DecoderState, memory: Memory
    ) -> tuple[Tensor, Tensor | None, DecoderState]:
        """Say one step after tokens embedded as (B, E).

        Returns the deep output (B, E), the weights (B, S) or None without attention, and the next state.
        """
        context, weights = self.attention(state.hidden, memory)
        hidden = self._next_hidden(self._token_gates(embedded), context, state.hidden)
        return self._output(hidden, context, embedded), weights, DecoderState(hidden, weights)

    def _token_gates(self, embedded: Tensor) -> Tensor:
        """Return the token's half of the input gates (..., 3H)."""
        return projected(embedded, self.input_gates.weight[:, : self.embedding_size], self.input_gates.bias)

    def _context_gates(self, context: Tensor) -> Tensor:
        """Return the context's half of the input gates (..., 3H)."""
        return projected(context, self.input_gates.weight[:, self.embedding_size :])

    def _next_hidden(self, token_gates: Tensor, context: Tensor, hidden: Tensor) -> Tensor:
        """Move the state: the gated recurrent unit of Cho et al. (2014), reset after the product."""
        reset_in, update_in, new_in = (token_gates + self._context_gates(context)).chunk(3, dim=-1)
        reset_state, update_state, new_state = self.state_gates(hidden).chunk(3, dim=-1)
        reset = torch.sigmoid(reset_in + reset_state)
        update = torch.sigmoid(update_in + update_state)
        new = torch.tanh(new_in + reset * new_state)
        return torch.lerp(new, hidden, update)

    def _output(self, hidden: Tensor, context: Tensor, embedded: Tensor) -> Tensor:
        heard = torch.cat([hidden, context, embedded], dim=-1)
        spoken = torch.tanh(projected(heard, self.deep_output.weight, self.deep_output.bias))
        output: Tensor = self.dropout(spoken)
        return output
