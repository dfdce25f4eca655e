"""How big an experiment is: what it takes to run it, estimated without running it."""

from dataclasses import dataclass

from forecasting.experiment.budgets import architecture_of, parameters_of
from forecasting.experiment.kept_weights import MOST_BYTES
from forecasting.experiment.settings import Experiment
from forecasting.models import CELLS, Architecture
from forecasting.rollout import CHUNK_VALUES
from forecasting.training.gradients.rtrl import MOST_NUMBERS

BACKWARD = 3
"""A forward and a backward pass cost about three forward passes."""
RTRL_STEP = 15
"""A step that carries derivatives along takes as long as so many without, however small it is."""
RTRL_PASSES = 2
"""Beside its products it writes all that it carries as often again."""
STEPS_PER_LOOK = 300
"""What a look at the rollouts takes besides them: mostly its tables."""
COPIES_OF_WEIGHTS = 6
"""The weights, their gradients, two moments of the optimizer, and copies that are kept."""
COPIES_OF_ACTIVATIONS = 5
"""What is held of each gate until the backward pass."""
_BYTES = {"float32": 4, "float64": 8}
BYTES_PER_ROW = 64
"""Of a tidy table, its labels included."""


@dataclass(frozen=True)
class Estimate:
    """What an experiment takes.

    Attributes:
        members: Networks, all cells together.
        updates: Updates of each network.
        steps: Time steps that are computed one after another, a backward pass counting twice.
        operations: Floating-point operations, training and rollouts.
        values: Rows of the largest table.
        bytes: Memory at the peak, roughly.
    """

    members: int
    updates: int
    steps: int
    operations: int
    values: int
    bytes: int


def estimate(experiment: Experiment) -> Estimate:
    """What an experiment takes, without doing any of it."""
    work = _Work(experiment)
    return Estimate(
        members=work.members,
        updates=work.updates,
        steps=work.training_steps + work.rollout_steps,
        operations=work.training_operations + work.rollout_operations,
        values=work.values,
        bytes=work.bytes,
    )


def weights_bytes(experiment: Experiment) -> int:
    """What the weights of all networks take."""
    work = _Work(experiment)
    return work.parameters * work.item


class _Work:
    """The sizes of an experiment's parts, and what follows from them."""

    def __init__(self, experiment: Experiment) -> None:
        length = experiment.source.length // experiment.stretches
        self.experiment, self.training = experiment, experiment.training
        self.seeds, self.variables = len(experiment.members), len(experiment.source.variables)
        self.members = self.seeds * len(experiment.cells)
        self.windows = experiment.split.split_index(length) - experiment.window_length
        self.origins = len(experiment.split.test_origins(length))
        self.checks = len(experiment.split.validation_origins(length))
        self.trainings = len(experiment.learning_rates)
        epochs = experiment.training.epochs * self.trainings
        self.epochs = epochs
        self.updates = -(-self.windows // experiment.training.batch_size) * epochs
        looks = -(-experiment.training.epochs // experiment.training.snapshot_every) + 2
        self.looks = looks * self.trainings
        self.rollout_length = experiment.horizon * experiment.window_length
        if experiment.feedback == "state":
            self.rollout_length = experiment.horizon + experiment.window_length
        networks = [architecture_of(experiment, cell) for cell in experiment.cells]
        self.networks = networks
        self.parameters = self.seeds * sum(parameters_of(network) for network in networks)
        self.width = max(CELLS[n.cell].blocks * n.hidden_size for n in networks)
        self.item = _BYTES[experiment.training.precision]

    @property
    def training_steps(self) -> int:
        layers = len(self.experiment.cells) * self.training.layers
        each = RTRL_STEP if self.training.gradient == "rtrl" else BACKWARD
        ahead = each * self.updates + (self.epochs if self.checks else 0)
        return ahead * self.experiment.window_length * layers

    @property
    def rollout_steps(self) -> int:
        chunks = -(-self.origins // max(1, CHUNK_VALUES // self._per_origin))
        layers = len(self.experiment.cells) * self.training.layers
        return self.looks * (self.rollout_length * chunks * layers + STEPS_PER_LOOK)

    @property
    def training_operations(self) -> int:
        sequences = (BACKWARD * self.windows + self.checks) * self.epochs
        steps = self.windows * self.epochs * self.experiment.window_length
        carried = sum(map(self._carried_operations, self.networks)) * self.seeds * steps
        return 2 * self.parameters * sequences * self.experiment.window_length + carried

    def _carried_operations(self, network: Architecture) -> int:
        """Of one step of one window, to carry the derivatives by all weights forward (RTRL)."""
        if self.training.gradient != "rtrl":
            return 0
        states = len(CELLS[network.cell].states) * network.hidden_size
        # Of the state before, and of the layer below.
        through = network.layers * states**2
        through += (network.layers - 1) * states * network.hidden_size
        return RTRL_PASSES * 2 * through * parameters_of(network)

    @property
    def rollout_operations(self) -> int:
        return 2 * self.parameters * self.looks * self.origins * self.rollout_length

    @property
    def values(self) -> int:
        steps = self.members * self.experiment.horizon
        forecasts = steps * self.origins * self.variables
        snapshots = steps * self.looks * (self.variables + 1)
        return max(forecasts, snapshots, self.members * self.epochs)

    @property
    def bytes(self) -> int:
        weights = (COPIES_OF_WEIGHTS + self.trainings) * self.parameters * self.item
        computed = max(self._activations, self._rollout, self._carried) * self.item
        kept = min(MOST_BYTES, self.looks * self.parameters * self.item)
        return weights + kept + computed + self._arrays + 2 * self.values * BYTES_PER_ROW

    @property
    def _per_origin(self) -> int:
        return self.seeds * self.experiment.window_length * self.width

    @property
    def _activations(self) -> int:
        batch = min(self.training.batch_size, self.windows)
        return COPIES_OF_ACTIVATIONS * self._per_origin * batch * self.training.layers

    @property
    def _carried(self) -> int:
        """Derivatives by all weights, before and after a step, of the largest network."""
        if self.training.gradient != "rtrl":
            return 0
        most = max(
            n.layers * len(CELLS[n.cell].states) * n.hidden_size * parameters_of(n)
            for n in self.networks
        )
        batch = min(self.training.batch_size, self.windows)
        at_once = min(self.seeds * most * batch, max(MOST_NUMBERS, self.seeds * most))
        return 3 * at_once

    @property
    def _rollout(self) -> int:
        return 3 * max(self._per_origin, min(CHUNK_VALUES, self._per_origin * self.origins))

    @property
    def _arrays(self) -> int:
        """The windows, in several copies, and the forecasts in double precision."""
        experiment = self.experiment
        windows = (3 * self.windows + 2 * self.checks) * (experiment.window_length + 1)
        windows += 2 * self.origins * (experiment.window_length + experiment.horizon)
        windows *= len(experiment.sources)
        forecasts = 3 * self.members * self.origins * experiment.horizon
        return 8 * self.variables * (windows + forecasts)
