"""The experiments of four articles, with the figures that they print."""

from dataclasses import replace

from forecasting.data import SyntheticSeries
from forecasting.experiment import Experiment
from forecasting.messages import message, phrase
from forecasting.recipes.recipe import PublishedLoss, Recipe
from forecasting.training import TrainingConfig

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

_ARTICLES_NOTE = message(
    "Like the article, it trains on all values, unscaled, and evaluates one rollout over the "
    "training span from its first window."
)
_ON_SEEN_DATA = message(
    "The audit “The test part was kept apart” fails: the errors are on values that were learnt, "
    "and say nothing about new ones."
)

ARTICLES = (
    Recipe(
        name="article_1",
        title=phrase("Article 1: RNN"),
        about=message(
            "50 values of a sine with noise 0.3; one kind of cell, 201 epochs. {note}",
            note=_ARTICLES_NOTE,
        ),
        expect=message(
            "The loss sinks from about 0.5 to about 0.09, which is the noise itself "
            "(0.3²), as the article printed. {note}",
            note=_ON_SEEN_DATA,
        ),
        experiment=_ARTICLE_1,
        source="Introduction to PyTorch 6: recurrent neural networks (in Japanese)",
        published=(PublishedLoss("RNN", 1, 0.4848), PublishedLoss("RNN", 201, 0.0932)),
    ),
    Recipe(
        name="article_2_rnn",
        title=phrase("Article 2: RNN"),
        about=message(
            "100 values of a sine with noise 0.1, 100 epochs. {note}",
            note=_ARTICLES_NOTE,
        ),
        expect=message(
            "The loss sinks to about 0.018, close to the printed 0.0189. The error curve "
            "jumps up and down, since at each step it is the error of one single forecast "
            "per network. {note}",
            note=_ON_SEEN_DATA,
        ),
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
        title=phrase("Article 2: LSTM"),
        about=message(
            "The same series with an LSTM for 1,000 epochs. {note}",
            note=_ARTICLES_NOTE,
        ),
        expect=message(
            "The LSTM learns slowly: after 250 epochs its loss is about 0.03, where the "
            "RNN is after 26. It ends at about 0.019. {note}",
            note=_ON_SEEN_DATA,
        ),
        experiment=replace(
            _ARTICLE_2,
            cells=("LSTM",),
            training=replace(_ARTICLES_TRAINING, epochs=1000, snapshot_every=100),
        ),
        source="Recurrent neural networks in PyTorch (in Japanese)",
    ),
    Recipe(
        name="article_3",
        title=phrase("Article 3: three cells"),
        about=message(
            "The article explains the three cells without an experiment; here they learn "
            "the series of article 2 side by side. {note}",
            note=_ARTICLES_NOTE,
        ),
        expect=message(
            "After 100 epochs the RNN has the lowest loss; LSTM and GRU have not learnt as "
            "much yet. Five seeds are too few to show a difference between three cells: "
            "over all steps together seven would be the least. {note}",
            note=_ON_SEEN_DATA,
        ),
        experiment=replace(_ARTICLE_2, cells=("RNN", "LSTM", "GRU"), seeds=tuple(range(5))),
        source="Recurrent neural networks and sequence data, 2025 (in Japanese)",
    ),
    Recipe(
        name="article_4",
        title=phrase("Article 4: free running"),
        about=message(
            "A linear layer, an LSTM and a linear layer learn a sine and a cosine of twice "
            "its frequency. In training, the model reads its own output after a warm-up. "
            "The article shows curves without numbers."
        ),
        expect=message(
            "As in the article, the error rises with the steps ahead and sinks with "
            "training. There is no noise, so a linear autoregression can continue these "
            "waves exactly; and three seeds are too few to show a difference from it."
        ),
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
)
