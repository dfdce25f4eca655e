"""Which recurrent cell forecasts this series further ahead, and is the difference real?

Rooms, in the order in which data flows; each imports only from those before it:

    later       libraries that take long to import, imported when they are needed
    messages    whole sentences with named holes, to be translated as they stand
    checks      refuse a bad value, in a sentence that names it and the remedy
    setting     what is known of one setting, declared once beside its field
    digits      numbers as people read them
    threads     jobs side by side on the cores that were granted
    data        signals, noise, real series; the split in time, the scaler, the windows
    importing   bytes -> table -> Series: a file that a person brings
    models      the equations of RNN, LSTM and GRU for a stack of members; devices
    rollout     forecasts fed back, step by step
    training    objectives, optimizers, engines, stacks side by side, early stopping
    evaluation  baselines, and errors per step ahead as tidy tables
    experiment  Experiment -> run() -> Progress ... Comparison
    inspection  inside the cells: gates, states, how far back a forecast listens
    recipes     published experiments and their figures
    jobs        experiments in the background
    saving      a comparison as a file, one member as a file, short programs
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

Public names:

    compare, run          Experiment -> Comparison, at once or epoch by epoch
    findings, audit       what a comparison shows, in sentences; whether it can be trusted
    save, load            a comparison as a file (bytes), and back
    Experiment            its settings, with TrainingConfig and Transform
    SyntheticSeries       a series that is made; SampleSeries one that was published; Series,
                          with ImportOptions, one of your own
    Comparison, Progress  what compare and run give
    RECIPES               published experiments by name
"""

from forecasting.data import SampleSeries, Series, SyntheticSeries, Transform
from forecasting.experiment import Comparison, Experiment, Progress, audit, compare, findings, run
from forecasting.importing import ImportOptions
from forecasting.recipes import RECIPES
from forecasting.saving import load, save
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
    "audit",
    "compare",
    "findings",
    "load",
    "run",
    "save",
]
