"""Good starts, and two that are wrong on purpose."""

from forecasting.data import SampleSeries, SyntheticSeries, Transform
from forecasting.experiment import Experiment
from forecasting.messages import message, phrase
from forecasting.recipes.recipe import Recipe
from forecasting.training import TrainingConfig

FIRST_LOOK = Recipe(
    name="first_look",
    title=phrase("First look"),
    about=message(
        "A sine wave with noise. Eight networks of each cell learn it side by side within seconds."
    ),
    expect=message(
        "All three cells learn to follow the wave. With 8 seeds no difference between "
        "them is shown, and none of them is shown to beat a linear autoregression, for "
        "which such a wave is easy."
    ),
    experiment=Experiment(),
)

_FOR_LONG_LAGS = TrainingConfig(
    epochs=40, batch_size=16, learning_rate=0.01, start="recommended", snapshot_every=20
)
"""With which the cells with gates find a lag, if it can be found."""

SERIES = (
    Recipe(
        name="sunspots",
        title=phrase("Sunspots"),
        about=message(
            "Yearly sunspot numbers since 1700, with a cycle of about 11 years that never "
            "repeats exactly. NOAA National Geophysical Data Center."
        ),
        expect=message(
            "Over all 22 years together the LSTM beats the RNN, and all three cells beat "
            "every baseline. Yet 22 years ahead their forecasts are off by thirty to forty "
            "sunspots."
        ),
        experiment=Experiment(
            source=SampleSeries("sunspots"),
            window_length=33,
            horizon=22,
            training=TrainingConfig(epochs=40),
        ),
    ),
    Recipe(
        name="co2",
        title=phrase("CO2"),
        about=message(
            "Monthly CO2 in the air of Mauna Loa, made from the weekly file with its gaps: "
            "a rise with a season on it. The value of a year before is subtracted first, "
            "or a cell would be asked for levels that it has never seen."
        ),
        expect=message(
            "Over all 12 months together the LSTM beats the RNN and the GRU. A linear "
            "autoregression of the same yearly differences beats all three."
        ),
        experiment=Experiment(
            source=SampleSeries("co2"),
            window_length=24,
            horizon=12,
            transform=Transform(seasonal_period=12),
        ),
        source="C. D. Keeling and T. P. Whorf (2004), Carbon Dioxide Information Analysis Center",
    ),
    Recipe(
        name="long_memory",
        title=phrase("Long memory"),
        about=message(
            "Each value follows from one value a whole cycle of 20 steps earlier and from "
            "nothing in between: a window shorter than the cycle cannot forecast it."
        ),
        expect=message(
            "None of the three finds the rule in 420 values: the value one cycle back, which "
            "alone decides, changes their forecasts by a tenth of what it should. The LSTM and "
            "the GRU are worse than the mean of the series would be, the RNN, which beats them, "
            "is little better; repeating the cycle before (seasonal naive) and a linear "
            "autoregression beat all three. With more values and a shorter way back the gates do "
            "find it: see “Gates win”."
        ),
        experiment=Experiment(
            source=SyntheticSeries("long_memory", length=600, cycles=30.0, noise_std=0.0),
            window_length=25,
            horizon=20,
            training=TrainingConfig(epochs=40, batch_size=32),
        ),
    ),
    Recipe(
        name="gates_win",
        title=phrase("Gates win"),
        about=message(
            "Each value follows from the one 12 steps before and from nothing in between. The "
            "weights begin with an open forget gate, so that a gradient can come back that far."
        ),
        expect=message(
            "The GRU beats the LSTM and the RNN, and the LSTM beats the RNN; only the two with "
            "gates beat every baseline. By the rule a forecast changes 1.1 times as much as the "
            "value 12 steps before it; that of the GRU and the LSTM does, that of the RNN only "
            "0.15 times: see lag 11 on the page “Inside the cells”."
        ),
        experiment=Experiment(
            source=SyntheticSeries("long_memory", length=1200, cycles=100.0, noise_std=0.0),
            window_length=15,
            horizon=5,
            seeds=tuple(range(10)),
            training=_FOR_LONG_LAGS,
        ),
    ),
    Recipe(
        name="moving_lag",
        title=phrase("How long a memory?"),
        about=message(
            "Each value follows from one some steps before it. The slider “Lag” moves that one "
            "further back, within a window of 25 values, until every cell fails."
        ),
        expect=message(
            "With a lag of 4 or 5 all three cells beat every baseline, and the GRU beats the RNN. "
            "With 6 a linear autoregression beats the LSTM and the GRU, from 8 on all three. By "
            "the rule a forecast changes 1.1 times as much as the value that decides; with a lag "
            "of 4 each cell's does, with 10 that of the RNN 0.01 times, the others' 0.15 times."
        ),
        experiment=Experiment(
            source=SyntheticSeries("long_memory", length=1000, cycles=250.0, noise_std=0.0),
            window_length=25,
            horizon=5,
            seeds=tuple(range(10)),
            training=_FOR_LONG_LAGS,
        ),
    ),
)

LESSONS = (
    Recipe(
        name="broken_same_network",
        title=phrase("Broken: one network again and again"),
        about=message("Eight seeds that are no repetition: a comparison of luck with itself."),
        expect=message(
            "The chart looks like any other, with bands and a verdict: nothing but the "
            "audit gives the fault away."
        ),
        broken=message(
            "All seeds begin with the same weights and differ only in the order of their "
            "minibatches: eight runs of one network say nothing about another. The audit "
            "“Fresh start” catches it."
        ),
        fault="training.start",
        experiment=Experiment(training=TrainingConfig(start="same", epochs=40)),
    ),
    Recipe(
        name="broken_no_past",
        title=phrase("Broken: a cell that never recurs"),
        about=message(
            "Three recurrent cells that see a single value: a comparison without anything "
            "to remember."
        ),
        expect=message(
            "After a few steps the errors are several times those of the seasonal naive "
            "forecast. At some steps differences between the cells are “shown”, and mean "
            "nothing about recurrence."
        ),
        broken=message(
            "The window is one value, so no cell has a past to remember, and none can tell "
            "a rising wave from a falling one: this compares three ways to draw one curve, "
            "not three recurrent cells. The audit “The cell recurs” catches it."
        ),
        fault="window_length",
        experiment=Experiment(window_length=1),
    ),
)
