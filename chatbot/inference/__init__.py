"""From a model to an answer."""
