"""Proofs of chatbot.model."""
