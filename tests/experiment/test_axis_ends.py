"""Where axes end, against values worked out by hand, and what their captions say."""

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.experiment import axis_ends


def log_of(*losses):
    return SimpleNamespace(losses=pd.DataFrame({"loss": np.array(losses, dtype=float)}))


@pytest.mark.parametrize(
    ("losses", "expected"),
    [
        ([], (0.01, 1.0)),
        ([math.nan, math.inf], (0.01, 1.0)),
        ([0.0], (0.01, 1.0)),
        ([0.5], (0.01, 1.0)),
        ([1.0], (0.01, 1.0)),
        ([1.01, 0.2], (0.1, 10.0)),
        ([0.9, 0.00012], (0.0001, 1.0)),
        ([0.9, math.nan, math.inf, 0.002], (0.001, 1.0)),
        ([3.0, 0.0], (1e-8, 10.0)),
        ([5e12], (1e11, 1e13)),
    ],
)
def test_a_range_of_losses_is_powers_of_ten(losses, expected):
    assert axis_ends.loss_range(log_of(*losses)) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("values", "end"),
    [
        ([0.861], 0.87),
        ([0.86, 0.2], 0.86),
        ([12.1], 13.0),
        ([1.0], 1.0),
        ([0.00991, math.inf, math.nan], 0.01),
        ([1234.0], 1300.0),
        ([], 1.0),
        ([0.0], 1.0),
        ([math.inf], 1.0),
    ],
)
def test_the_end_of_an_axis(values, end):
    assert axis_ends.round_up(pd.Series(values, dtype=float)) == pytest.approx(end, rel=1e-12)


class TestSharedEnd:
    """The end of an axis that stays while somebody moves a slider."""

    @pytest.mark.parametrize(
        ("values", "before", "end"),
        [
            ([0.34, 0.2], None, 0.4),
            ([1.0], None, 1.0),
            ([0.81], None, 1.0),
            ([np.nan, np.inf, 0.13], None, 0.15),
            ([], None, 1.0),
            ([0.2], 0.4, 0.4),  # it stays
            ([0.5], 0.4, 0.5),  # it grows
            ([0.1], 0.4, 0.1),  # the curves would be too flat to be seen
            ([np.inf], 0.4, 1.0),
        ],
    )
    def test_it(self, values, before, end):
        assert axis_ends.shared_end(pd.Series(values, dtype=float), before) == end

    @given(st.lists(st.floats(1e-12, 1e12), min_size=1), st.floats(1e-12, 1e12))
    def test_it_holds_what_is_drawn_and_comes_to_rest(self, values, before):
        drawn = pd.Series(values)
        end = axis_ends.shared_end(drawn, before)
        assert end >= drawn.max() * (1 - 1e-9)
        assert axis_ends.shared_end(drawn, end) == end


def test_an_axis_follows_a_band_to_twice_the_highest_curve():
    rows = pd.DataFrame({"rmse": [0.1, 0.4, np.nan], "rmse_upper": [0.2, 0.7, np.nan]})
    assert axis_ends.to_hold(rows, "rmse").max() == 0.7
    assert not axis_ends.reaches_beyond(rows, "rmse")
    far = rows.assign(rmse_upper=[0.2, 780.0, np.nan])
    assert axis_ends.to_hold(far, "rmse").max() == pytest.approx(0.8)
    assert axis_ends.reaches_beyond(far, "rmse")


@pytest.mark.parametrize("value", [0.0, np.nan, np.inf])
def test_where_no_curve_has_a_height_nothing_is_cut(value):
    rows = pd.DataFrame({"rmse": [value], "rmse_upper": [3.0]})
    assert axis_ends.to_hold(rows, "rmse").tolist()[1:] == [3.0]
    assert not axis_ends.reaches_beyond(rows, "rmse")


class TestBandCaption:
    FAR = pd.DataFrame({"rmse": [0.1, 0.4], "rmse_upper": [0.2, 780.0]})

    def test_what_line_and_band_are(self):
        near = self.FAR.assign(rmse_upper=[0.2, 0.7])
        whole = "Line: interquartile mean over seeds. Band: 95 % interval."
        assert axis_ends.band_caption(near, "rmse", 8) == whole
        assert axis_ends.band_caption(self.FAR, "rmse", 8, cut=False) == whole

    def test_that_it_leaves_the_chart(self):
        words = axis_ends.band_caption(self.FAR, "rmse", 4)
        assert words.endswith("Band: range; above twice the highest curve it may leave the chart.")

    def test_of_one_seed_there_is_none(self):
        assert "no interval" in axis_ends.band_caption(self.FAR, "rmse", 1)


@pytest.mark.parametrize(("kinds", "named"), [(["cell", "floor"], True), (["cell"], False)])
def test_the_noise_is_named_where_it_is_drawn(kinds, named):
    words = axis_ends.thin_caption(pd.DataFrame({"kind": kinds}))
    assert ("the noise itself" in words) == named
