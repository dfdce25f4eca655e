"""What to tell people when a job failed, or was stopped by somebody else."""

from typing import TYPE_CHECKING

from forecasting.later import Later
from forecasting.messages import Message, message

if TYPE_CHECKING:
    import torch
else:
    torch = Later("torch")

NO_MEMORY = message(
    "There was not enough memory for this experiment. Use a smaller hidden size, fewer seeds, "
    "smaller batches or a shorter window."
)
UNEXPECTED = message(
    "Training failed unexpectedly; the server's log says why. Change a setting, or try again."
)
BROWSER_CLOSED = message("Stopped: the browser was closed.")
TOO_LONG = message("Stopped: it took longer than a training may take on this server.")
SHUT_DOWN = message("Stopped: the server was shut down.")
_SIGNS = ("not enough memory", "out of memory", "allocate memory")


def message_for(error: Exception) -> Message:
    """A sentence that says what a person can do; the details belong in the log."""
    return NO_MEMORY if is_memory_error(error) else UNEXPECTED


def is_memory_error(error: Exception) -> bool:
    """Whether an exception means that memory ran out; PyTorch has several."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return isinstance(error, RuntimeError) and any(sign in str(error).lower() for sign in _SIGNS)
