"""What every proof stands on."""

import gc
import os
from collections.abc import Generator
from pathlib import Path

import pytest
import torch
from hypothesis import settings

# Nobody's own settings decide what is true here; a test that needs some brings its file.
os.environ["CHATBOT_CONFIG"] = os.devnull

# A busy machine is no failure: how long something may take is asserted where it matters.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

# Several tests run side by side; threads of torch that wait for each other would only slow them all.
torch.set_num_threads(1)


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """Return half as many workers again as cores: tests of the screen mostly wait for keys to settle."""
    workers = yield
    return workers * 3 // 2


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over all that was imported: it would go through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def shared_corpora() -> Path:
    """Real dialogue beside the checkout; the test skips where there is none."""
    folder = Path(__file__).parents[2] / "shared" / "corpora"
    if not folder.is_dir():
        pytest.skip(f"needs real corpora in {folder}")
    return folder
