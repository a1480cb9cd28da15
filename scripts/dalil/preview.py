"""The preview: serves a finished folder on this machine, watches the sources, and reloads the pages that are open."""

from __future__ import annotations

import functools
import json
import queue
import shutil
import threading
from collections.abc import Callable, Sequence
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

_QUIET = 0.2  # seconds without a further change before a rebuild: editors write in several steps
_STATE = "/dalil-preview-state"
_SCRIPT = b"<script>" + files("dalil").joinpath("preview.js").read_bytes() + b"</script></body>"


class Preview:
    """A folder shown at `url`; `show` puts a newly built one in its place, `notice` is a line shown on every page.

    Raises OSError where the port is taken.
    """

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.version = 0
        self.notice = ""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self._server = ThreadingHTTPServer(("127.0.0.1", port), functools.partial(_Handler, self))
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def show(self, finished: Path) -> None:
        """Takes a finished folder over; pages that are open reload."""
        before = self.folder.with_name(self.folder.name + "-before")
        shutil.rmtree(before, ignore_errors=True)
        self.folder.rename(before)
        finished.rename(self.folder)
        shutil.rmtree(before, ignore_errors=True)
        self.version += 1

    def run(self, rebuild: Callable[[str | None], None], watched: Sequence[Path]) -> None:
        """Builds, serves, and builds again after each change, until it is interrupted."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        changes = _Changes()
        observer = Observer()
        for path in watched:
            observer.schedule(changes, str(path), recursive=path.is_dir())
        observer.start()
        try:
            rebuild(None)
            while True:
                rebuild(changes.next())
        except KeyboardInterrupt:
            pass
        finally:
            observer.stop()
            self._server.shutdown()


class _Changes(FileSystemEventHandler):
    """Changed paths, one after a burst has ended."""

    def __init__(self) -> None:
        self._paths: queue.Queue[str] = queue.Queue()

    def on_any_event(self, event: FileSystemEvent) -> None:
        if not event.is_directory and event.event_type in ("created", "modified", "moved", "deleted"):
            self._paths.put(str(event.dest_path or event.src_path))

    def next(self) -> str:
        path = self._paths.get()
        while True:
            try:
                path = self._paths.get(timeout=_QUIET)
            except queue.Empty:
                return path


class _Handler(SimpleHTTPRequestHandler):
    """Files of the folder, never cached; pages with the script that reloads them."""

    def __init__(self, preview: Preview, *rest: Any) -> None:
        self._preview = preview
        super().__init__(*rest, directory=str(preview.folder))

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path = path / "index.html"
        if self.path == _STATE:
            state = {"version": self._preview.version, "notice": self._preview.notice}
            self._send(json.dumps(state).encode(), "application/json")
        elif path.suffix == ".html" and path.is_file() and path.name != "store.html":
            self._send(path.read_bytes().replace(b"</body>", _SCRIPT, 1), "text/html; charset=utf-8")
        else:
            super().do_GET()

    def _send(self, data: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *parts: object) -> None:
        """Requests are of no interest here."""
