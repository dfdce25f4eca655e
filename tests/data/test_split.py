import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from forecasting.data import Split, Transform, prepare
from tests.data.cases import SPLITS, fits, random_series


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"window_length": 0}, "window_length is 0; give a whole number of at least 1"),
        ({"window_length": 2.5}, "window_length is 2.5"),
        ({"horizon": 0}, "horizon is 0; give a whole number of at least 1"),
        ({"horizon": True}, "horizon is True"),
        ({"train_fraction": 0}, "train_fraction is 0; give a number above 0, at most 1"),
        ({"train_fraction": 1.1}, "train_fraction is 1.1"),
        ({"train_fraction": float("nan")}, "train_fraction is nan"),
        ({"train_fraction": "half"}, "train_fraction is 'half'"),
        ({"train_fraction": 1}, "train_fraction is 1 and leaves nothing to test on"),
        ({"judged_on": "validation"}, "judged_on is 'validation'; choose one of test, training"),
        ({"scaled": 1}, "scaled is 1; give true or false"),
    ],
)
def test_split_refuses_with_the_value_and_the_remedy(change, message):
    with pytest.raises(ValueError, match=message):
        Split(**change)


@pytest.mark.parametrize(
    ("split", "length", "message"),
    [
        (
            Split(20, 5, 0.5),
            40,
            "window_length is 20 and needs at least 21 training values, but the training part has "
            "20 of 40; shorten the window, lengthen the series or raise train_fraction.",
        ),
        (
            Split(20, 13, 0.7),
            40,
            "horizon is 13, but the test part has only 12 of 40 values; shorten the horizon, "
            "lengthen the series or lower train_fraction.",
        ),
        (
            Split(20, 21, 1.0, judged_on="training"),
            40,
            "horizon is 21, but only 20 training values follow the first window; shorten the "
            "horizon or lengthen the series.",
        ),
    ],
)
def test_a_series_too_short_is_refused_by_one(split, length, message):
    for call in (split.check, split.training_origins, split.test_origins):
        with pytest.raises(ValueError) as caught:  # noqa: PT011 (compared as a whole)
            call(length)
        assert str(caught.value) == message
    split.check(length + 4)


@pytest.mark.parametrize(
    ("split", "length"),
    [(Split(20, 5, 0.525), 40), (Split(5, 20, 0.5), 40), (Split(20, 20, 1.0, "training"), 40)],
)
def test_the_shortest_series_that_fits(split, length):
    task = prepare(random_series(length), split)
    assert len(task.training) >= 1
    assert len(task.test) >= 1
    with pytest.raises(ValueError, match="shorten the"):
        split.check(length - 1)


@given(SPLITS, st.integers(20, 120))
def test_origins_against_loops(split, length):
    assume(fits(split, length))
    cut = split.split_index(length)
    training, test = [], []
    for origin in range(split.window_length - 1, length):
        target_indices = range(origin + 1, origin + split.horizon + 1)
        if origin + 1 < cut:
            training.append(origin)
        if all(cut <= index < length for index in target_indices):
            test.append(origin)
    assert split.training_origins(length).tolist() == training
    if split.judged_on == "test":
        assert split.test_origins(length).tolist() == test
    else:
        assert split.test_origins(length).tolist() == [split.window_length - 1]
        assert split.window_length + split.horizon <= cut


def test_split_index_counts_the_training_values():
    assert Split(train_fraction=0.7).split_index(200) == 140
    assert Split(train_fraction=1, judged_on="training").split_index(51) == 51


class TestValidation:
    def test_it_lies_between_training_and_test(self):
        split = Split(window_length=5, horizon=3, train_fraction=0.5, validation_fraction=0.2)
        assert (split.split_index(100), split.test_index(100)) == (50, 70)
        assert split.training_origins(100).tolist() == list(range(4, 49))
        assert split.validation_origins(100).tolist() == list(range(49, 69))
        assert split.test_origins(100).tolist() == list(range(69, 97))

    def test_without_one_there_are_no_origins(self):
        assert Split(window_length=5, horizon=3).validation_origins(100).size == 0

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"train_fraction": 0.6, "validation_fraction": 0.4}, "leave nothing to test on"),
            ({"train_fraction": 0.9, "validation_fraction": 0.9}, "leave nothing to test on"),
            ({"validation_fraction": -0.1}, "validation_fraction is -0.1"),
            ({"validation_fraction": True}, "validation_fraction is True"),
        ],
    )
    def test_bad_ones_are_refused(self, changes, message):
        with pytest.raises(ValueError, match=message):
            Split(**changes)

    def test_one_smaller_than_a_value_is_refused(self):
        split = Split(window_length=5, horizon=3, validation_fraction=0.001)
        with pytest.raises(ValueError, match="less than one of 100 values"):
            split.check(100)

    def test_trained_and_judged_on_all_there_may_be_one_at_the_end(self):
        split = Split(
            window_length=5,
            horizon=3,
            train_fraction=0.8,
            validation_fraction=0.2,
            judged_on="training",
        )
        assert split.validation_origins(100).tolist() == list(range(79, 99))


MADE = st.fixed_dictionaries(
    {
        "window_length": st.integers(1, 12),
        "horizon": st.integers(1, 12),
        "train_fraction": st.floats(0.05, 1),
        "validation_fraction": st.sampled_from([0.0, 0.01, 0.1, 0.3]),
        "judged_on": st.sampled_from(["test", "training"]),
        "transform": st.sampled_from([Transform(), Transform(difference=True)]),
    }
)


@given(fields=MADE, length=st.integers(1, 60))
def test_what_fits_is_what_is_not_refused(fields, length):
    assume(fields["train_fraction"] + fields["validation_fraction"] < 1)
    split = Split(**fields)
    try:
        split.check(length)
    except ValueError:
        assert not split.fits(length)
    else:
        assert split.fits(length)
