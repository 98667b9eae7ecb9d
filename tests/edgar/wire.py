"""What the tests of both clients share: a server that says what a test wants, and a rate that holds nobody up."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer


class Unlimited:
    """No rate."""

    def wait(self) -> None:
        """Nobody waits."""

    def pause(self, seconds: float) -> None:
        """Nobody waits."""


@contextmanager
def listening(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Within, the handler answers at the address given, from a thread of its own, and logs nothing."""

    class Quiet(handler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
