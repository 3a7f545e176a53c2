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

So a step reads two matrices: H x (3H + A + E) and E x V, this one rounded or not (`matrices.py`). All else is
small, and done by numpy: the matrices push other code out of the processor's caches, and torch has more of
it to bring back for a sum of 500 numbers.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Self

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import linear

from chatbot.model.attention import AdditiveAttention, Memory
from chatbot.model.decoder import DecoderState
from chatbot.model.matrices import Array, FullMatrix, SiftingMatrix
from chatbot.model.seq2seq import Seq2Seq


@dataclass(frozen=True, slots=True)
class PromptMemory(Memory):
    """One encoded prompt that all rows look at."""

    inputs: Array
    """(S, 3H + E): the values through the context's part of gates and deep output."""

    ids: Array
    """(K,) the different ids of the prompt."""

    holds: Array
    """(S, K): 1 where a position holds an id, else 0."""

    def select(self, rows: Tensor) -> Self:
        """Return itself: whichever rows go on, they look at this prompt."""
        return self


@dataclass(frozen=True, slots=True)
class MovedState(DecoderState):
    """A state with what is read of it."""

    read: Array = field(kw_only=True)
    """(N, 3H + A + E): gates, query, and its part of the deep output."""

    def select(self, rows: Tensor) -> MovedState:
        """Return the state of the given rows (N,)."""
        looked = None if self.looked is None else self.looked[rows]
        return MovedState(self.hidden[rows], looked, read=self.read[rows.numpy()])


class Engine:
    """Answers one prompt at a time, on the CPU, with a network whose attention is additive.

    It copies the weights, so it says what the network said when it was made.
    """

    def __init__(self, network: Seq2Seq, *, is_rounded: bool) -> None:
        """Lay out a network's weights, those of the logits rounded or as they are."""
        self.network = network
        decoder, attention = network.decoder, network.decoder.attention
        assert isinstance(attention, AdditiveAttention), "no other score is laid out here"
        weights = {name: weight.detach() for name, weight in network.named_parameters()}
        embeddings = weights["embedding.weight"]
        hidden, context, embedded = (
            decoder.state_gates.in_features,
            attention.context_size,
            decoder.embedding_size,
        )
        of_state, of_context, of_token = weights["decoder.deep_output.weight"].split_with_sizes(
            [hidden, context, embedded], dim=1
        )
        gates_of_token, gates_of_context = weights["decoder.input_gates.weight"].split_with_sizes(
            [embedded, context], dim=1
        )
        query, gates = weights["decoder.attention.W_q.weight"], weights["decoder.state_gates.weight"]
        bias = gates.new_zeros(len(gates) + len(query) + embedded)
        bias[: len(gates)] = weights["decoder.state_gates.bias"]
        self._read = FullMatrix(torch.cat([gates, query, of_state]), bias)
        self._logits = (SiftingMatrix if is_rounded else FullMatrix)(embeddings, weights["output_bias"])
        self._context_weight = torch.cat([gates_of_context, of_context])
        self._heard = HeardTokens(
            embeddings,
            torch.cat([gates_of_token, of_token]),
            torch.cat([weights["decoder.input_gates.bias"], weights["decoder.deep_output.bias"]]),
        )
        self._score_weight = weights["decoder.attention.w_v.weight"].squeeze(0).numpy()
        self._gate = None if network.copy_gate is None else deepcopy(network.copy_gate).requires_grad_(False)
        self._hidden = hidden
        self._output_begins = 3 * hidden + len(query)

    def encode(self, source: Tensor, lengths: Tensor) -> tuple[Memory, DecoderState]:
        """Read one prompt (1, S); several (B, S) are read, and answered, as the network does it."""
        memory, state = self.network.encode(source, lengths)
        if len(source) > 1:
            return memory, state
        inputs = linear(memory.values[0], self._context_weight).numpy()
        ids, kinds = np.unique(source[0].numpy(), return_inverse=True)
        holds = np.eye(len(ids), dtype=np.float32)[kinds]
        prompt = PromptMemory(
            memory.values, memory.keys, memory.mask, memory.source, inputs=inputs, ids=ids, holds=holds
        )
        return prompt, MovedState(state.hidden, read=self._read(state.hidden.numpy()))

    def step(
        self, tokens: Tensor, state: DecoderState, memory: Memory
    ) -> tuple[Tensor, Tensor | None, DecoderState]:
        """Say one step after the tokens (N,); see `Seq2Seq.step`."""
        if not (isinstance(state, MovedState) and isinstance(memory, PromptMemory)):
            return self.network.step(tokens, state, memory)
        weights = self._look(state.read, memory)
        inputs = weights @ memory.inputs
        inputs += self._heard(tokens)
        hidden = self._moved(state.hidden.numpy(), state.read, inputs)
        read = self._read(hidden)
        output = np.tanh(read[:, self._output_begins :] + inputs[:, 3 * self._hidden :])
        looked = torch.from_numpy(weights)
        logits = self._logits(output)
        if self._gate is not None:
            said = torch.from_numpy(output)
            places = self._gate.places_of_step(said, looked, state.looked, memory.source, tokens)
            _copy(logits, self._gate.log_odds(said).numpy(), places.numpy(), memory)
        return torch.from_numpy(logits), looked, MovedState(torch.from_numpy(hidden), looked, read=read)

    def _look(self, read: Array, memory: PromptMemory) -> Array:
        """Return the weights (N, S) of what is read of the state before."""
        features = memory.keys.numpy() + read[:, None, 3 * self._hidden : self._output_begins]
        scores: Array = np.tanh(features, out=features) @ self._score_weight
        weights: Array = np.exp(scores - scores.max(axis=1, keepdims=True))
        weights /= weights.sum(axis=1, keepdims=True)
        return weights

    def _moved(self, hidden: Array, read: Array, inputs: Array) -> Array:
        """Return the next state (N, H)."""
        size = self._hidden
        # σ(x) = (1 + tanh(x / 2)) / 2 never overflows.
        both = np.tanh((inputs[:, : 2 * size] + read[:, : 2 * size]) * np.float32(0.5))
        both += 1
        both *= np.float32(0.5)
        new = both[:, :size] * read[:, 2 * size : 3 * size]
        new += inputs[:, 2 * size : 3 * size]
        np.tanh(new, out=new)
        moved: Array = new + both[:, size:] * (hidden - new)
        return moved


