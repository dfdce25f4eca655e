"""What happens inside the cells: how far back they listen, gates and states, formulas."""

from forecasting.dashboard import frame, inside, status
from forecasting.dashboard.language import say

frame.enter()

status.on_page(say("below, the result of earlier settings"))
inside.show()
