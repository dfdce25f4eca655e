"""The adding problem: which cell carries two numbers through a long sequence, by which gradient.

`python -m benchmarks.adding` prints the error of each beside that of who always answers 1.
"""

import argparse
from dataclasses import replace

import numpy as np
import torch

from benchmarks.headline import Row
from benchmarks.report import markdown
from forecasting.models import Architecture, Ensemble
from forecasting.training import Trainer, TrainingConfig
from forecasting.training.gradients import GradientName

CELLS = ("RNN", "LSTM", "GRU")
ALWAYS_ONE = 1 / 6
"""Mean squared error of the answer 1: the variance of a sum of two uniform numbers."""

TRAINING = TrainingConfig(
    hidden_size=16, epochs=60, batch_size=32, learning_rate=0.01, start="recommended", clip_norm=1.0
)


def problems(count: int, length: int, generator: np.random.Generator) -> np.ndarray:
    """Sequences of numbers with two marks, and what is to be answered.

    Args:
        count: How many.
        length: Numbers in each, at least 2; one mark is in each half.
        generator: Draws them.

    Returns:
        (sequence, time + 1, variable): number and mark; last the sum of the marked ones, and 0.

    Source:
        Hochreiter and Schmidhuber, Long short-term memory, 1997, doi:10.1162/neco.1997.9.8.1735,
        with the uniform numbers of Le, Jaitly and Hinton 2015, doi:10.48550/arXiv.1504.00941
    """
    numbers, half = generator.random((count, length)), length // 2
    marks = np.zeros((count, length))
    rows = np.arange(count)
    first, second = (generator.integers(*ends, size=count) for ends in ((0, half), (half, length)))
    marks[rows, first] = marks[rows, second] = 1.0
    answers = numbers[rows, first] + numbers[rows, second]
    last = np.stack([answers, np.zeros(count)], axis=1)[:, None]
    return np.concatenate([np.stack([numbers, marks], axis=2), last], axis=1)


def error_of(answers: np.ndarray, sequences: np.ndarray) -> np.ndarray:
    """Mean squared error of answers ([member,] sequence) over the sequences."""
    return np.asarray(np.square(answers - sequences[:, -1, 0]).mean(axis=-1))


def learnt(cell: str, length: int, training: TrainingConfig, seeds: int) -> np.ndarray:
    """Mean squared error on new sequences of each member that learnt from 2,000 (member,)."""
    draw = np.random.default_rng(length)
    stack = Ensemble(Architecture(cell, 2, training.hidden_size), range(seeds), training.start)
    stack = stack.to(dtype=training.dtype)
    known, new = (stack.as_input(problems(count, length, draw)) for count in (2000, 1000))
    trainer = Trainer(stack, known, training)
    for _ in range(training.epochs):
        trainer.epoch()
    with torch.no_grad():
        outputs, _ = stack(new[:, :-1].expand(seeds, -1, -1, -1))
    return error_of(outputs[:, :, -1, 0].numpy(), new.numpy())


def table(lengths: tuple[int, ...], training: TrainingConfig, seeds: int) -> list[Row]:
    """A row for each length and gradient: the median error over seeds of each cell."""
    rows: list[Row] = []
    for length in lengths:
        for steps in (length, max(1, length // 4)):
            cut: GradientName = "bptt" if steps == length else "truncated"
            own = replace(training, gradient=cut, truncation=steps)
            errors = {c: float(np.median(learnt(c, length, own, seeds))) for c in CELLS}
            told = {cell: round(error, 4) for cell, error in errors.items()}
            rows.append({"length": length, "gradient": cut, "steps back": steps, **told})
    return rows


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only prove that it runs")
    quick = parser.parse_args(arguments).quick
    training = replace(TRAINING, epochs=2) if quick else TRAINING
    answers = problems(100_000, 10, np.random.default_rng(0))
    print(f"always answering 1: {error_of(np.ones(100_000), answers):.4f}, 1/6 = {ALWAYS_ONE:.4f}")
    rows = table((4,) if quick else (10, 20, 40), training, 2 if quick else 5)
    print(markdown({}, {"Mean squared error on new sequences": rows}))


if __name__ == "__main__":
    main()
