"""From dialogue pairs to a checkpoint."""
