"""Matrix products on few rows, with the result held in registers.

A matrix of `inputs` x `outputs` weights is kept in panels (panel, inputs + 1, width): a panel is
`width` outputs side by side, one cache line, and its last row is the bias. Tiles are four rows by
one panel. Where fewer than four rows are left the last one is done again: the same result is
written twice, and no second kind of tile is needed.
"""

import numpy as np

from forecasting.models.kernels.compiling import compiled, inlined
from forecasting.models.kernels.plans import REGISTER_BYTES
from forecasting.models.kernels.vectors import flip, load, spread, store


@compiled
def product(
    left: np.ndarray, left_at: int, depth: int, panels: np.ndarray, out: np.ndarray, out_at: int
) -> None:
    """Add left @ weights and the bias to out.

    Args:
        left: (row, column), read from column `left_at`.
        left_at: First column to read.
        depth: Columns to read: one for each input, or none where they are all zero.
        panels: The weights (panel, inputs + 1, width).
        out: (row, column), added to from column `out_at`.
        out_at: First column to add to.
    """
    width, last = panels.shape[2], left.shape[0] - 1
    for panel in range(panels.shape[0]):
        for row in range(0, last + 1, 4):
            rows = _four_rows(row, last)
            _product_tile(rows, left, left_at, depth, panels[panel], out, out_at + panel * width)


@inlined
def _four_rows(row, last):
    """A row and the three after it; past the last one, the last one again."""
    b = row + 1 if row + 1 < last else last
    c = row + 2 if row + 2 < last else last
    d = row + 3 if row + 3 < last else last
    return row, b, c, d


@inlined
def _product_tile(rows, left, left_at, depth, weights, out, at):
    a, b, c, d = rows
    half, bias = weights.shape[1] // 2, weights.shape[0] - 1
    a0, a1 = load(out, (a, at)), load(out, (a, at + half))
    b0, b1 = load(out, (b, at)), load(out, (b, at + half))
    c0, c1 = load(out, (c, at)), load(out, (c, at + half))
    d0, d1 = load(out, (d, at)), load(out, (d, at + half))
    for i in range(depth):
        w0, w1 = load(weights, (i, 0)), load(weights, (i, half))
        x = spread(left[a, left_at + i])
        a0, a1 = a0 + x * w0, a1 + x * w1
        x = spread(left[b, left_at + i])
        b0, b1 = b0 + x * w0, b1 + x * w1
        x = spread(left[c, left_at + i])
        c0, c1 = c0 + x * w0, c1 + x * w1
        x = spread(left[d, left_at + i])
        d0, d1 = d0 + x * w0, d1 + x * w1
    w0, w1 = load(weights, (bias, 0)), load(weights, (bias, half))
    _store_pair(out, a, at, a0 + w0, a1 + w1)
    _store_pair(out, b, at, b0 + w0, b1 + w1)
    _store_pair(out, c, at, c0 + w0, c1 + w1)
    _store_pair(out, d, at, d0 + w0, d1 + w1)


@compiled
def two_products(
    inputs: np.ndarray,
    input_panels: np.ndarray,
    hidden: np.ndarray,
    hidden_panels: np.ndarray,
    hidden_depth: int,
    out: np.ndarray,
    hidden_at: int,
) -> None:
    """Write inputs @ weights + hidden @ weights and the biases to out, in one go.

    Args:
        inputs: (row, input).
        input_panels: Their weights; fall on the first columns of out.
        hidden: (row, hidden).
        hidden_panels: Its weights; fall on the columns from `hidden_at`.
        hidden_depth: As `depth` in `product`, of the hidden state.
        out: (row, column), written.
        hidden_at: First column of the second product.
    """
    width, last = input_panels.shape[2], inputs.shape[0] - 1
    from_inputs, skipped = input_panels.shape[0], hidden_at // width
    for panel in range(skipped + hidden_panels.shape[0]):
        has_inputs, has_hidden = panel < from_inputs, panel >= skipped
        x_weights = input_panels[panel if has_inputs else 0]
        h_weights = hidden_panels[panel - skipped if has_hidden else 0]
        x_depth = inputs.shape[1] if has_inputs else 0
        h_depth = hidden_depth if has_hidden else 0
        for row in range(0, last + 1, 4):
            rows = _four_rows(row, last)
            tile = _biases(x_weights, h_weights, has_inputs, has_hidden)
            tile = _multiplied(tile, rows, inputs, x_depth, x_weights)
            tile = _multiplied(tile, rows, hidden, h_depth, h_weights)
            _store_tile(out, rows, panel * width, tile)


@inlined
def _biases(x_weights, h_weights, has_inputs, has_hidden):
    half, x_last, h_last = x_weights.shape[1] // 2, x_weights.shape[0] - 1, h_weights.shape[0] - 1
    x0, x1 = load(x_weights, (x_last, 0)), load(x_weights, (x_last, half))
    h0, h1 = load(h_weights, (h_last, 0)), load(h_weights, (h_last, half))
    if not has_hidden:
        b0, b1 = x0, x1
    elif not has_inputs:
        b0, b1 = h0, h1
    else:
        b0, b1 = x0 + h0, x1 + h1
    return b0, b1, b0, b1, b0, b1, b0, b1