def _copy(logits: Array, log_odds: Array, places: Array, memory: PromptMemory) -> None:
    """Let what stands in the places (N, S) be copied, as `copying.py` says: changes the logits (N, V)."""
    highest = logits.max(axis=1, keepdims=True)
    total = np.log(np.exp(logits - highest).sum(axis=1, keepdims=True)) + highest
    looked = np.log(np.maximum(places @ memory.holds, np.finfo(np.float32).tiny))
    copied = looked + log_odds[:, None] + total
    logits[:, memory.ids] = np.logaddexp(logits[:, memory.ids], copied)


class HeardTokens:
    """What a step takes of its token, kept from the first time on; a row of (3H + E) for each piece."""

    def __init__(self, embeddings: Tensor, weight: Tensor, bias: Tensor) -> None:
        """Take embeddings (V, E), weights (3H + E, E) and a bias (3H + E,)."""
        self._embeddings, self._weight, self._bias = embeddings, weight, bias
        # Memory that is not written to is not taken: this grows with what is heard.
        self._rows = embeddings.new_empty(len(embeddings), len(weight)).numpy()
        self._known: set[int] = set()

    def __call__(self, tokens: Tensor) -> Array:
        """Return the rows of tokens (N,)."""
        heard = tokens.tolist()
        unknown = [token for token in heard if token not in self._known]
        if unknown:
            self._rows[unknown] = linear(self._embeddings[unknown], self._weight, self._bias).numpy()
            self._known.update(unknown)
        rows: Array = self._rows[heard]
        return rows
