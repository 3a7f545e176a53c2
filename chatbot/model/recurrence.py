"""The decoder's recurrence over known replies with additive attention, quickly: its own forward and backward.

What the plain loop of `decoder.py` says step by step is said here with every product that can wait taken out
of the loop; `tests/model/test_recurrence.py` holds the two together. With x_s = k_s + q_t for each position s
and feature a, one step of Bahdanau, Cho and Bengio (2015), section 3.1 and appendix A, is

    [g_hr g_hz g_hn | q] = h [W_hh | W_q] + [b_hh | 0]        one product of the state
    e_s = w · tanh(x_s),  α = softmax(e),  α' = α ∘ dropout
    g = g_token + Σ_s α'_s v_s                                v_s: the value through the gates' weights, once
    r = σ(g_r + g_hr),  z = σ(g_z + g_hz),  n = tanh(g_n + r ∘ g_hn)
    h' = n + z ∘ (h - n)

*No tanh inside the loop.* With y_s = σ(-2 x_s) = 1 / (1 + exp(2 k_s) exp(2 q)), tanh(x_s) = 1 - 2 y_s. The
exponentials of the keys are taken once, those of the query are few, and the large array (B, S, A) only ever
sees a product, a sum and a reciprocal. In the softmax the constant drops out: e_s = -2 w · y_s.

*Backward*, from dh' and what comes from outside for α:

    dn = dh' ∘ (1 - z) ∘ (1 - n²)          dz = dh' ∘ (h - n) ∘ z (1 - z)       dr = dn ∘ g_hn ∘ r (1 - r)
    dg = [dr dz dn]                        dg_h = [dr dz dn ∘ r]
    dα = (dg · v_s) ∘ dropout + outside    de = α ∘ (dα - Σ α dα), which sums to 0 over s
    dx_s = de_s w ∘ 4 (y_s - y_s²)         dq = Σ_s dx_s,  dk_s = Σ_t dx_s,  dw = -2 Σ de_s y_s
    dh = dh' ∘ z + [dg_h | dq] [W_hh | W_q]ᵀ

States, gates and y are kept, and each gradient of a weight is one product over all steps.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from chatbot.model.precision import product, product_dtype, row_product, without_autocast

SAFE_EXPONENT = 40.0
"""While |k| + |q| stays below this, exp(2 k) exp(2 q) neither overflows nor vanishes in single precision."""


class Recurrence(NamedTuple):
    """What the decoder's recurrence gives; B batch, T steps, S source length, H state."""

    hiddens: Tensor
    """(B, T, H): the state after each step."""

    weights: Tensor
    """(B, T, S): the attention of each step, before dropout."""


def additive_recurrence(
    token_gates: Tensor,
    first: Tensor,
    keys: Tensor,
    gate_values: Tensor,
    mask: Tensor,
    kept: Tensor | None,
    state_weight: Tensor,
    state_bias: Tensor,
    query_weight: Tensor,
    score_weight: Tensor,
) -> Recurrence:
    """Run a GRU that attends to a prompt before every step.

    Args:
        token_gates: (B, T, 3H) the tokens' half of the input gates, bias included; r, z, n.
        first: (B, H) the state before the first step.
        keys: (B, S, A) the projected keys.
        gate_values: (B, S, 3H) the values through the context's half of the input gates.
        mask: (B, S) bool, False at padding.
        kept: (B, T, S) dropout of the weights, 0 or 1 / (1 - share); None for none.
        state_weight: (3H, H) W_hh.
        state_bias: (3H,) b_hh.
        query_weight: (A, H) W_q.
        score_weight: (A,) w_v.
    """
    dtype = product_dtype(state_weight)
    joint_weight = torch.cat([state_weight, query_weight])
    whole = (each.to(state_weight.dtype) for each in (token_gates, first, keys, gate_values))
    with without_autocast(state_weight):
        results = _AdditiveRecurrence.apply(  # type: ignore[no-untyped-call]
            *whole, mask, kept, joint_weight, state_bias, score_weight, dtype
        )
    return Recurrence(*results)


