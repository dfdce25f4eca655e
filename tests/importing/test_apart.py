"""No file hurts: what takes too long or too much is ended while it is read, with a message."""

import io
import os
import random
import threading
import time
import zipfile
from functools import cache

import numpy as np
import pandas as pd
import pytest

from forecasting.importing import read_table
from forecasting.importing.apart import MEGABYTES, SECONDS, SMALL_BYTES, is_small_text, read_apart
from forecasting.messages import Message, said_by
from tests.bounds import measured, needs_proc
from tests.importing.files import REFUSED, daily, parquet, workbook

TABLE = pd.DataFrame({"date": pd.date_range("2001-01-01", periods=200), "v": np.arange(200.0)})
ROWS = [["date", "v"], *([k, k * k % 7] for k in range(1, 200))]
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD = f'<?xml version="1.0"?><worksheet xmlns="{SPREADSHEET}">'


def with_sheet(xml):
    """A workbook whose only sheet is this text."""
    given, target = io.BytesIO(workbook(ROWS)), io.BytesIO()
    with zipfile.ZipFile(given) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, xml if name.startswith("xl/worksheets/") else old.read(name))
    return target.getvalue()


def in_a_row(cells):
    return f'{HEAD}<sheetData><row r="1">{cells}</row></sheetData></worksheet>'


def forged(count):
    """A Parquet file that says of itself that it has far more values than it has."""
    data = bytearray(parquet(TABLE))
    rng = random.Random(count)
    for _ in range(40):
        data[rng.randrange(4, len(data) - 8)] = 0xFF
    return bytes(data)


def entities():
    names = "".join(f'<!ENTITY b{k + 1} "{f"&b{k};" * 10}">' for k in range(9))
    start = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY b0 "{"x" * 1000}">{names}]>'
    cell = '<sheetData><row><c t="str"><v>&b9;</v></c></row></sheetData></worksheet>'
    return f"{start}{HEAD.partition('?>')[2]}{cell}"


def far_cells():
    rows = "".join(f'<row r="{k}"><c r="XFD{k}"><v>1</v></c></row>' for k in range(1, 20_000))
    return f"{HEAD}<sheetData>{rows}</sheetData></worksheet>"


def long_text():
    return in_a_row(f'<c t="inlineStr"><is><t>{"x" * 9 * 10**7}</t></is></c>')


HOSTILE = {
    "many cells behind a tab": lambda: with_sheet(in_a_row('<c\tr="A1"><v>1</v></c>' * 2_000_000)),
    "a text of 90 MB": lambda: with_sheet(long_text()),
    "deep": lambda: with_sheet(HEAD + "<a>" * 10**6),
    "spaces that backtrack": lambda: with_sheet(HEAD + "<" + " " * 10**6 + "x" * 10),
    "entities": lambda: with_sheet(entities()),
    "far cells": lambda: with_sheet(far_cells()),
    "zeros": lambda: parquet(pd.DataFrame({"x": np.zeros(3_000_000)})),
    "the same text": lambda: parquet(pd.DataFrame({"x": ["y" * 10_000] * 200_000})),
    "forged": lambda: forged(1),
    "forged too": lambda: forged(2),
    "quotes": lambda: b'a,b\n"' + b'""' * 10**7,
    "one long line": lambda: b"a,b\n1," + b"x" * 4 * 10**7,
}


@cache
def hostile(name):
    return HOSTILE[name]()


@needs_proc
@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_made_to_hurt_ends_in_a_message_or_a_small_table(name):
    data, gaps, over = hostile(name), [0.0], threading.Event()
    watch = threading.Thread(target=_watch, args=(gaps, over))

    def read():
        watch.start()  # here, for before this all that was measured until now is tidied up
        return read_apart(data, "x.xlsx")

    taken = measured(read)
    over.set()
    watch.join()
    assert taken.error is None or isinstance(said_by(taken.error), Message)
    assert taken.error is None or type(taken.error) is ValueError
    assert taken.seconds < SECONDS
    assert taken.bytes < MEGABYTES * 2**20
    assert max(gaps) < 1.0  # this process went on meanwhile


