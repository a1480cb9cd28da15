"""Real browsers behind one face: Chromium through playwright, Firefox through marionette.

Both keep a profile over `restart`, refuse every host but this machine, and tell what went wrong on the pages.
"""

from __future__ import annotations

import atexit
import os
import tempfile
import time
from abc import ABC, abstractmethod
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from marionette_driver.errors import MarionetteException
from marionette_driver.keys import Keys
from marionette_driver.marionette import Marionette
from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.programs import program

PATIENCE = 20.0
KEYS = {"Tab": Keys.TAB, "Enter": Keys.ENTER, "ArrowUp": Keys.ARROW_UP, "ArrowDown": Keys.ARROW_DOWN, "Space": Keys.SPACE, "Escape": Keys.ESCAPE}
OWN = {"127.0.0.1", "localhost", ""}


class Browser(ABC):
    """What the tests ask of a browser."""

    name = ""
    errors: list[str]
    outside: list[str]

    @abstractmethod
    def open(self, url: str) -> None:
        """Goes to an address and waits until the page is loaded."""

    @abstractmethod
    def run(self, body: str, *arguments: Any) -> Any:
        """The value that a function body returns in the page; its arguments are `args`."""

    @abstractmethod
    def press(self, *keys: str) -> None:
        """Presses keys, by the names in KEYS, one after the other."""

    @abstractmethod
    def type(self, text: str) -> None:
        """Types a text where the focus is."""

    @abstractmethod
    def choose(self, selector: str, *paths: Path) -> None:
        """Picks files, or a folder, in a field for files."""

    @abstractmethod
    def restart(self) -> None:
        """Ends the browser and starts it again on the same profile."""

    def until(self, body: str, *arguments: Any) -> Any:
        """The first true value of a function body. Raises AssertionError when patience ends."""
        limit = time.monotonic() + PATIENCE
        while not (value := self._tried(body, *arguments)):
            assert time.monotonic() < limit, f"{self.name} waited in vain for: {body} {arguments}"
            time.sleep(0.03)
        return value

    def _tried(self, body: str, *arguments: Any) -> Any:
        """The value of a function body, or None where the page went away meanwhile."""
        try:
            return self.run(body, *arguments)
        except (PlaywrightError, MarionetteException):
            return None

    def click(self, selector: str) -> None:
        self.run("document.querySelector(args[0]).click()", selector)

    def settled(self) -> None:
        """Waits until what was given to the store is kept, as a reader's pause before leaving a page does: it answers in order."""
        self.until("return !window.dalil?.store || dalil.store.get('pause').then(() => true, () => true)")

    def ready(self) -> None:
        """Waits until every exercise has taken its answer from the store."""
        self.until("return document.readyState === 'complete' && "
                   "document.querySelectorAll('[data-exercise]').length === document.querySelectorAll('[data-ready]').length")

    def noted(self) -> list[str]:
        """Errors and requests to other hosts since the last call."""
        found = [*self.errors, *self.outside]
        self.errors.clear()
        self.outside.clear()
        return found


@cache
def playwright() -> Playwright:
    """One for all tests: two in one thread disturb each other."""
    started = sync_playwright().start()
    atexit.register(started.stop)
    return started


class Chromium(Browser):
    name = "chromium"

    def __init__(self, **options: Any) -> None:
        self.errors, self.outside = [], []
        self._options = options
        self._profile = tempfile.TemporaryDirectory(prefix="dalil-chromium-")
        self._launch()

    def _launch(self) -> None:
        flags = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-background-networking", "--disable-component-update",
                 "--disable-sync", "--no-first-run", "--disable-quic"]
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        self.context: BrowserContext = playwright().chromium.launch_persistent_context(
            self._profile.name, executable_path=program("chromium"), args=flags + sandbox, **{"locale": "en-GB", **self._options})
        self.page: Page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.page.on("console", lambda message: self.errors.append(f"console: {message.text} {message.location['url']}") if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(f"error: {error}"))
        self.context.on("request", lambda request: self._look(request.url))

    def _look(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("file", "data", "blob") and parts.hostname not in OWN:
            self.outside.append(url)

    def open(self, url: str) -> None:
        self.page.goto(url)

    def run(self, body: str, *arguments: Any) -> Any:
        return self.page.evaluate(f"(args) => {{ {body} }}", list(arguments))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def choose(self, selector: str, *paths: Path) -> None:
        self.page.set_input_files(selector, [str(path) for path in paths])

    def colours(self, scheme: str) -> None:
        self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]

    def restart(self) -> None:
        # Chromium writes local storage to disk some seconds after a change, and at once when the page is left.
        self.page.goto("about:blank")
        self.context.close()
        self._launch()

    def close(self) -> None:
        self.context.close()
        self._profile.cleanup()


