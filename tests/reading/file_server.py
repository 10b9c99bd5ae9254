"""A web server on this machine whose answers a test states, good ones and bad ones."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[["Handler"], None]


@dataclass
class Server:
    """A running server."""

    url: str
    """Address, without a slash at its end."""
    asked: list[str] = field(default_factory=list)
    """Paths that were asked for, in order."""
    over: threading.Event = field(default_factory=threading.Event)
    """Set when the test is over; answers that wait end then."""


class Handler(BaseHTTPRequestHandler):
    """Answers one request as the test says."""

    routes: Mapping[str, Answer]
    state: Server

    def do_GET(self) -> None:
        self.state.asked.append(self.path)
        with suppress(ConnectionError):
            self.routes.get(self.path.partition("?")[0], status(404))(self)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serve(routes: Mapping[str, Answer], context: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Give a server that answers paths as stated, and others with 404; with a context it speaks TLS."""
    state = Server("")
    handler = type("Stated", (Handler,), {"routes": routes, "state": state})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        state.url = f"http{'s' if context else ''}://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield state
        finally:
            state.over.set()
            server.shutdown()
            thread.join()


def body(data: bytes, *, length: int | None = None, **headers: str) -> Answer:
    """Answer with a body; another length than its own may be stated."""

    def answer(request: Handler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(data) if length is None else length))
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(data)

    return answer


def status(code: int) -> Answer:
    """Answer with a status and a short body."""

    def answer(request: Handler) -> None:
        request.send_response(code)
        request.send_header("Content-Length", "5")
        request.end_headers()
        request.wfile.write(b"sorry")

    return answer


def redirect(target: str) -> Answer:
    """Answer that the file is elsewhere."""

    def answer(request: Handler) -> None:
        request.send_response(302)
        request.send_header("Location", target)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


def stalled(data: bytes = b"", *, length: int = 1000) -> Answer:
    """Answer with the beginning of a body and then with nothing until the test is over."""

    def answer(request: Handler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(length))
        request.end_headers()
        request.wfile.write(data)
        request.wfile.flush()
        request.state.over.wait(30)

    return answer


def endless(piece: bytes = b" " * 65536) -> Answer:
    """Answer with a body of no stated length that does not end; what was sent is in ``sent``."""

    def answer(request: Handler) -> None:
        request.send_response(200)
        request.end_headers()
        until = time.monotonic() + 30
        while time.monotonic() < until and not request.state.over.is_set():
            request.wfile.write(piece)

    return answer
