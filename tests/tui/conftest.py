from __future__ import annotations

import pytest
from textual.app import App


@pytest.fixture(autouse=True)
def _notices_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a slow machine the first notice would be gone before the last one is there to be counted with it."""
    monkeypatch.setattr(App, "NOTIFICATION_TIMEOUT", 600)
