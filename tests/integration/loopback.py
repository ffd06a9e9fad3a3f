"""A small web server on loopback whose pages are functions, and what the feed tests build around it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Reply = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """The server's pages by path, and the requests it got as (path, headers in lower case).

    A field of a reply that has no value is not sent.
    """

    address: str
    pages: dict[str, Callable[[dict[str, str]], Reply]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def put(self, path: str, data: bytes | str, kind: str = "text/html; charset=utf-8", **headers: str) -> None:
        """Serve fixed bytes."""
        body = data.encode() if isinstance(data, str) else data
        fields = {"content-type": kind} | {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = lambda _: (200, fields, body)

    def count(self, path: str) -> int:
        """Return how often a path was asked for."""
        return sum(asked == path for asked, _ in self.asked)


@contextmanager
def serve() -> Iterator[Site]:
    """Run a site on a free port of 127.0.0.1."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            site.asked.append((self.path, headers))
            page = site.pages.get(self.path)
            status, fields, body = page(headers) if page else (404, {}, b"no such page")
            self.send_response(status)
            for name, value in fields.items():
                if value:
                    self.send_header(name, value)
            if "content-length" not in fields:
                self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            del format, args

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            del request, client_address

    server = Server(("127.0.0.1", 0), Handler)
    site = Site(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        site.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