@inlined
def _multiplied(tile, rows, left, depth, weights):
    a0, a1, b0, b1, c0, c1, d0, d1 = tile
    a, b, c, d = rows
    half = weights.shape[1] // 2
    for i in range(depth):
        w0, w1 = load(weights, (i, 0)), load(weights, (i, half))
        x = spread(left[a, i])
        a0, a1 = a0 + x * w0, a1 + x * w1
        x = spread(left[b, i])
        b0, b1 = b0 + x * w0, b1 + x * w1
        x = spread(left[c, i])
        c0, c1 = c0 + x * w0, c1 + x * w1
        x = spread(left[d, i])
        d0, d1 = d0 + x * w0, d1 + x * w1
    return a0, a1, b0, b1, c0, c1, d0, d1


@inlined
def _store_tile(out, rows, at, tile):
    a, b, c, d = rows
    a0, a1, b0, b1, c0, c1, d0, d1 = tile
    _store_pair(out, a, at, a0, a1)
    _store_pair(out, b, at, b0, b1)
    _store_pair(out, c, at, c0, c1)
    _store_pair(out, d, at, d0, d1)


@compiled
def outer(left: np.ndarray, right: np.ndarray, right_at: int, panels: np.ndarray) -> None:
    """Add the gradient of a product by its weights and bias: left.T @ right, and right's sums.

    Args:
        left: What the product read (row, inputs or more columns).
        right: Slope of the loss by what it gave (row, column), read from column `right_at`.
        right_at: First column to read.
        panels: Slope by the weights and the bias (panel, inputs + 1, width), added to.
    """
    width, last = panels.shape[2], panels.shape[1] - 2
    for panel in range(panels.shape[0]):
        at = right_at + panel * width
        for row in range(0, last + 1, 4):
            rows = _four_rows(row, last)
            _outer_tile(rows, left, right, at, panels[panel])
        _add_sums(right, at, panels[panel], last + 1)


@inlined
def _outer_tile(rows, left, right, at, grads):
    a, b, c, d = rows
    half = grads.shape[1] // 2
    a0, a1 = load(grads, (a, 0)), load(grads, (a, half))
    b0, b1 = load(grads, (b, 0)), load(grads, (b, half))
    c0, c1 = load(grads, (c, 0)), load(grads, (c, half))
    d0, d1 = load(grads, (d, 0)), load(grads, (d, half))
    for row in range(left.shape[0]):
        g0, g1 = load(right, (row, at)), load(right, (row, at + half))
        x = spread(left[row, a])
        a0, a1 = a0 + x * g0, a1 + x * g1
        x = spread(left[row, b])
        b0, b1 = b0 + x * g0, b1 + x * g1
        x = spread(left[row, c])
        c0, c1 = c0 + x * g0, c1 + x * g1
        x = spread(left[row, d])
        d0, d1 = d0 + x * g0, d1 + x * g1
    _store_pair(grads, a, 0, a0, a1)
    _store_pair(grads, b, 0, b0, b1)
    _store_pair(grads, c, 0, c0, c1)
    _store_pair(grads, d, 0, d0, d1)


@inlined
def _add_sums(right, at, grads, bias):
    half = grads.shape[1] // 2
    sum0, sum1 = load(grads, (bias, 0)), load(grads, (bias, half))
    for row in range(right.shape[0]):
        sum0, sum1 = sum0 + load(right, (row, at)), sum1 + load(right, (row, at + half))
    _store_pair(grads, bias, 0, sum0, sum1)


@inlined
def _store_pair(out, row, at, first, second):
    store(out, (row, at), first)
    store(out, (row, at + REGISTER_BYTES // out.itemsize), second)


@compiled
def transpose(panels: np.ndarray, back: np.ndarray) -> None:
    """Write a matrix the other way round, for the product that goes back.

    Args:
        panels: (panel, inputs + 1, width); its bias is left out.
        back: (panel of inputs, outputs + 1, width); its bias is zero.
    """
    width, half = panels.shape[2], panels.shape[2] // 2
    inputs, outputs = panels.shape[1] - 1, back.shape[1] - 1
    for panel in range(back.shape[0]):
        for column in range(0, width, half):
            first = panel * width + column
            if first + half <= inputs:
                for row in range(0, outputs, half):
                    source = (row // width, first, row % width)
                    flip(panels, source, back, (panel, row, column))
            else:
                _transpose_edge(panels, back, panel, column)


@inlined
def _transpose_edge(panels, back, panel, column):
    width, inputs = panels.shape[2], panels.shape[1] - 1
    first = panel * width + column
    for row in range(back.shape[1] - 1):
        for i in range(first, inputs):
            back[panel, row, i - panel * width] = panels[row // width, i, row % width]
