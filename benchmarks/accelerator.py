"""Models per second on an accelerator, for 1 to 1,000 members: python -m benchmarks.accelerator.

A model is one member of one cell, trained with the benchmark's setting (200 epochs). All members
of a cell are one stack. Every stack is also trained on the CPU, with what is fastest there.
"""

import argparse
import time
from dataclasses import replace

import torch

from benchmarks import ours, report
from benchmarks.headline import Row
from benchmarks.workload import Workload
from forecasting.models import Device, available_devices, check_device
from forecasting.training import Trainer

MEMBERS = (1, 3, 10, 30, 100, 300, 1000)
WARM_UP_EPOCHS = 4
"""Before the clock starts: all sizes of minibatch are then rehearsed and recorded."""


def models_per_second(setting: Workload, device: Device, epochs: int) -> list[Row]:
    """One row for each cell: how fast the stack of `setting.seeds` members is trained.

    Args:
        setting: What a model is; its epochs are what a model takes, not what is timed.
        device: Where, beside the CPU.
        epochs: How many are timed.
    """
    rows = []
    for cell in setting.cells:
        there = _seconds_per_epoch(setting, cell, device, epochs)
        here = _seconds_per_epoch(setting, cell, Device(), epochs)
        rows.append(_row(setting, cell, there, here))
    return rows


def _row(setting: Workload, cell: str, there: tuple[float, str], here: tuple[float, str]) -> Row:
    (seconds, engine), (cpu_seconds, cpu_engine) = there, here
    return {
        "cell": cell,
        "members": setting.seeds,
        "engine": engine,
        "ms per update of all": round(1e3 * seconds / setting.updates, 4),
        "models per second": round(setting.seeds / (seconds * setting.epochs), 2),
        "CPU's engine": cpu_engine,
        "CPU, models per second": round(setting.seeds / (cpu_seconds * setting.epochs), 2),
        "times the CPU": round(cpu_seconds / seconds, 2),
    }


def _seconds_per_epoch(
    setting: Workload, cell: str, device: Device, epochs: int
) -> tuple[float, str]:
    """Also the name of the engine that did it."""
    stack = ours.stacks(replace(setting, cells=(cell,)))[cell].to(device.torch)
    sequences = ours.sequences_of(setting).to(device.torch)
    trainer = Trainer(stack, sequences, setting.training)
    for _ in range(WARM_UP_EPOCHS):
        trainer.epoch()
    start = time.perf_counter()
    for _ in range(epochs):
        trainer.epoch()  # ends when its losses are on the CPU
    return (time.perf_counter() - start) / epochs, trainer.engine.name


def main(arguments: list[str] | None = None) -> None:
    """Measure, or say that there is nothing to measure on."""
    parser = argparse.ArgumentParser("benchmarks.accelerator", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only prove that it runs")
    parser.add_argument("--epochs", type=int, default=20, help="how many are timed")
    asked = parser.parse_args(arguments)
    device = next(iter(available_devices().values()))
    if device.kind == "cpu":
        print("No accelerator here: nothing was measured.")
        return
    trial = check_device(device)
    print(f"{trial.reason}.")
    members, epochs = ((1, 2), 1) if asked.quick else (MEMBERS, asked.epochs)
    rows = [
        row
        for count in members
        for row in models_per_second(replace(Workload(), seeds=count), device, epochs)
    ]
    facts = report.machine() | {"accelerator": device.name, "CUDA": torch.version.cuda or "none"}
    print(report.markdown(facts, {"Models per second, 200 epochs each": rows}))


if __name__ == "__main__":
    main()
