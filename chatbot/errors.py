"""What can go wrong that a user can mend.

ChatbotError
├── CorpusError       a file of dialogue: names path and line
├── CheckpointError   a saved model: damaged, foreign, or not there
├── ConfigError       a setting outside its range
├── WorkerError       a process that shared the training has ended
├── LogError          the conversation log: not a database, not writable, too new
├── ScreenError       the screen: a mistake of the program's own has closed it
├── ServeError        the browser's server: a port that is taken, an address that is not ours
└── Unanswered        a question about a reply, given up on request before its answer was known

A message is one line: what was expected, what was found, where, what to do.
"""

from __future__ import annotations


class ChatbotError(Exception):
    """A mistake the user can mend; the command line shows it as one line and exits with 1."""


class CorpusError(ChatbotError):
    """A file of dialogue cannot be used."""

    def __init__(self, path: str, line: int | None, why: str) -> None:
        """Name the place: `line` counts from 1; None where the whole file is meant."""
        super().__init__(f"{path}: {why}" if line is None else f"{path}:{line}: {why}")
        self.path = path
        self.line = line
        self.why = why


class CheckpointError(ChatbotError):
    """A saved model is missing, damaged, or of another format."""


class ConfigError(ChatbotError):
    """A setting is outside its range."""


class WorkerError(ChatbotError):
    """A process that shared the training has ended; what was saved can be gone on with."""


class LogError(ChatbotError):
    """The conversation log cannot be read or written."""


class ScreenError(ChatbotError):
    """The screen had to close; what has been said is kept, and can be gone on with."""


class ServeError(ChatbotError):
    """The server for browsers cannot start."""


class Unanswered(ChatbotError):  # noqa: N818  # It is no error of anybody's.
    """A question was given up, as was asked for, before its answer was known."""
