"""Published experiments, one value each, with their published figures; and ours to start from."""

from dataclasses import dataclass, replace

import pandas as pd

from forecasting.data import SampleSeries, SyntheticSeries, Transform
from forecasting.evaluation import spread
from forecasting.experiment import Comparison, Experiment
from forecasting.training import TrainingConfig


@dataclass(frozen=True)
class PublishedLoss:
    """A figure that somebody else printed.

    Attributes:
        cell: Which cell.
        epoch: After how many epochs; what an article calls epoch 0 is 1 here.
        loss: Mean squared error on the training windows.
    """

    cell: str
    epoch: int
    loss: float


@dataclass(frozen=True)
class Recipe:
    """An experiment worth repeating.

    Attributes:
        name: Its key, also in the address bar.
        title: What people call it.
        about: What it shows, and where it differs from its source.
        experiment: All settings.
        source: Where it comes from, if it was published.
        published: The figures printed there.
    """

    name: str
    title: str
    about: str
    experiment: Experiment
    source: str = ""
    published: tuple[PublishedLoss, ...] = ()


def published_beside_ours(recipe: Recipe, comparison: Comparison) -> pd.DataFrame:
    """The published losses next to ours at the same epochs.

    Returns:
        cell, epoch, published, loss_median, loss_lowest, loss_highest (over seeds), inside
        (whether the published one lies within our range). Cells and epochs that the comparison
        does not have are left out.
    """
    published = pd.DataFrame(
        [(p.cell, p.epoch, p.loss) for p in recipe.published],
        columns=["cell", "epoch", "published"],
    )
    ours = spread(comparison.losses, "loss", ["cell", "epoch"]).drop(columns=["seeds", "diverged"])
    table = published.merge(ours, on=["cell", "epoch"])
    inside = table["published"].between(table["loss_lowest"], table["loss_highest"])
    return table.assign(inside=inside)


_ARTICLES_TRAINING = TrainingConfig(
    hidden_size=64, batch_size=8, optimizer="sgd", learning_rate=0.01
)
"""What articles 1 to 3 share."""

_ARTICLE_1 = Experiment(
    source=SyntheticSeries("sine", length=50, cycles=2.0, noise_std=0.3, seed=6),
    window_length=10,
    horizon=40,
    train_fraction=1.0,
    judged_on="training",
    scaled=False,
    cells=("RNN",),
    seeds=tuple(range(8)),
    training=replace(_ARTICLES_TRAINING, epochs=201),
)

_ARTICLE_2 = Experiment(
    source=SyntheticSeries("sine", length=100, cycles=2.0, noise_std=0.1, seed=23),
    window_length=10,
    horizon=90,
    train_fraction=1.0,
    judged_on="training",
    scaled=False,
    cells=("RNN",),
    seeds=tuple(range(8)),
    training=replace(_ARTICLES_TRAINING, epochs=100),
)

_ARTICLES_NOTE = (
    "Like the article, it trains on all values, unscaled, and judges one rollout over the training "
    "span from its first window: an error on seen data, not on new data."
)

