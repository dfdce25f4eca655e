"""Files are read in a process of their own, which is ended where it takes too long or too much.

No reader of a format is trusted: a small file can be made to take minutes or gigabytes of it. The
bounds hold while it reads, and this process goes on meanwhile. Small plain text is read here.
"""

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import IO, Any

import pandas as pd

from forecasting.importing.column_names import shown
from forecasting.importing.reading import read_table
from forecasting.messages import Message, bad_value, said_by

try:
    import resource
except ImportError:  # a system that has no such limits: only the time is bounded there
    resource = None  # type: ignore[assignment]

SECONDS, MEGABYTES = 2, 200
"""Of the processor, and of memory above what the reading process takes by itself."""
WALL_SECONDS = 20.0
"""However busy the machine is."""
SMALL_BYTES, LONGEST_LINE = 64 * 2**10, 4_096
"""A plain text of at most so much is read in this process, in a fraction of the bounds."""
AT_ONCE = 2
LIBRARIES = {b"PAR1": "forecasting.importing.parquet", b"PK": "forecasting.importing.excel"}

_places = threading.BoundedSemaphore(AT_ONCE)
_readers: set[str] = set()


def read_apart(data: bytes, name: str, who: str = "", **choices: str) -> pd.DataFrame:
    """What `read_table` gives, within bounds.

    Args:
        data: The file.
        name: What it is called.
        who: Whose file it is: one of each is read at a time.
        choices: What else `read_table` is given, by name.

    Raises:
        ValueError: As `read_table`; or if the file takes too much, or another one is being read.
    """
    if is_small_text(data):
        return read_table(data, name, **choices)
    with _turn(who, name):
        found = _asked((data, name, choices))
    if isinstance(found, Message):
        raise ValueError(found)
    return found


def is_small_text(data: bytes) -> bool:
    """Whether this is a short text in short lines, and no format with a reader of its own."""
    if len(data) > SMALL_BYTES or b"\x00" in data or data.startswith(tuple(LIBRARIES)):
        return False
    if max(map(len, data.splitlines()), default=0) > LONGEST_LINE:
        return False
    with contextlib.suppress(UnicodeDecodeError):
        return not data.decode().lstrip("\ufeff \t\r\n").startswith("<")
    return False


@contextlib.contextmanager
def _turn(who: str, name: str) -> Iterator[None]:
    """A place among the few that read at once."""
    if who in _readers or not _places.acquire(timeout=WALL_SECONDS):
        raise bad_value(
            "Another file is being read; bring {name} again in a moment.", name=shown(name)
        )
    _readers.update([who] if who else [])
    try:
        yield
    finally:
        _readers.discard(who)
        _places.release()


def _asked(task: tuple[bytes, str, dict[str, str]]) -> Any:
    """What the other process answers: a table, or a message."""
    here = str(Path(__file__).parents[2])
    environ = {**os.environ, "PYTHONPATH": here, "ARROW_DEFAULT_MEMORY_POOL": "system"}
    process = subprocess.Popen(
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )
    try:
        answer, _ = process.communicate(pickle.dumps(task), timeout=WALL_SECONDS)
        return pickle.loads(answer)  # our own process wrote it
    except (subprocess.TimeoutExpired, OSError, EOFError, pickle.UnpicklingError) as error:
        raise _too_much(task[1]) from error
    finally:
        process.kill()
        process.wait()


def _too_much(name: str) -> ValueError:
    return bad_value(
        "{name} takes more than {seconds} s or {megabytes} MB to be read here; save the table as "
        "plain CSV, or bring a part of it.",
        name=shown(name),
        seconds=SECONDS,
        megabytes=MEGABYTES,
    )


def answer(given: IO[bytes], wanted: IO[bytes]) -> None:
    """What the other process does: read one file within bounds, and answer."""
    data, name, choices = pickle.loads(given.read())
    for start, library in LIBRARIES.items():
        if data.startswith(start):
            import_module(library)
    _bound()
    wanted.write(pickle.dumps(_read(data, name, choices)))


def _read(data: bytes, name: str, choices: dict[str, str]) -> pd.DataFrame | str:
    """The table, or the message."""
    try:
        return read_table(data, name, **choices)
    except MemoryError:
        return said_by(_too_much(name))
    except ValueError as error:
        lacked = isinstance(error.__cause__ or error.__context__, MemoryError)
        return said_by(_too_much(name) if lacked else error)


def _bound() -> None:
    """From here on this process can take so much more, and no further."""
    if resource is None:
        return
    times = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(times.ru_utime + times.ru_stime) + 1 + SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    status = Path("/proc/self/status")
    if status.exists():
        row = next(row for row in status.read_text().splitlines() if row.startswith("VmData"))
        most = 1024 * int(row.split()[1]) + MEGABYTES * 2**20
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


if __name__ == "__main__":
    answer(sys.stdin.buffer, sys.stdout.buffer)
