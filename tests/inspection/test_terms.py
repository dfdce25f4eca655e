"""The numbers in a formula add up to the gates and states of the walk."""

import math

import numpy as np
import pytest

from forecasting.inspection import Glance, filled_lines, look, terms_table
from forecasting.models import CELLS

EXACT = 1e-12
CURVES = {"sigmoid": lambda x: 1 / (1 + math.exp(-x)), "tanh": math.tanh, "": float}
GIVEN = {"h_t": "hidden state", "c_t": "memory cell"}


@pytest.fixture(params=CELLS)
def seen(request, deep_subject):
    return look(deep_subject, Glance(request.param, 3, 4, deep_subject.origins[2]))


@pytest.mark.parametrize("layer", [0, 1])
def test_the_terms_sum_to_the_gates_and_states(seen, layer):
    inside = seen.layers[layer].inside
    for step in range(seen.outputs.shape[2]):
        for unit in range(5):
            lines = filled_lines(seen, layer, unit, step)
            assert {line.name for line in lines} == set(inside)
            for line in lines:
                added = sum(math.prod(term.factors) for term in line.terms)
                expected = inside[line.name][0, 0, step, unit].item()
                assert added == pytest.approx(line.total, abs=EXACT)
                assert CURVES[line.curve](added) == pytest.approx(expected, abs=EXACT)
                assert line.value == expected


def test_each_line_stands_beside_its_formula(seen):
    cell = seen.layers[0].cell
    lines = filled_lines(seen, 0, 0, 0)
    assert tuple(line.formula for line in lines) == cell.formula
    for line in lines:
        assert line.formula.startswith(f"{line.symbol} = ")
        assert line.numbers.startswith(f"{line.symbol} = ")
        assert (line.curve == "sigmoid") == (r"\sigma" in line.formula)
        if line.symbol in GIVEN:
            assert line.name == GIVEN[line.symbol]


def test_the_input_part_is_the_product_with_the_input(deep_subject):
    """Of the first layer without an input layer it would be one product; here it is five."""
    seen = look(deep_subject, Glance("RNN", 0, 4, deep_subject.origins[0]))
    weights = deep_subject.members("RNN", 4).only((0,)).weights
    x = deep_subject.contexts[0, 0]
    entered = weights["input_weight"][0].numpy() @ x + weights["input_bias"][0].numpy()
    own, recurrent, bias = filled_lines(seen, 0, 2, 0)[0].terms
    assert own.value == pytest.approx(weights["weight_ih_l0"][0, 2].numpy() @ entered, abs=EXACT)
    assert recurrent.value == 0  # before the first step there is no state
    both = weights["bias_ih_l0"][0, 2] + weights["bias_hh_l0"][0, 2]
    assert bias.value == pytest.approx(both.item(), abs=EXACT)


def test_a_peephole_is_a_term_of_three_gates(deep_subject):
    seen = look(deep_subject, Glance("Peephole-LSTM", 0, 4, deep_subject.origins[0]))
    lines = filled_lines(seen, 1, 0, 5)
    peeping = {line.name for line in lines for term in line.terms if term.name == "peephole part"}
    assert peeping == {"input", "forget", "output"}


def test_a_line_can_be_checked_by_hand(seen):
    """With the four decimals that are printed."""
    for line in filled_lines(seen, 0, 1, 3):
        left, *_, value = line.numbers.removeprefix(f"{line.symbol} = ").split(" = ")
        text = left.replace(r"\cdot", "*").replace(r"\sigma", "sigmoid").replace(r"\tanh", "tanh")
        found = eval(text, CURVES)
        assert float(found) == pytest.approx(float(value), abs=3e-4)


def test_the_table_holds_the_same_numbers(seen):
    lines = filled_lines(seen, 0, 1, 3)
    table = terms_table(lines)
    for line in lines:
        rows = table[table["line"] == line.name]
        names = [term.name for term in line.terms]
        np.testing.assert_array_equal(
            rows.loc[rows["term"].isin(names), "value"], [term.value for term in line.terms]
        )
        assert rows["value"].iloc[-1] == line.value


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ((2, 0, 0), "layer is 2; give a whole number from 0 to 1."),
        ((0, 5, 0), "unit is 5; give a whole number from 0 to 4."),
        ((0, 0, -1), "step is -1; give a whole number from 0 to 7."),
    ],
)
def test_a_place_that_is_not_there(deep_subject, place, words):
    seen = look(deep_subject, Glance("RNN", 0, 4, deep_subject.origins[0]))
    with pytest.raises(ValueError, match=words):
        filled_lines(seen, *place)
