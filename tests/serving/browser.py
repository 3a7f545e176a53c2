"""Chromium without a window, driven through chromedriver by the W3C's WebDriver protocol."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage --window-size=1000,700 "
    "--enable-unsafe-swiftshader"
)

COLOURS = """
const image = new Image();
image.src = "data:image/png;base64," + arguments[0];
return image.decode().then(() => {
  const canvas = document.createElement("canvas");
  canvas.width = image.width; canvas.height = image.height;
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  return new Set(new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer)).size;
});
"""


class Browser:
    """One window with a profile of its own; gone, with all it held, when the block ends."""

    def __init__(self, folder: Path, *, language: str) -> None:
        """Open it; the test skips where Debian's `chromium` and `chromium-driver` are not installed."""
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        driver = shutil.which("chromedriver")
        if chromium is None or driver is None:
            pytest.skip("needs chromium and chromedriver (Debian: chromium, chromium-driver)")
        self._driver = subprocess.Popen([driver, "--port=0"], stdout=subprocess.PIPE, text=True)
        assert self._driver.stdout is not None
        started = next(line for line in self._driver.stdout if "started successfully on port" in line)
        port = started.split("port ")[1].strip(" .\n")
        self._url = f"http://127.0.0.1:{port}/session"
        options = {
            "binary": chromium,
            "args": [*FLAGS.split(), f"--user-data-dir={folder}"],
            "prefs": {"intl.accept_languages": language},
        }
        asked = {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}
        self._url += f"/{self._post('', capabilities=asked)['sessionId']}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._send("DELETE", "")
        self._driver.terminate()
        self._driver.communicate()

    def open(self, url: str) -> None:
        """Go to a page."""
        self._post("/url", url=url)

    def run(self, script: str, *arguments: str) -> Any:
        """Run a function body in the page; what it promises is waited for."""
        return self._post("/execute/sync", script=script, args=arguments)

    def commit(self, text: str) -> None:
        """Put in a text as an input method does."""
        self._devtools("Input.insertText", text=text)

    def press_enter(self) -> None:
        """Press Enter."""
        key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
        self._devtools("Input.dispatchKeyEvent", type="keyDown", text="\r", **key)
        self._devtools("Input.dispatchKeyEvent", type="keyUp", **key)

    def screenshot(self) -> bytes:
        """Return what is seen, as PNG."""
        return base64.b64decode(self._send("GET", "/screenshot"))

    def colours_in(self, picture: bytes) -> int:
        """Count the different colours of a PNG."""
        return int(self.run(COLOURS, base64.b64encode(picture).decode()))

    def _devtools(self, command: str, **parameters: Any) -> None:
        self._post("/goog/cdp/execute", cmd=command, params=parameters)

    def _post(self, path: str, **body: Any) -> Any:
        return self._send("POST", path, json.dumps(body).encode())

    def _send(self, method: str, path: str, body: bytes | None = None) -> Any:
        request = urllib.request.Request(self._url + path, data=body, method=method)
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["value"]
