"""Proofs of the terminal screen."""
