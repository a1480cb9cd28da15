"""Static hosts on this machine, with the site below a path and 404.html for unknown addresses: a good one, and one as poor lines have it."""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, prefix: str, *rest: Any, **named: Any) -> None:
        self._prefix = prefix
        super().__init__(*rest, **named)

    def translate_path(self, path: str) -> str:
        inside = path.startswith(self._prefix)
        return super().translate_path("/" + path.removeprefix(self._prefix) if inside else "/no such place")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *parts: object) -> None:
        pass


@contextmanager
def serving(folder: Path, prefix: str = "/") -> Iterator[str]:
    """The address of the folder while it is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, prefix, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{prefix}"
    finally:
        server.shutdown()


class Host:
    """A host that can go away and come back at the same address, break off in the middle of a file, or answer for another.

    `asked` are the places that were asked for, `left` is how many more files are sent whole, `login` tells which places get a page
    to log in, and `pause` is what each file takes, in seconds.
    """

    def __init__(self, folder: Path, prefix: str = "/") -> None:
        self.folder, self.prefix, self.port = folder, prefix, 0
        self.asked: list[str] = []
        self.mend()
        self.come()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.prefix}"

    def mend(self) -> None:
        """Forgets what is wrong, and what was asked for."""
        self.left: int | None = None
        self.login: Callable[[str], bool] = lambda place: False
        self.pause = 0.0
        self.asked.clear()

    def come(self) -> None:
        self._server = _QuietServer(("127.0.0.1", self.port), functools.partial(_PoorHandler, self))
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def go(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def breaks(self) -> bool:
        """Whether the file that is asked for now is not sent whole."""
        with _COUNTING:
            if self.left:
                self.left -= 1
                return False
            return self.left is not None


_COUNTING = threading.Lock()


class _QuietServer(ThreadingHTTPServer):
    def handle_error(self, *request: Any) -> None:
        """A browser that breaks off is nothing to tell of."""


class _PoorHandler(_Handler):
    def __init__(self, host: Host, *rest: Any) -> None:
        self._host = host
        super().__init__(host.prefix, *rest, directory=str(host.folder))

    def do_GET(self) -> None:
        self.directory = str(self._host.folder)  # browsers connect ahead of what they ask for
        place = urlsplit(self.path).path.removeprefix(self._host.prefix)
        self._host.asked.append(place)
        time.sleep(self._host.pause)
        if self._host.login(place):
            self._send(b"<!doctype html><title>Log in</title><p>Log in", "text/html")
        elif self._host.breaks():
            self._send(b"/* half", self.guess_type(self.path), missing=40)
        else:
            super().do_GET()

    def _send(self, data: bytes, kind: str, missing: int = 0) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data) + missing))
        self.end_headers()
        self.wfile.write(data)

    def send_header(self, keyword: str, value: str) -> None:
        # It tells seconds apart, and two versions may be written within one.
        if keyword != "Last-Modified":
            super().send_header(keyword, value)

    def end_headers(self) -> None:
        # As hosts do: what was read once is not asked for again for a while.
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()
