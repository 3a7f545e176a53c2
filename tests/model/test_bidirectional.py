"""The quick bidirectional GRU beside torch's own."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from chatbot.model.bidirectional import read_both_ways
from chatbot.model.encoder import read_packed


@settings(deadline=None, max_examples=40)
@given(lengths=st.lists(st.integers(1, 6), min_size=1, max_size=5), seed=st.integers(0, 99))
def test_it_equals_torchs_own_forwards_and_backwards(lengths: list[int], seed: int) -> None:
    torch.manual_seed(seed)
    gru = nn.GRU(3, 4, batch_first=True, bidirectional=True).double()
    embedded = torch.randn(len(lengths), max(lengths), 3, dtype=torch.float64, requires_grad=True)
    told = []
    for read in (read_both_ways, read_packed):
        results = read(gru, embedded, torch.tensor(lengths))
        mixed = [(part * torch.linspace(-1, 2, part.numel()).view_as(part)).sum() for part in results]
        told.append([*results, *torch.autograd.grad(mixed[0] + mixed[1], [embedded, *gru.parameters()])])

    for quick, slow in zip(*told, strict=True):
        assert torch.allclose(quick, slow, rtol=1e-10, atol=1e-10)
