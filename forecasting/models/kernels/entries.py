"""What Python calls of the kernels: one function of pointers, which needs no Numba."""

from typing import Any

from forecasting.models.kernels.compiling import compiled
from forecasting.models.kernels.epoch import train_epoch
from forecasting.models.kernels.layout import WeightOffsets
from forecasting.models.kernels.plans import Network, Plan, Step
from forecasting.models.kernels.rolling import roll_out
from forecasting.models.kernels.views import array_at, view


@compiled
def work(request: Any, rates: Any, offsets: Any, order: Any, data: Any) -> None:
    """Train or roll out one member.

    Args:
        request: Pointer to the numbers of `Network`, `Plan` and `Call`, as int64.
        rates: Pointer to the learning rate, the largest norm, what Adam kept of gradients and of
            squares; mean loss, mean norm of the gradient and clipped updates are written after
            them (7,), as float64.
        offsets: Pointer to the table of `WeightOffsets` and then to the offsets of the weights, as
            int64.
        order: Pointer to the windows in the order in which they are met, as int64.
        data: Five pointers to numbers: own weights, sequences or contexts, moments or what is fed
            back, forecasts, space.
    """
    n, r = array_at(request), array_at(rates)
    net = Network(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8])
    table = view(array_at(offsets), (0, (net.matrices + 1, 6)))
    weights = n[17]
    where = WeightOffsets(table, view(array_at(offsets), ((net.matrices + 1) * 6, (weights,))))
    own, space = view(array_at(data[0]), (0, (weights,))), array_at(data[4])
    seen = view(array_at(data[1]), (0, (n[13], n[14], net.variables)))
    if n[15] == 0:
        plan, step = Plan(n[9], n[10], n[11], n[12]), Step(r[0], r[1])
        met = view(array_at(order), (0, (n[13],)))
        moments = view(array_at(data[2]), (0, (2, table[net.matrices, 2])))
        kept = (r[2], r[3])
        told = view(r, (4, (3,)))
        train_epoch(net, plan, step, where, seen, met, own, moments, kept, told, space)
    else:
        shape = (n[13], n[15], net.variables)
        fed = view(array_at(data[2]), (0, shape))
        roll_out(net, where, own, n[16], seen, fed, view(array_at(data[3]), (0, shape)), space)
