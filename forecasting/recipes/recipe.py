"""What a recipe is, and its published figures beside ours."""

from dataclasses import dataclass
from operator import attrgetter

import pandas as pd

from forecasting.evaluation import summarize_over_seeds
from forecasting.experiment import Comparison, Experiment
from forecasting.messages import Message


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
        expect: What comes out when it is trained, with nothing changed.
        experiment: All settings.
        source: Where it comes from, if it was published.
        published: The figures printed there.
        broken: What is wrong with it on purpose, and which audit catches it; empty if nothing is.
        fault: The setting that is wrong, as an attribute of the experiment.
    """

    name: str
    title: Message
    about: Message
    expect: Message
    experiment: Experiment
    source: str = ""
    published: tuple[PublishedLoss, ...] = ()
    broken: str = ""
    fault: str = ""

    def is_wrong(self, experiment: Experiment) -> bool:
        """Whether an experiment has the fault that this recipe has on purpose."""
        if not self.fault:
            return False
        setting = attrgetter(self.fault)
        return bool(setting(experiment) == setting(self.experiment))


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
    ours = summarize_over_seeds(comparison.losses, "loss", ["cell", "epoch"]).drop(
        columns=["seeds", "diverged"]
    )
    table = published.merge(ours, on=["cell", "epoch"])
    inside = table["published"].between(table["loss_lowest"], table["loss_highest"])
    return table.assign(inside=inside)
