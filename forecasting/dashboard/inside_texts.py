"""Short texts on what happens inside a cell, each with its source and something to try."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from forecasting.dashboard.language import say
from forecasting.messages import Message, message, phrase


@dataclass(frozen=True)
class ShortText:
    """What stands beside a picture.

    Attributes:
        title: What it is about.
        words: Two or three sentences.
        attempt: Something to try on this page.
        source: Where it comes from.
    """

    title: Message
    words: Message
    attempt: Message
    source: str


LISTENING = (
    ShortText(
        phrase("Why gradients vanish, and explode"),
        message(
            "A cell learns from the past as far as its forecast still changes when the "
            "past does. On its way back this change is multiplied at every step; by "
            "factors below 1 it is soon nothing, by factors above 1 it grows without end."
        ),
        message("Set the window to 40 and train: what is left of the RNN's curve at lag 39?"),
        "Bengio, Simard and Frasconi 1994, doi:10.1109/72.279181",
    ),
    ShortText(
        phrase("Clipping"),
        message(
            "A gradient that explodes throws the weights far away in one update. Clipping "
            "shortens it to a given length and keeps its direction. It helps against "
            "exploding, and does nothing for a gradient that has vanished."
        ),
        message(
            "Set “Clip gradient norm” on the page “Training” to 0.1 and train: do the "
            "curves differ?"
        ),
        "Pascanu, Mikolov and Bengio 2013, doi:10.48550/arXiv.1211.5063",
    ),
)
"""Beside the curves of how far back the forecasts listen."""

STEPS = (
    ShortText(
        phrase("Hidden state"),
        message(
            "What a cell knows of the window so far, as one number per unit. Each step "
            "makes a new one of the next value and the old state, with the same weights at "
            "every step. The forecast is read off the last one."
        ),
        message(
            "Press Play with “Weights” at its left end, then at its right: which rows follow the "
            "series?"
        ),
        "Elman 1990, doi:10.1207/s15516709cog1402_1",
    ),
    ShortText(
        phrase("Memory cell"),
        message(
            "The LSTM has a second state, which is not pressed through weights and a curve at "
            "every step, only multiplied by the forget gate and added to. On this path the "
            "gradient of a step is the forget gate itself: where that is close to 1, what is "
            "stored stays, and so does its gradient. The mean gate hides the few units whose gate "
            "is high: 0.53 at each of 24 steps would leave only 2 parts in 10 million. And there "
            "is a second path, through the hidden state and the gates."
        ),
        message(
            "Take the recipe “Gates win” and look to the right of step 4 of the window, where the "
            "value that decides stands: do more rows of “memory cell” keep their colour than of "
            "“hidden state”?"
        ),
        "Hochreiter and Schmidhuber 1997, doi:10.1162/neco.1997.9.8.1735",
    ),
    ShortText(
        phrase("Gates"),
        message(
            "A gate is a number from 0 to 1 for each unit and step, made of the value and "
            "the state. The forget gate says how much of the memory stays, the input gate "
            "how much of the candidate comes in, the output gate how much is shown. In the "
            "GRU one update gate does both of the first two: what it keeps it does not "
            "renew."
        ),
        message(
            "Take the recipe “Gates win” and choose “forget gate” for the heat map of the LSTM: at "
            "step 4 of the window stands the value that decides (lag 11); does the gate drop "
            "there, and does the input gate rise?"
        ),
        "Gers, Schmidhuber and Cummins 2000, doi:10.1162/089976600300015015; Cho and others 2014, "
        "doi:10.3115/v1/D14-1179",
    ),
)
"""Beside the walk through a window."""

FORMULAS = (
    ShortText(
        phrase("Peepholes"),
        message(
            "The gates of an LSTM see the hidden state, which a shut output gate hides the "
            "memory from. A peephole lets each gate see the memory of its own unit: one "
            "more term in its sum."
        ),
        message(
            "Choose the Peephole-LSTM beside the LSTM in the sidebar, train, and look for "
            "the term here."
        ),
        "Gers and Schmidhuber 2000, doi:10.1109/IJCNN.2000.861302",
    ),
    ShortText(
        phrase("Strong and weak sides"),
        message(
            "The RNN is small and quick, and has nothing that holds a value. The LSTM can "
            "keep one for long, at four times the weights of an RNN of the same size; the "
            "GRU does nearly the same with three times. Which of them forecasts better "
            "depends on the series, and on how much of it there is to learn from."
        ),
        message("Take the recipe “Gates win”, and see on this page which cell listens to lag 11."),
        "Chung and others 2014, doi:10.48550/arXiv.1412.3555",
    ),
)
"""Beside the formulas."""

GRADIENTS = (
    ShortText(
        phrase("BPTT and RTRL"),
        message(
            "Backpropagation through time keeps all states of a window and walks back "
            "through them: that is how the cells learn here unless the setting “Gradient” says "
            "otherwise. Real-time recurrent learning "
            "carries along, for every state, its derivatives by every weight. It gives the same "
            "gradient and needs no memory of the past, but far more of both, memory and "
            "arithmetic, as the hidden size grows."
        ),
        message("Compare the three: what grows with the window, and what with the hidden size?"),
        "Werbos 1990, doi:10.1109/5.58337; Williams and Zipser 1989, doi:10.1162/neco.1989.1.2.270",
    ),
    ShortText(
        phrase("Truncated"),
        message(
            "Where series are long one goes back some steps only. The cell still carries its state "
            "through the whole window, but what lies further back than those steps teaches it "
            "nothing: a gradient of the right length may point elsewhere."
        ),
        message(
            "Set “Gradient” (under “Advanced” on the page “Training”) to the truncated one with 2 "
            "steps and train: the forecast still listens further back, for the same weights act "
            "at every step and carry it on. Does it reach as far as with BPTT?"
        ),
        "Williams and Peng 1990, doi:10.1162/neco.1990.2.4.490",
    ),
)
"""Beside the three ways to the gradient."""


def texts(shown: Sequence[ShortText]) -> None:
    """Short texts side by side."""
    with st.grid(len(shown), min_column_width=260):
        for text in shown:
            with st.container(border=True, height="stretch"):
                st.markdown(f"**{say(text.title)}.** {say(text.words)}")
                st.markdown(say(":material/touch_app: *Try:* {attempt}", attempt=text.attempt))
                st.caption(text.source)
