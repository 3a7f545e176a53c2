"""The network: it speaks integers and tensors only."""
