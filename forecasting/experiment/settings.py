"""Everything that decides a comparison, as one value."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forecasting.checks import check_choice, check_kind
from forecasting.data import (
    Draw,
    Series,
    Source,
    Split,
    Stretch,
    SyntheticSeries,
    Transform,
    UploadedSeries,
    check_source,
    check_stretches,
    source_from_json,
    source_to_json,
)
from forecasting.experiment.member_number import Member
from forecasting.experiment.registry import Budget, settings_of
from forecasting.messages import bad_value, phrase
from forecasting.rollout import Feedback
from forecasting.setting import settle
from forecasting.training import TrainingConfig

A_CONFIG = phrase("a TrainingConfig, such as TrainingConfig(epochs=20)")
A_TRANSFORM = phrase("a Transform, such as Transform(log=True)")


@dataclass(frozen=True)
class Experiment:
    """One comparison of cells, fully specified: hashable, and the key of every kept result.

    Attributes:
        source: Where the series comes from; a `Series` stands for itself.
        window_length: Values that the model sees.
        horizon: Steps ahead that are forecast.
        train_fraction: Share of the series, from its beginning, that is trained on.
        judged_on: "test", or "training" for the first window of the training part (articles 1, 2).
        scaled: Whether the series is scaled by the training part's mean and standard deviation.
        cells: Names in `CELLS`, in the order in which they are shown.
        seeds: One member of each cell for every seed.
        training: How all of them are trained.
        feedback: How forecasts are fed back, a name in `FEEDBACKS`.
        budget: What all cells have alike, a name in `BUDGETS`.
        validation_fraction: Share of the series after the training part that early stopping and
            the choice of a learning rate look at; 0 for none. The test part comes after it.
        noise_per_seed: Whether each seed has a draw of its own, of the noise and of where the
            signal begins (its phase, or the initial state of a chaotic one), so that what is found
            is about the process and not about one draw. Noisy synthetic series only.
        epochs_per_cell: With equal time, the epochs of each cell, as a comparison was once given
            them by measurement; empty to measure. `Comparison.as_run` fills them in.
        same_signal: Whether only the noise is drawn for each seed, as it once was.
        transform: What is done to the series before it is scaled, and undone for the forecasts.
        stretches: At how many places of the series every seed is trained and judged, 1 to 8. With
            several, the series is cut into so many pieces of equal length that do not overlap, each
            with parts and first weights of its own.
    """

    source: Source = field(default_factory=SyntheticSeries)
    window_length: int = 25
    horizon: int = 30
    train_fraction: float = 0.7
    judged_on: str = "test"
    scaled: bool = True
    cells: tuple[str, ...] = ("RNN", "LSTM", "GRU")
    seeds: tuple[int, ...] = tuple(range(8))
    training: TrainingConfig = field(default_factory=TrainingConfig)
    feedback: Feedback = "window"
    budget: Budget = "hidden_size"
    validation_fraction: float = 0.0
    noise_per_seed: bool = False
    transform: Transform = field(default_factory=Transform)
    same_signal: bool = False
    epochs_per_cell: tuple[int, ...] = ()
    stretches: int = 1

    def __post_init__(self) -> None:
        if isinstance(self.source, Series):  # a convenience for notebooks
            object.__setattr__(self, "source", UploadedSeries.of(self.source))
        check_source(self.source)
        check_kind("training", self.training, TrainingConfig, A_CONFIG)
        check_kind("transform", self.transform, Transform, A_TRANSFORM)
        self.split.check(self.source.length)
        settle(self, settings_of(""))
        check_stretches(self.split, self.source.length, self.stretches)
        self._check_warm_up()
        self._check_validation()
        self._check_noise()
        self._check_transform()

    @property
    def split(self) -> Split:
        """How the series is cut."""
        return Split(
            window_length=self.window_length,
            horizon=self.horizon,
            train_fraction=self.train_fraction,
            judged_on=self.judged_on,
            scaled=self.scaled,
            validation_fraction=self.validation_fraction,
            transform=self.transform,
            every_step=self.training.objective == "free_running",
        )

    @property
    def learning_rates(self) -> tuple[float, ...]:
        """What each cell tries; the only one if there is nothing to choose."""
        return self.training.learning_rates or (self.training.learning_rate,)

    @property
    def members(self) -> tuple[Member, ...]:
        """Seed and stretch of each entry of the axis member, stretch by stretch."""
        numbers = range(1, self.stretches + 1)
        return tuple(Member(seed, number) for number in numbers for seed in self.seeds)

    @property
    def numbers(self) -> tuple[int, ...]:
        """What each member's first weights and minibatches are drawn from: its seed, if alone."""
        return tuple(member.number for member in self.members)

    @property
    def labels(self) -> dict[str, tuple[int, ...]]:
        """The columns that tell members apart in a table, one entry for each member."""
        seeds, stretches = zip(*self.members, strict=True)
        return {"seed": seeds, "stretch": stretches} if self.stretches > 1 else {"seed": seeds}

    @property
    def sources(self) -> tuple[Source | Draw | Stretch, ...]:
        """Where the series of each member comes from: one for all, or one for each."""
        pieces = self.pieces
        if self.stretches > 1:
            return tuple(pieces[member.stretch - 1] for member in self.members)
        if not self.noise_per_seed or not isinstance(self.source, SyntheticSeries):
            return (self.source,)
        return tuple(Draw(self.source, seed, not self.same_signal) for seed in self.seeds)

    @property
    def pieces(self) -> tuple[Source | Stretch, ...]:
        """All of the series, or its stretches; what is shown while the cells learn comes first."""
        if self.stretches == 1:
            return (self.source,)
        return tuple(Stretch(self.source, k + 1, self.stretches) for k in range(self.stretches))

    @property
    def has_signals(self) -> bool:
        """Whether each seed has a signal of its own."""
        return self.noise_per_seed and not self.same_signal

    @property
    def comparable_seeds(self) -> tuple[int, ...]:
        """Seeds whose forecasts are of the same series but for its noise: the first of several."""
        return self.seeds[:1] if self.has_signals else self.seeds

    def to_json(self) -> str:
        """The settings as text; `from_json` gives the same experiment back."""
        values = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        values["source"] = source_to_json(self.source)
        values["training"] = dataclasses.asdict(self.training)
        values["transform"] = dataclasses.asdict(self.transform)
        return json.dumps(values, indent=2)

    @classmethod
    def from_json(cls, text: str, own: Mapping[str, Series] | None = None) -> "Experiment":
        """Read what `to_json` wrote.

        Args:
            text: What it wrote.
            own: Series that a person brought, by digest: their content is not in the text.

        Raises:
            ValueError: If the text is no such settings, with what is wrong in it.
        """
        try:
            values = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise bad_value(
                "The experiment is not valid JSON: {error}; paste what to_json wrote.", error=error
            ) from error
        values = _known_fields(cls, values)
        # Before there was a word for it, the noise alone was drawn for each seed.
        values.setdefault("same_signal", values.get("noise_per_seed") is True)
        if "source" in values:
            values["source"] = source_from_json(values["source"], own)
        for part, kind in PARTS.items():
            if part in values:
                values[part] = kind(**_read(part, _known_fields(kind, values[part])))
        return cls(**_read("", values))

    def _check_warm_up(self) -> None:
        steps = self.training.warm_up_steps
        if self.training.objective == "free_running" and steps > self.window_length:
            raise bad_value(
                "warm_up_steps is {steps}, more than the window of {window_length} values; use "
                "a warm-up of at most {window_length}, or a longer window.",
                steps=steps,
                window_length=self.window_length,
            )

    def _check_validation(self) -> None:
        needs = {
            "patience": self.training.patience is not None,
            "learning_rates": len(self.learning_rates) > 1,
        }
        for name in (name for name, needed in needs.items() if needed):
            if not self.validation_fraction:
                raise bad_value(
                    "{name} is {value!r}, but there is no validation part to decide on; give "
                    "validation_fraction, such as 0.15.",
                    name=name,
                    value=getattr(self.training, name),
                )

    def _check_transform(self) -> None:
        if self.transform.log:
            for source in dict.fromkeys(self.sources):
                self.transform.check(source.load().values)

    def _check_noise(self) -> None:
        if self.noise_per_seed and not isinstance(self.source, SyntheticSeries):
            raise bad_value(
                "noise_per_seed is True, but a real series has only the one draw that was "
                "observed; switch it off, or choose a synthetic series."
            )
        if self.noise_per_seed and self.stretches > 1:
            raise bad_value(
                "stretches is {stretches} and noise_per_seed is True: every seed has a series and "
                "a test part of its own already; use 1 stretch, or switch noise_per_seed off.",
                stretches=self.stretches,
            )
        if isinstance(self.source, SyntheticSeries) and self.noise_per_seed:
            self._check_some_noise(self.source.noise_std)

    def _check_some_noise(self, noise_std: float) -> None:
        if noise_std == 0:
            raise bad_value(
                "noise_per_seed is True, but noise_std is 0: there is no noise to draw; raise "
                "it, or switch noise_per_seed off."
            )


PARTS = {"training": TrainingConfig, "transform": Transform}
"""Fields of an experiment that have settings of their own, besides the source."""


def _read(part: str, values: dict[str, Any]) -> dict[str, Any]:
    """The fields of a part, as JSON has them, as the part has them."""
    kinds = {setting.field: setting for setting in settings_of(part)}
    return {n: kinds[n].read(v) if n in kinds else v for n, v in values.items()}


def _known_fields(kind: type, values: object) -> dict[str, Any]:
    if not isinstance(values, dict):
        raise bad_value(
            "{name} is {values!r}; give its fields as a JSON object.",
            name=kind.__name__,
            values=values,
        )
    names = [f.name for f in dataclasses.fields(kind)]
    for name in values:
        check_choice(phrase("A field of {kind}", kind=kind.__name__), name, names)
    return dict(values)
