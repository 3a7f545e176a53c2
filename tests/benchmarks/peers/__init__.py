"""The same training by us and by our peers, in one run: see `train_speed.py`."""
