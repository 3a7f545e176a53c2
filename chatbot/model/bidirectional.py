"""A bidirectional GRU over padded prompts, quickly: both directions side by side, with a backward of its own.

It computes what `torch.nn.GRU` does, with its weights; `tests/model/test_bidirectional.py` holds the two
together. torch goes back with one product, and one sum, for every weight at every step; here each weight's
gradient is one product over all steps. In the words of `recurrence.py`, without attention:

    r = σ(g_r + g_hr),  z = σ(g_z + g_hz),  n = tanh(g_n + r ∘ g_hn),  h' = n + z ∘ (h - n)

The second direction reads every prompt from its own last token, so padding comes last for both, and what
happens there reaches nothing.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

from chatbot.model.precision import product, product_dtype, projected, row_product, without_autocast


def read_both_ways(gru: nn.GRU, embedded: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
    """Read prompts (B, S, E) of the given lengths (B,) with a bidirectional GRU of one layer.

    Returns the states (B, S, 2H), zero at padding, and the last state of either direction, (B, 2H).
    """
    order, mask = _backwards(lengths.to(embedded.device), embedded.size(1))
    weights = dict(gru.named_parameters())
    ways = "_l0", "_l0_reverse"
    read = embedded, _reordered(embedded, order)
    gates = [
        projected(each, weights[f"weight_ih{way}"], weights[f"bias_ih{way}"])
        for each, way in zip(read, ways, strict=True)
    ]
    weight = torch.stack([weights[f"weight_hh{way}"] for way in ways])
    bias = torch.stack([weights[f"bias_hh{way}"] for way in ways])
    dtype = product_dtype(weight)
    with without_autocast(weight):
        states: Tensor = _Recurrence.apply(  # type: ignore[no-untyped-call]
            torch.stack(gates).to(weight.dtype), weight, bias, dtype
        )
    rows = torch.arange(embedded.size(0), device=embedded.device)
    last = states[:, rows, lengths.to(embedded.device) - 1]
    both = torch.cat([states[0], _reordered(states[1], order)], dim=-1)
    return both * mask.unsqueeze(-1), torch.cat([last[0], last[1]], dim=-1)


def _backwards(lengths: Tensor, longest: int) -> tuple[Tensor, Tensor]:
    """Return which position (B, S) stands where when each prompt is turned round, and the mask (B, S).

    Padding stays where it is, so the order is its own inverse.
    """
    positions = torch.arange(longest, device=lengths.device).expand(len(lengths), longest)
    mask = positions < lengths.unsqueeze(1)
    return torch.where(mask, lengths.unsqueeze(1) - 1 - positions, positions), mask


def _reordered(sequences: Tensor, order: Tensor) -> Tensor:
    """Return (B, S, ...) with its positions in the order (B, S)."""
    return sequences.gather(1, order.unsqueeze(-1).expand_as(sequences))


class _Recurrence(torch.autograd.Function):
    """Two GRUs over their input gates (2, B, S, 3H), from zero; gives the states (2, B, S, H)."""

    @staticmethod
    def forward(ctx: Any, gates: Tensor, weight: Tensor, bias: Tensor, dtype: torch.dtype) -> Tensor:
        """Run all steps of both, keeping what the way back needs."""
        ways, batch, steps, width = gates.shape
        size = width // 3
        hiddens = gates.new_zeros(steps + 1, ways, batch, size)
        activations = gates.new_empty(steps, ways, batch, 4 * size)
        low_weight, bias_row = weight.to(dtype), bias.unsqueeze(1)
        across = low_weight.transpose(1, 2)
        for t in range(steps):
            inputs = gates[:, :, t]
            kept = activations[t]
            state = product(hiddens[t], across) + bias_row
            both = kept[..., : 2 * size]
            both.copy_(inputs[..., : 2 * size]).add_(state[..., : 2 * size]).sigmoid_()
            kept[..., 3 * size :] = state[..., 2 * size :]
            new = kept[..., 2 * size : 3 * size]
            new.copy_(inputs[..., 2 * size :]).addcmul_(both[..., :size], state[..., 2 * size :]).tanh_()
            torch.lerp(new, hiddens[t], both[..., size:], out=hiddens[t + 1])
        ctx.save_for_backward(hiddens, activations, low_weight)
        return hiddens[1:].permute(1, 2, 0, 3)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, d_states: Tensor) -> tuple[Tensor | None, ...]:
        """Go back through all steps of both."""
        hiddens, activations, low_weight = ctx.saved_tensors
        steps, ways, batch, width = activations.shape
        size = width // 4
        d_gates = hiddens.new_empty(steps, ways, batch, 3 * size)
        d_product = torch.empty_like(d_gates)
        carried = torch.zeros_like(hiddens[0])
        for t in range(steps - 1, -1, -1):
            reset, update, new, state_new = activations[t].split(size, dim=-1)
            d_hidden = carried + d_states[:, :, t]
            d_reset, d_update, d_new = d_gates[t].split(size, dim=-1)
            torch.mul(d_hidden - d_hidden * update, 1 - new * new, out=d_new)
            torch.mul(d_hidden * (hiddens[t] - new), update - update * update, out=d_update)
            torch.mul(d_new * state_new, reset - reset * reset, out=d_reset)
            d_product[t, ..., : 2 * size] = d_gates[t, ..., : 2 * size]
            torch.mul(d_new, reset, out=d_product[t, ..., 2 * size :])
            carried = torch.addcmul(product(d_product[t], low_weight), d_hidden, update)
        flat = d_product.transpose(0, 1).reshape(ways, steps * batch, 3 * size)
        before = hiddens[:-1].transpose(0, 1).reshape(ways, steps * batch, size)
        both = zip(flat, before, strict=True)
        d_weight = torch.stack([row_product(*each, low_weight.dtype) for each in both])
        return d_gates.permute(1, 2, 0, 3), d_weight, flat.sum(1), None