class Firefox(Browser):
    """Firefox with the rules for `file://` that it ships with: remote.prefs.recommended would relax them."""

    name = "firefox"

    _WATCH = """
        const watch = { outside: [], observe(subject) {
          const channel = subject.QueryInterface(Ci.nsIHttpChannel);
          if (channel.loadInfo.browsingContextID) this.outside.push(channel.URI.spec);
        } };
        Cu.getGlobalForObject(Services).dalilWatch = watch;
        Services.obs.addObserver(watch, "http-on-modify-request");
        Services.console.reset();"""

    _TELL = """
        const errors = Services.console.getMessageArray()
          .filter((one) => one instanceof Ci.nsIScriptError && !(one.flags & Ci.nsIScriptError.warningFlag))
          .filter((one) => /^(file|http):/.test(one.sourceName)).map((one) => `${one.errorMessage} (${one.sourceName}:${one.lineNumber})`);
        Services.console.reset();
        const storage = Cc["@mozilla.org/consoleAPI-storage;1"].getService(Ci.nsIConsoleAPIStorage);
        const said = storage.getEvents().filter((one) => one.level === "error" && /^(file|http):/.test(one.filename))
          .map((one) => `console: ${one.arguments.join(" ")}`);
        storage.clearEvents();
        return [errors.concat(said), Cu.getGlobalForObject(Services).dalilWatch.outside.splice(0)];"""

    def __init__(self) -> None:
        self.errors, self.outside = [], []
        preferences = {"remote.prefs.recommended": False, "network.proxy.type": 1, "network.proxy.http": "127.0.0.1", "network.proxy.http_port": 9,
                       "network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": 9, "intl.accept_languages": "en-GB",
                       # As in a browser that is closed and opened again; the driver's own default is to start clean.
                       "privacy.sanitize.sanitizeOnShutdown": False}
        # A folder of its own: marionette removes a log that exists, which as root would be /dev/null itself.
        self._logs = tempfile.TemporaryDirectory(prefix="dalil-firefox-")
        self._driver = Marionette(bin=program("firefox"), headless=True, port=0, prefs=preferences, gecko_log=self._logs.name)
        self._driver.start_session()
        self._watch()

    def _watch(self) -> None:
        with self._driver.using_context("chrome"):
            self._driver.execute_script(self._WATCH, sandbox=None, new_sandbox=False)

    def open(self, url: str) -> None:
        self._driver.navigate(url)

    def run(self, body: str, *arguments: Any) -> Any:
        return self._driver.execute_script(f"const args = arguments[0]; {body}", script_args=[list(arguments)], sandbox=None)

    def press(self, *keys: str) -> None:
        for key in keys:
            self._driver.actions.sequence("key", "keyboard").send_keys(KEYS[key]).perform()

    def type(self, text: str) -> None:
        self._driver.actions.sequence("key", "keyboard").send_keys(text).perform()

    def choose(self, selector: str, *paths: Path) -> None:
        # Its dialog for files cannot be driven: the field is handed what that would give.
        self.run("""
            const field = document.querySelector(args[0]);
            const files = args[1].map(([path, data]) => {
              const file = new File([Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0))], path.split("/").pop());
              return field.webkitdirectory ? Object.defineProperty(file, "webkitRelativePath", { value: path }) : file;
            });
            Object.defineProperty(field, "files", { value: files, configurable: true });
            field.dispatchEvent(new Event("change", { bubbles: true }));""", selector, [
                (file.relative_to(path.parent).as_posix(), b64encode(file.read_bytes()).decode())
                for path in paths for file in ([path] if path.is_file() else sorted(path.rglob("*"))) if file.is_file()])

    def restart(self) -> None:
        self._driver.restart(in_app=True)
        self._watch()

    def noted(self) -> list[str]:
        with self._driver.using_context("chrome"):
            errors, requests = self._driver.execute_script(self._TELL, sandbox=None, new_sandbox=False)
        self.errors += errors
        self.outside += [url for url in requests if urlsplit(url).hostname not in OWN]
        return super().noted()

    def close(self) -> None:
        self._driver.quit()
        self._driver.cleanup()
        self._logs.cleanup()


BROWSERS: dict[str, Callable[[], Any]] = {"chromium": Chromium, "firefox": Firefox}
