"""What happens inside the cells: how far back they listen, gates and states, formulas."""

from forecasting.dashboard import frame, inside, status
from forecasting.messages import phrase

frame.enter()

status.on_page(phrase("below, the result of earlier settings"))
inside.show()
