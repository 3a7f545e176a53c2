"""A network made ready to answer: the step of `decoder.py`, with its weights laid out for reading.

With the names of `recurrence.py`, and the deep output W_o cut into what meets state, context and token, a
step after the token y is

    x = token_y + Σ_s α_s v_s           α = softmax_s(w · tanh(k_s + q))
    [x_r x_z x_n | x_o] = x
    r = σ(x_r + g_hr),  z = σ(x_z + g_hz),  n = tanh(x_n + r ∘ g_hn),  h' = n + z ∘ (h - n)
    [g_h' | q' | o'] = h' [W_hh | W_q | W_oh] + [b_hh | 0 | 0]
    logits = tanh(x_o + o') E + b

- v_s, the value through [W_ic | W_oc], is made once for a prompt;
- token_y = [W_ie | W_oe] E_y + [b_ih | b_o] is made when a piece is first heard, and kept: a step in
  between reads a row;
- what the next step needs of the state, and what the output needs of it, is one product.

So a step reads two matrices: H x (3H + A + E) and E x V, rounded or not (`matrices.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor
from torch.nn.functional import linear

from chatbot.model.attention import AdditiveAttention, Memory
from chatbot.model.decoder import DecoderState
from chatbot.model.matrices import FullMatrix, SiftingMatrix, TwoByteMatrix
from chatbot.model.seq2seq import Seq2Seq


@dataclass(frozen=True, slots=True)
class PromptMemory(Memory):
    """One encoded prompt that all rows look at."""

    inputs: Tensor
    """(S, 3H + E): the values through the context's part of gates and deep output."""

    def select(self, rows: Tensor) -> Self:
        """Return itself: whichever rows go on, they look at this prompt."""
        return self


@dataclass(frozen=True, slots=True)
class MovedState(DecoderState):
    """A state with what is read of it."""

    read: Tensor
    """(N, 3H + A + E): gates, query, and its part of the deep output."""

    def select(self, rows: Tensor) -> MovedState:
        """Return the state of the given rows (N,)."""
        return MovedState(self.hidden.index_select(0, rows), self.read.index_select(0, rows))


class Engine:
    """Answers one prompt at a time, on the CPU, with a network whose attention is additive.

    It copies the weights, so it says what the network said when it was made.
    """

    def __init__(self, network: Seq2Seq, *, is_rounded: bool) -> None:
        """Lay out a network's weights, rounded or as they are."""
        self.network = network
        decoder, attention = network.decoder, network.decoder.attention
        assert isinstance(attention, AdditiveAttention), "no other score is laid out here"
        hidden, features = decoder.state_gates.in_features, attention.W_q.out_features
        embedded = decoder.embedding_size
        of_state, of_context, of_token = decoder.deep_output.weight.detach().split_with_sizes(
            [hidden, attention.context_size, embedded], dim=1
        )
        gates_of_token, gates_of_context = decoder.input_gates.weight.detach().split_with_sizes(
            [embedded, attention.context_size], dim=1
        )
        read = torch.cat([decoder.state_gates.weight.detach(), attention.W_q.weight.detach(), of_state])
        bias = read.new_zeros(len(read))
        bias[: 3 * hidden] = decoder.state_gates.bias.detach()
        self._read = (TwoByteMatrix if is_rounded else FullMatrix)(read, bias)
        self._logits = (SiftingMatrix if is_rounded else FullMatrix)(
            network.embedding.weight.detach(), network.output_bias.detach()
        )
        self._context_weight = torch.cat([gates_of_context, of_context])
        self._heard = HeardTokens(
            network.embedding.weight.detach(),
            torch.cat([gates_of_token, of_token]),
            torch.cat([decoder.input_gates.bias.detach(), decoder.deep_output.bias.detach()]),
        )
        self._score_weight = attention.w_v.weight.detach().squeeze(0)
        self._parts_read = [2 * hidden, hidden, features, embedded]
        self._parts_input = [2 * hidden, hidden, embedded]

    def encode(self, source: Tensor, lengths: Tensor) -> tuple[Memory, DecoderState]:
        """Read one prompt (1, S); several (B, S) are read, and answered, as the network does it."""
        memory, state = self.network.encode(source, lengths)
        if len(source) > 1:
            return memory, state
        inputs = linear(memory.values[0], self._context_weight)
        prompt = PromptMemory(memory.values, memory.keys, memory.mask, inputs)
        return prompt, MovedState(state.hidden, self._read(state.hidden))

    def step(
        self, tokens: Tensor, state: DecoderState, memory: Memory
    ) -> tuple[Tensor, Tensor | None, DecoderState]:
        """Say one step after the tokens (N,); see `Seq2Seq.step`."""
        if not (isinstance(state, MovedState) and isinstance(memory, PromptMemory)):
            return self.network.step(tokens, state, memory)
        state_both, state_new, query, _ = state.read.split_with_sizes(self._parts_read, 1)
        features = torch.tanh_(memory.keys + query.unsqueeze(1))
        weights = torch.softmax(features @ self._score_weight, -1)
        inputs = torch.addmm(self._heard(tokens), weights, memory.inputs)
        input_both, input_new, input_output = inputs.split_with_sizes(self._parts_input, 1)
        reset, update = torch.sigmoid_(state_both + input_both).chunk(2, 1)
        new = torch.addcmul(input_new, reset, state_new).tanh_()
        hidden = torch.lerp(new, state.hidden, update)
        read = self._read(hidden)
        output = read.split_with_sizes(self._parts_read, 1)[3] + input_output
        return self._logits(output.tanh_()), weights, MovedState(hidden, read)


class HeardTokens:
    """What a step takes of its token, kept from the first time on; a row of (3H + E) for each piece."""

    def __init__(self, embeddings: Tensor, weight: Tensor, bias: Tensor) -> None:
        """Take embeddings (V, E), weights (3H + E, E) and a bias (3H + E,)."""
        self._embeddings, self._weight, self._bias = embeddings, weight, bias
        # Memory that is not written to is not taken: this grows with what is heard.
        self._rows = embeddings.new_empty(len(embeddings), len(weight))
        self._known: set[int] = set()

    def __call__(self, tokens: Tensor) -> Tensor:
        """Return the rows of tokens (N,)."""
        unknown = [token for token in tokens.tolist() if token not in self._known]
        if unknown:
            self._rows[unknown] = linear(self._embeddings[unknown], self._weight, self._bias)
            self._known.update(unknown)
        return self._rows.index_select(0, tokens)
