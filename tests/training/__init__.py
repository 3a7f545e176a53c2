"""Proofs of chatbot.training."""
