"""A line between browser and server that can be cut: a browser that plays offline keeps its own."""

import contextlib
import socket
import threading

CHUNK_BYTES = 65536


class Relay:
    """Passes on what it gets, until it is cut.

    Args:
        port: Where the server answers on this machine.
    """

    def __init__(self, port):
        self._target = ("127.0.0.1", port)
        self._whole = True
        self._lock = threading.Lock()
        self._ends = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self._threads = [self._start(self._let_in)]

    @property
    def port(self):
        return self._door.getsockname()[1]

    def cut(self):
        """Break all connections, and every one that is tried from now on."""
        with self._lock:
            self._whole = False
            for end in self._ends:
                # The thread that reads from it sees the end and closes it.
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
            self._ends.clear()

    def mend(self):
        self._whole = True

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.cut()
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._door.close()

    def _start(self, work, *args):
        thread = threading.Thread(target=work, args=args, daemon=True)
        thread.start()
        return thread

    def _let_in(self):
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            with self._lock:
                if not self._whole:
                    near.close()
                    continue
                self._ends += [near, far := socket.create_connection(self._target)]
            self._threads.append(self._start(self._connect, near, far))

    def _connect(self, near, far):
        with near, far:
            back = self._start(_pass_on, far, near)
            _pass_on(near, far)
            back.join()


def _pass_on(source, sink):
    with contextlib.suppress(OSError):
        while data := source.recv(CHUNK_BYTES):
            sink.sendall(data)
    for end in (source, sink):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
