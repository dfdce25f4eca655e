"""One trained member as a file for plain PyTorch."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from forecasting.experiment import Comparison
from forecasting.experiment.member_number import Member
from forecasting.later import Later
from forecasting.messages import bad_value

if TYPE_CHECKING:
    from safetensors import torch as safetensors

    from forecasting.models import Forecaster
else:
    safetensors = Later("safetensors.torch")


def member_name(cell: str, seed: int, stretch: int = 1) -> str:
    """What the file of a member is called."""
    place = f"_stretch_{stretch}" if stretch > 1 else ""
    return f"{cell}_seed_{seed}{place}.safetensors"


def member_file(comparison: Comparison, cell: str, seed: int, stretch: int = 1) -> bytes:
    """One member in the safetensors format.

    Args:
        comparison: Trained cells.
        cell: Which one.
        seed: Of the member.
        stretch: At which stretch of the series it learnt, where there are several.

    Returns:
        The weights by the names that plain torch.nn modules give them ("recurrent.weight_ih_l0",
        "head.weight"), and in the metadata, as text, everything that is needed to use them.

    Raises:
        ValueError: If there is no such member.
    """
    weights = forecaster_of(comparison, cell, seed, stretch).state_dict()
    return safetensors.save(weights, metadata=_metadata(comparison, cell, Member(seed, stretch)))


def forecaster_of(comparison: Comparison, cell: str, seed: int, stretch: int = 1) -> Forecaster:
    """One member as plain `torch.nn` modules.

    Raises:
        ValueError: If there is no such member.
    """
    check_cell(comparison, cell)
    stretches = comparison.experiment.stretches
    if not 1 <= stretch <= stretches:
        raise bad_value(
            "No member learnt at stretch {stretch}. The stretches are 1 to {stretches}.",
            stretch=stretch,
            stretches=stretches,
        )
    return comparison.models[cell].member(Member(seed, stretch).number)


def check_cell(comparison: Comparison, cell: str) -> None:
    """Refuse a cell that was not trained."""
    if cell not in comparison.models:
        raise bad_value(
            "cell is {cell!r}; choose one of {models}.",
            cell=cell,
            models=", ".join(comparison.models),
        )


def _metadata(comparison: Comparison, cell: str, member: Member) -> dict[str, str]:
    """Text by name: plain for names, JSON for everything else."""
    experiment, architecture = comparison.experiment, comparison.models[cell].architecture
    task = comparison.task_of(*member)
    values = {
        "seed": member.seed,
        "hidden_size": architecture.hidden_size,
        "layers": architecture.layers,
        "input_layer": architecture.input_layer,
        "variables": comparison.task.series.variables,
        "window_length": experiment.window_length,
        "horizon": experiment.horizon,
        "mean": task.scaler.mean.tolist(),
        "std": task.scaler.std.tolist(),
        "latest_window": task.scaler.to_units(task.latest[0]).tolist(),
        "past": task.series.values[len(task.series) - experiment.transform.lost :].tolist(),
    }
    text = {name: json.dumps(value) for name, value in values.items()}
    return {"cell": cell, "feedback": experiment.feedback, **text}
