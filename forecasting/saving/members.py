"""One trained member as a file for plain PyTorch."""

import json
from typing import TYPE_CHECKING

from forecasting.experiment import Comparison
from forecasting.later import Later
from forecasting.messages import bad_value

if TYPE_CHECKING:
    from safetensors import torch as safetensors
else:
    safetensors = Later("safetensors.torch")


def member_name(cell: str, seed: int) -> str:
    """What the file of a member is called."""
    return f"{cell}_seed_{seed}.safetensors"


def member_file(comparison: Comparison, cell: str, seed: int) -> bytes:
    """One member in the safetensors format.

    Returns:
        The weights by the names that plain torch.nn modules give them ("recurrent.weight_ih_l0",
        "head.weight"), and in the metadata, as text, everything that is needed to use them.

    Raises:
        ValueError: If there is no such member.
    """
    check_cell(comparison, cell)
    weights = comparison.models[cell].member(seed).state_dict()
    return safetensors.save(weights, metadata=_metadata(comparison, cell, seed))


def check_cell(comparison: Comparison, cell: str) -> None:
    """Refuse a cell that was not trained."""
    if cell not in comparison.models:
        raise bad_value(
            "cell is {cell!r}; choose one of {models}.",
            cell=cell,
            models=", ".join(comparison.models),
        )


def _metadata(comparison: Comparison, cell: str, seed: int) -> dict[str, str]:
    """Text by name: plain for names, JSON for everything else."""
    experiment, architecture = comparison.experiment, comparison.models[cell].architecture
    task = comparison.task_of(seed)
    values = {
        "seed": seed,
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