RECIPES: dict[str, Recipe] = {
    recipe.name: recipe
    for recipe in (
        Recipe(
            name="first_look",
            title="First look",
            about="Trains in a few seconds; all three cells learn to follow the wave.",
            experiment=Experiment(),
        ),
        Recipe(
            name="article_1",
            title="Article 1: RNN",
            about=f"50 values, noise 0.3, 201 epochs, a rollout every 10. {_ARTICLES_NOTE}",
            experiment=_ARTICLE_1,
            source="Introduction to PyTorch 6: recurrent neural networks (in Japanese)",
            published=(PublishedLoss("RNN", 1, 0.4848), PublishedLoss("RNN", 201, 0.0932)),
        ),
        Recipe(
            name="article_2_rnn",
            title="Article 2: RNN",
            about=f"100 values, noise 0.1, 100 epochs. {_ARTICLES_NOTE}",
            experiment=_ARTICLE_2,
            source="Recurrent neural networks in PyTorch (in Japanese)",
            published=tuple(
                PublishedLoss("RNN", epoch + 1, loss)
                for epoch, loss in {
                    0: 0.4599,
                    10: 0.0468,
                    20: 0.0332,
                    30: 0.0233,
                    50: 0.0227,
                    70: 0.0197,
                    99: 0.0189,
                }.items()
            ),
        ),
        Recipe(
            name="article_2_lstm",
            title="Article 2: LSTM",
            about=f"The same series with an LSTM for 1000 epochs. {_ARTICLES_NOTE}",
            experiment=replace(
                _ARTICLE_2,
                cells=("LSTM",),
                training=replace(_ARTICLES_TRAINING, epochs=1000, snapshot_every=100),
            ),
            source="Recurrent neural networks in PyTorch (in Japanese)",
        ),
        Recipe(
            name="article_3",
            title="Article 3: three cells",
            about="The article explains the three cells without an experiment; here they learn the "
            f"series of article 2 side by side. {_ARTICLES_NOTE}",
            experiment=replace(_ARTICLE_2, cells=("RNN", "LSTM", "GRU"), seeds=tuple(range(5))),
            source="Recurrent neural networks and sequence data, 2025 (in Japanese)",
        ),
        Recipe(
            name="article_4",
            title="Article 4: free running",
            about="Linear–LSTM–Linear on a sine and a cosine at twice the frequency; the model "
            "reads its own output after a warm-up. The article's curves are pictures without "
            "numbers: they rise with the steps ahead and sink with training.",
            experiment=Experiment(
                source=SyntheticSeries("sine_cosine", length=200, cycles=4.0, noise_std=0.0),
                window_length=20,
                horizon=20,
                train_fraction=0.75,
                cells=("LSTM",),
                seeds=(0, 1, 2),
                training=TrainingConfig(
                    hidden_size=100,
                    input_layer=True,
                    epochs=100,
                    batch_size=10,
                    learning_rate=0.001,
                    objective="free_running",
                    warm_up_steps=10,
                ),
                feedback="state",
            ),
            source="Time series with an LSTM, 2017 (in Japanese), github.com/Rosyuku/lstm",
        ),
        Recipe(
            name="sunspots",
            title="Sunspots",
            about="Yearly sunspot numbers since 1700, with a cycle of about 11 years that never "
            "repeats exactly. NOAA National Geophysical Data Center.",
            experiment=Experiment(
                source=SampleSeries("sunspots"),
                window_length=33,
                horizon=22,
                training=TrainingConfig(epochs=40),
            ),
        ),
        Recipe(
            name="co2",
            title="CO2",
            about="Monthly CO2 in the air of Mauna Loa, made from the weekly file with its gaps: a "
            "rise with a season on it. The value of a year before is subtracted first, or a cell "
            "would be asked for levels that it has never seen.",
            experiment=Experiment(
                source=SampleSeries("co2"),
                window_length=24,
                horizon=12,
                transform=Transform(seasonal_period=12),
            ),
            source="C. D. Keeling and T. P. Whorf (2004), Carbon Dioxide Information Analysis "
            "Center",
        ),
        Recipe(
            name="long_memory",
            title="Long memory",
            about="Each value follows from one value a whole cycle earlier and from nothing in "
            "between: a window shorter than the cycle cannot forecast it.",
            experiment=Experiment(
                source=SyntheticSeries("long_memory", length=600, cycles=30.0, noise_std=0.0),
                window_length=25,
                horizon=20,
                training=TrainingConfig(epochs=40, batch_size=32),
            ),
        ),
        Recipe(
            name="broken_same_network",
            title="Broken: one network again and again",
            about="Wrong on purpose. All seeds begin with the same weights and differ only in the "
            "order of their minibatches: eight runs of one network say nothing about another. "
            "The audit “Fresh start” catches it.",
            experiment=Experiment(training=TrainingConfig(start="same", epochs=40)),
        ),
        Recipe(
            name="broken_no_past",
            title="Broken: a cell that never recurs",
            about="Wrong on purpose. The window is one value, so no cell has a past to remember: "
            "three ways to draw one curve from a value to the next, and no comparison of recurrent "
            "cells. It cannot tell a rising wave from a falling one. The audit “The cell recurs” "
            "catches it.",
            experiment=Experiment(window_length=1),
        ),
    )
}


def recipe_of(experiment: Experiment) -> Recipe | None:
    """The recipe whose published figures apply to an experiment, whatever its cells and seeds."""
    for recipe in RECIPES.values():
        own = recipe.experiment
        if replace(experiment, cells=own.cells, seeds=own.seeds) == own:
            return recipe
    return None
