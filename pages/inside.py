"""What happens inside the cells: how far back they listen, gates and states, formulas."""

from forecasting.dashboard import frame, inside, status

frame.enter()

status.on_page("below, the result of earlier settings")
inside.show()
