"""What Python and the kernels agree on: constants, what is learned, where all lies. No Numba."""

from typing import NamedTuple

REGISTER_BYTES = 32
PANEL_BYTES = 2 * REGISTER_BYTES

RNN, LSTM, GRU = 0, 1, 2

SGD, MOMENTUM, ADAM = 0, 1, 2
OPTIMIZER_CODES = {"sgd": SGD, "momentum": MOMENTUM, "adam": ADAM}
ADAM_KEPT = 0.9
ADAM_SQUARES_KEPT = 0.999

TRAINED_ROWS = 32
"""Windows that pass together: a larger minibatch goes in strips, so that it stays in the cache."""

ROLLED_ROWS = 64
"""Origins that are rolled out at once."""

LARGEST_START = 2**21
"""Values that a strip may keep of its first pass; where there would be more, nothing is shared."""


class Network(NamedTuple):
    """The numbers that tell the kernels what a member looks like.

    Attributes:
        cell: Which cell.
        variables: Channels in and out.
        filled: The same, rounded up to whole panels.
        hidden: Width of a layer, rounded up to whole panels; units past the true ones stay 0.
        layers: Cell layers.
        input_layer: 1 with an input layer, 0 without.
        gates_row: Numbers from one row of a layer's products to the next. One panel more than is
            used, lest all rows fall on the same sets of the cache.
        from_hidden_at: First column of the product with the hidden state.
        matrices: Matrices of weights.
    """

    cell: int
    variables: int
    filled: int
    hidden: int
    layers: int
    input_layer: int
    gates_row: int
    from_hidden_at: int
    matrices: int


class Plan(NamedTuple):
    """What is learned.

    Attributes:
        batch: Windows in one update.
        warm_up: Observed inputs; after them the model reads its own output.
        judged_from: First time whose output counts: the last for `one_step`, 0 for `free_running`.
        optimizer: A value of `OPTIMIZER_CODES`.
    """

    batch: int
    warm_up: int
    judged_from: int
    optimizer: int


class Call(NamedTuple):
    """What else `entries.work` is told in whole numbers, after the network and the plan.

    Attributes:
        windows: Windows to train on, or contexts to roll out.
        times: Values in each.
        steps: Steps ahead; 0 to train.
        carries_state: Whether a rollout carries the state on.
        weights: Weights of a member.
    """

    windows: int
    times: int
    steps: int
    carries_state: int
    weights: int


class Step(NamedTuple):
    """How the weights move.

    Attributes:
        learning_rate: Step of the optimizer.
        clip_norm: Largest norm of the gradient, infinite for no clipping.
    """

    learning_rate: float
    clip_norm: float


class Parts(NamedTuple):
    """Where the parts of a workspace begin, in numbers from the beginning of it.

    Slot 0 of the states is before time 0. What lies before `gates` begins as zero.

    Attributes:
        inputs: (time, row, variable).
        entry: What the input layer gives (time, row, hidden).
        h: Hidden states (layer, slot, row, hidden).
        c: Memory cells, the same; the hidden states' own without an LSTM.
        outputs: (time, row, filled variable).
        grad_h: Gradient of the loss by the hidden states at this time (layer, row, hidden).
        grad_c: The same by the memory cells.
        grad_outputs: (time, row, filled variable).
        grad_inputs: (row, filled variable).
        gates: (layer, time, row, gates_row).
        grad_entry: Slope by what the input layer gives (time, row, hidden).
        end: Where all of it ends.
    """

    inputs: int
    entry: int
    h: int
    c: int
    outputs: int
    grad_h: int
    grad_c: int
    grad_outputs: int
    grad_inputs: int
    gates: int
    grad_entry: int
    end: int


def parts_of(net: Network, times: int, rows: int) -> Parts:
    """Where everything lies of a pass of some rows through some times; compiled, too."""
    line = 16
    states, layer = net.layers * (times + 1) * rows * net.hidden, net.layers * rows * net.hidden
    entries = times * rows * net.hidden if net.input_layer else 0
    outputs, own_c = times * rows * net.filled, net.cell == LSTM
    entry = (times * rows * net.variables + line - 1) // line * line
    h = entry + entries
    c = h + states if own_c else h
    after = c + states
    grad_h = after + outputs
    grad_c = grad_h + layer if own_c else grad_h
    grad_outputs = grad_c + layer
    grad_inputs = grad_outputs + outputs
    gates = grad_inputs + rows * net.filled
    grad_entry = gates + net.layers * times * rows * net.gates_row
    end = grad_entry + entries
    return Parts(
        0,
        entry,
        h,
        c,
        after,
        grad_h,
        grad_c,
        grad_outputs,
        grad_inputs,
        gates,
        grad_entry,
        end,
    )


def strip_rows(batch: int) -> int:
    """Rows of a strip when a minibatch is cut into equal ones; compiled, too."""
    strips = (batch + TRAINED_ROWS - 1) // TRAINED_ROWS
    return (batch + strips - 1) // strips


def training_numbers(net: Network, ends: tuple[int, int], plan: Plan, times: int) -> int:
    """Numbers that `epoch.train_epoch` needs room for: weights, transposed ones, grads, workspace.

    Args:
        net: What the member looks like.
        ends: Numbers in its panels, and in the transposed ones.
        plan: What it learns.
        times: Inputs of a window.
    """
    return 2 * ends[0] + ends[1] + parts_of(net, times, strip_rows(plan.batch)).end


def rollout_numbers(net: Network, ends: tuple[int, int], call: Call) -> int:
    """Numbers that `rolling.roll_out` needs room for: weights, the first pass, workspace."""
    passed = call.windows + call.times - 1
    first = 2 * net.layers * call.times * passed * net.hidden
    if call.carries_state or first + 2 * net.layers * call.times * net.hidden > LARGEST_START:
        return sum(ends) + parts_of(net, 1, call.windows).end
    return sum(ends) + first + parts_of(net, 1, passed).end
