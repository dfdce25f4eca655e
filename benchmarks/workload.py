"""What is timed, and how."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from forecasting import Experiment, SyntheticSeries, TrainingConfig


@dataclass(frozen=True)
class Workload:
    """One experiment to time; the defaults are article 2's data and settings.

    Attributes:
        seeds: Members per cell.
        epochs: Passes over the windows.
        hidden: Width of a layer.
        window: Values that the model sees.
        batch: Windows in one update.
        variables: Channels of the series.
        layers: Cell layers.
        objective: What is learned.
        cells: Which cells.
    """

    seeds: int = 8
    epochs: int = 200
    hidden: int = 64
    window: int = 10
    batch: int = 8
    variables: int = 1
    layers: int = 1
    objective: str = "one_step"
    cells: tuple[str, ...] = ("RNN", "LSTM", "GRU")

    LENGTH = 100

    @property
    def windows(self) -> int:
        """Training windows."""
        return self.length - self.window

    @property
    def length(self) -> int:
        """Values of the series: 100, and more where the window needs it."""
        return max(self.LENGTH, self.window + 30)

    @property
    def updates(self) -> int:
        """Updates of one member in an epoch."""
        return -(-self.windows // self.batch)

    @property
    def training(self) -> TrainingConfig:
        """The same for the package."""
        return TrainingConfig(
            hidden_size=self.hidden,
            layers=self.layers,
            epochs=self.epochs,
            batch_size=self.batch,
            learning_rate=0.01,
            optimizer="sgd",
            objective=self.objective,  # type: ignore[arg-type]
            warm_up_steps=max(1, self.window // 2),
            snapshot_every=100_000,
        )

    @property
    def experiment(self) -> Experiment:
        """Article 2's for the package, with one variable."""
        return Experiment(
            source=SyntheticSeries("sine", length=self.length, cycles=2.0, noise_std=0.1, seed=23),
            window_length=self.window,
            horizon=20,
            train_fraction=1.0,
            judged_on="training",
            scaled=False,
            cells=self.cells,
            seeds=tuple(range(self.seeds)),
            training=self.training,
        )


def interleaved(works: Mapping[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Median seconds of each work, all of them done in turn, so that a slow moment hits all."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repeats):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in seconds.items()}
