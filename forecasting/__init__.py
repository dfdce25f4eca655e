"""Which recurrent cell forecasts this series further ahead, and is the difference real?

Rooms, in the order in which data flows; each imports only from those before it:

    digits      numbers as people read them
    data        signals, noise, real series; the split in time, the scaler, the windows
    importing   bytes -> table -> Series: a file that a person brings
    models      the equations of RNN, LSTM and GRU for a stack of members; devices
    training    minibatches, objectives, optimizers: one epoch at a time
    together    several stacks side by side
    rollout     forecasts fed back, step by step
    stopping    early stopping on the validation part
    evaluation  baselines, and errors per step ahead as tidy tables
    experiment  Experiment -> run() -> Progress ... Comparison
    recipes     published experiments and their figures
    jobs        experiments in the background
    charts      tidy table -> Altair chart
    report      Comparison -> one HTML file that needs nothing else
    dashboard   what the pages share; the only room that knows Streamlit

Axes, always in this order and by these names:

    member      one seed of one cell
    window      one sample (`batch` inside a training step)
    time        position in a window
    step        1 to horizon ahead
    variable    channel of the series
    hidden      unit of a cell
"""

from forecasting.data import SampleSeries, Series, SyntheticSeries, Transform
from forecasting.experiment import Comparison, Experiment, Progress, compare, run
from forecasting.importing import ImportOptions
from forecasting.recipes import RECIPES
from forecasting.training import TrainingConfig

__all__ = [
    "RECIPES",
    "Comparison",
    "Experiment",
    "ImportOptions",
    "Progress",
    "SampleSeries",
    "Series",
    "SyntheticSeries",
    "TrainingConfig",
    "Transform",
    "compare",
    "run",
]