def _watch(gaps, over):
    before = time.monotonic()
    while not over.wait(0.01):
        now = time.monotonic()
        gaps.append(now - before)
        before = now


@pytest.mark.parametrize("name", ["many cells behind a tab", "a text of 90 MB"])
def test_what_takes_too_much_is_ended_while_it_is_read(name):
    with pytest.raises(
        ValueError, match=r"'x\.xlsx' takes more than 2 s or 200 MB to be read here"
    ):
        read_apart(hostile(name), "x.xlsx")


@pytest.mark.parametrize("data", [workbook(ROWS), parquet(TABLE), b"a,b\n" + b"1,2\n" * 50_000])
def test_a_good_file_is_read_as_it_would_be_here(data):
    assert not is_small_text(data)
    found, here = read_apart(data, "x"), read_table(data, "x")
    pd.testing.assert_frame_equal(found, here)
    assert found.attrs == here.attrs


@pytest.mark.parametrize("name", ["zip", "empty", "header only"])
def test_what_is_refused_is_refused_in_the_same_words(name):
    data, message = REFUSED[name]
    with pytest.raises(ValueError, match=message):
        read_apart(data, "x.csv")


def test_one_at_a_time_for_each_visitor():
    slow = threading.Thread(target=_quietly, args=(hostile("many cells behind a tab"),))
    slow.start()
    time.sleep(0.3)
    with pytest.raises(ValueError, match="Another file is being read; bring 'mine' again"):
        read_apart(workbook(ROWS), "mine", who="a")
    assert len(read_apart(workbook(ROWS), "mine", who="b")) == 199
    slow.join()
    assert len(read_apart(workbook(ROWS), "mine", who="a")) == 199


def _quietly(data):
    with pytest.raises(ValueError, match="takes more than"):
        read_apart(data, "slow", who="a")


COUNT = int(os.environ.get("MUTATED_FILES", "6"))
"""All of 200: MUTATED_FILES=200 pytest -n 0 tests/importing/test_apart.py -k altered."""


@needs_proc
@pytest.mark.parametrize("seed", range(COUNT))
def test_an_altered_workbook_or_parquet_opens_or_gives_a_message(seed):
    rng = random.Random(seed)
    data = bytearray(workbook(ROWS) if seed % 2 else parquet(TABLE))
    for _ in range(rng.randrange(1, 30)):
        data[rng.randrange(4, len(data))] = rng.randrange(256)
    taken = measured(lambda: read_apart(bytes(data), "x"))
    assert taken.error is None or isinstance(said_by(taken.error), Message)
    assert taken.seconds < SECONDS
    assert taken.bytes < MEGABYTES * 2**20


SMALL = ["", '"', "'", ",", ";", "\t", " ", "1", "-", ".", "1,", "1.5;", "a", "2001-01-01,", "\r"]


@needs_proc
@pytest.mark.parametrize("seed", range(30))
def test_a_small_text_takes_little_whatever_it_says(seed):
    """Which is why it is read here: 64 KB of any signs, in lines of any length allowed."""
    rng = random.Random(seed)
    pieces = [rng.choice(SMALL) * rng.randrange(1, 400) for _ in range(rng.randrange(1, 4))]
    line = "".join(pieces)[: rng.choice([5, 80, 4000])]
    data = "\n".join([line] * (SMALL_BYTES // (len(line) + 1))).encode()[:SMALL_BYTES]
    assert is_small_text(data)
    taken = measured(lambda: read_apart(data, "x.csv"))
    assert taken.error is None or type(taken.error) is ValueError
    assert taken.seconds < SECONDS
    assert taken.bytes < MEGABYTES * 2**20


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04", b"PAR1", b"a\x00", b" <?xml", b"\xff\xfe", b"1" * 5000, b"1\n" * 40_000]
)
def test_what_is_no_small_text(data):
    assert not is_small_text(data)
    assert is_small_text(daily(range(50)).encode())