class _AdditiveRecurrence(torch.autograd.Function):
    """The function and its derivative as the head of this file derives them; steps come first inside."""

    @staticmethod
    def forward(
        ctx: Any,
        token_gates: Tensor,
        first: Tensor,
        keys: Tensor,
        gate_values: Tensor,
        mask: Tensor,
        kept: Tensor | None,
        joint_weight: Tensor,
        state_bias: Tensor,
        score_weight: Tensor,
        dtype: torch.dtype,
    ) -> tuple[Tensor, Tensor]:
        """Run all steps, keeping what the way back needs."""
        batch, steps, gates = token_gates.shape
        length, features = keys.shape[1:]
        size = gates // 3
        hiddens = first.new_empty(steps + 1, batch, size)
        hiddens[0] = first
        squashed = keys.new_empty(steps, batch, length, features)
        weights = keys.new_empty(steps, batch, length)
        activations = first.new_empty(steps, batch, 4 * size)
        squash = _Squash(keys)
        padding = ~mask
        score_column = score_weight * -2
        low_weight = joint_weight.to(dtype)
        across = low_weight.t()
        token_steps, kept_steps = token_gates.unbind(1), kept.unbind(1) if kept is not None else None
        for t in range(steps):
            hidden = hiddens[t]
            joint = product(hidden, across)
            squash(joint[:, gates:], out=squashed[t])
            scores = (squashed[t] @ score_column).masked_fill_(padding, -torch.inf)
            looked = torch.softmax(scores, dim=-1, out=weights[t])
            if kept_steps is not None:
                looked = looked * kept_steps[t]
            inputs = torch.baddbmm(token_steps[t].unsqueeze(1), looked.unsqueeze(1), gate_values).squeeze(1)
            state = joint[:, :gates] + state_bias
            kept_gates = activations[t]
            both = torch.sigmoid(inputs[:, : 2 * size] + state[:, : 2 * size], out=kept_gates[:, : 2 * size])
            reset, update = both[:, :size], both[:, size:]
            kept_gates[:, 3 * size :] = state[:, 2 * size :]
            new = torch.tanh(
                torch.addcmul(inputs[:, 2 * size :], reset, state[:, 2 * size :]),
                out=kept_gates[:, 2 * size : 3 * size],
            )
            torch.lerp(new, hidden, update, out=hiddens[t + 1])
        ctx.save_for_backward(
            hiddens, squashed, weights, activations, gate_values, kept, low_weight, score_weight
        )
        return hiddens[1:].transpose(0, 1), weights.transpose(0, 1)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, d_hiddens: Tensor, d_weights: Tensor) -> tuple[Tensor | None, ...]:
        """Go back through all steps."""
        hiddens, squashed, weights, activations, gate_values, kept, *both = ctx.saved_tensors
        low_weight, score_weight = both
        steps, batch, _ = weights.shape
        size = hiddens.size(-1)
        gates = 3 * size
        d_inputs = hiddens.new_empty(steps, batch, gates)
        d_joint = hiddens.new_empty(steps, batch, low_weight.size(0))
        d_scores = torch.empty_like(weights)
        d_keys = torch.zeros_like(squashed[0])
        slope = torch.empty_like(squashed[0])
        values_across = gate_values.transpose(1, 2)
        d_hidden_steps, d_weight_steps = d_hiddens.unbind(1), d_weights.unbind(1)
        kept_steps = kept.unbind(1) if kept is not None else None
        score_scale = score_weight * 4
        carried = torch.zeros_like(hiddens[0])
        for t in range(steps - 1, -1, -1):
            reset, update, new, state_new = activations[t].split(size, dim=-1)
            d_hidden = carried + d_hidden_steps[t]
            d_input = d_inputs[t]
            d_reset, d_update, d_new = d_input.split(size, dim=-1)
            torch.mul(d_hidden - d_hidden * update, 1 - new * new, out=d_new)
            torch.mul(d_hidden * (hiddens[t] - new), update - update * update, out=d_update)
            torch.mul(d_new * state_new, reset - reset * reset, out=d_reset)
            d_state = d_joint[t]
            d_state[:, : 2 * size] = d_input[:, : 2 * size]
            torch.mul(d_new, reset, out=d_state[:, 2 * size : gates])
            d_weight = torch.bmm(d_input.unsqueeze(1), values_across).squeeze(1)
            if kept_steps is not None:
                d_weight = d_weight * kept_steps[t]
            d_weight = d_weight + d_weight_steps[t]
            looked = weights[t]
            pulled = d_weight * looked
            d_score = torch.addcmul(pulled, looked, pulled.sum(-1, keepdim=True), value=-1, out=d_scores[t])
            torch.addcmul(squashed[t], squashed[t], squashed[t], value=-1, out=slope)
            d_query = torch.bmm(d_score.unsqueeze(1), slope).squeeze(1)
            torch.mul(d_query, score_scale, out=d_state[:, gates:])
            d_keys.addcmul_(slope, d_score.unsqueeze(-1))
            carried = torch.addcmul(product(d_state, low_weight), d_hidden, update)
        d_keys *= score_scale
        d_weight_vector = -2 * (d_scores.view(1, -1) @ squashed.view(-1, squashed.size(-1))).squeeze(0)
        d_flat = d_joint.view(-1, d_joint.size(-1))
        d_joint_weight = row_product(d_flat, hiddens[:-1].view(-1, size), low_weight.dtype)
        dropped = weights if kept is None else weights * kept.transpose(0, 1)
        d_values = torch.bmm(dropped.permute(1, 2, 0), d_inputs.transpose(0, 1))
        return (
            d_inputs.transpose(0, 1),
            carried,
            d_keys,
            d_values,
            None,
            None,
            d_joint_weight,
            d_flat[:, :gates].sum(0),
            d_weight_vector,
            None,
        )


class _Squash:
    """y = σ(-2 (k + q)) for one query after another against the same keys (B, S, A)."""

    def __init__(self, keys: Tensor) -> None:
        """Take the keys' exponentials, once."""
        self._keys = keys
        self._room = SAFE_EXPONENT - float(keys.abs().max())
        self._exponentials = (keys * 2).exp_()
        self._one = keys.new_ones(())

    def __call__(self, query: Tensor, *, out: Tensor) -> None:
        """Write y (B, S, A) for a query (B, A); where the exponentials could overflow, the longer way."""
        if float(query.abs().max()) < self._room:
            torch.addcmul(self._one, self._exponentials, (query * 2).exp_().unsqueeze(1), out=out)
            out.reciprocal_()
        else:
            torch.sigmoid((self._keys + query.unsqueeze(1)).mul_(-2), out=out)
