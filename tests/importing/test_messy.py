"""Files as people make them: each is read right, or a question is asked, or it is refused."""

import numpy as np
import pytest

from forecasting.importing.column_inference import guess
from forecasting.importing.reading import read_table
from forecasting.importing.table_to_series import import_series
from forecasting.messages import beside
from tests.importing.messy_files import FILES
from tests.importing.messy_numbers import NUMBERS
from tests.importing.messy_shapes import SHAPES
from tests.importing.messy_times import TIMES

CASES = TIMES | NUMBERS | SHAPES | FILES
OF_A_FILE = ("encoding", "sheet")


def read(case):
    """What comes of a file, what is asked, and what was seen while reading."""
    of_file = {key: value for key, value in case.answers.items() if key in OF_A_FILE}
    table = read_table(case.bytes, "x.csv", **of_file)
    found = guess(table, {key: value for key, value in case.answers.items() if key not in of_file})
    asked = (*table.attrs.get("questions", ()), *found.questions)
    return import_series(table, found.options, "x"), asked, beside(table.attrs["notes"])


def moment(time):
    return float(np.datetime64(time, "ms").astype(float)) if isinstance(time, str) else time


@pytest.mark.parametrize(
    "case",
    [c for c in CASES.values() if not c.refused],
    ids=[n for n, c in CASES.items() if not c.refused],
)
def test_a_messy_file_is_read_right_or_asked_about(case):
    imported, asked, seen = read(case)
    series = imported.series
    assert tuple(question.key for question in asked) == case.asks
    if case.values is not None:
        np.testing.assert_allclose(series.values[:, 0], case.values, rtol=1e-9)
    for time, wanted in ((series.time[0], case.first), (series.time[-1], case.last)):
        assert wanted is None or series.dated == isinstance(wanted, str)
        assert wanted is None or abs(time - moment(wanted)) < 1e-6
    assert case.variables is None or series.variables == case.variables
    assert case.said in f"{imported.sentence} {seen}"


@pytest.mark.parametrize(
    "case", [c for c in CASES.values() if c.refused], ids=[n for n, c in CASES.items() if c.refused]
)
def test_what_cannot_be_kept_is_refused(case):
    with pytest.raises(ValueError, match=case.refused):
        read(case)


def test_there_are_many():
    assert len(CASES) >= 150
