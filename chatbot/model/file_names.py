"""What the files in the folder of a checkpoint are called that people and other programs read."""

from __future__ import annotations

CARD_FILE = "checkpoint.json"
LESSONS_FILE = "lessons.json"
