"""The question, an answer that is there already, and where to go from here."""

from forecasting.dashboard import cards, frame, start

frame.enter()

start.show()
cards.section()
