"""The loop that the articles print: one network, one minibatch, one value at a time.

Source:
    Introduction to PyTorch 6 to 8 (in Japanese): nn.RNN, nn.LSTM, nn.GRU and nn.Linear, a
    DataLoader that shuffles, SGD.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from benchmarks.workload import Workload

MODULES: dict[str, Callable[..., nn.RNNBase]] = {"RNN": nn.RNN, "LSTM": nn.LSTM, "GRU": nn.GRU}


class Network(nn.Module):
    """A recurrent module and a linear layer."""

    def __init__(self, cell: str, setting: Workload) -> None:
        super().__init__()
        self.recurrent = MODULES[cell](
            setting.variables, setting.hidden, setting.layers, batch_first=True
        )
        self.head = nn.Linear(setting.hidden, setting.variables)

    def forward(self, x: Tensor) -> Tensor:
        """The value after the window."""
        hidden, _ = self.recurrent(x)
        return self.head(hidden[:, -1])

    def free_run(self, x: Tensor, warm_up: int) -> Tensor:
        """The outputs after each step; after the warm-up the model reads its own."""
        hidden, state = self.recurrent(x[:, :warm_up])
        outputs = [self.head(hidden)]
        for _ in range(x.shape[1] - warm_up):
            hidden, state = self.recurrent(outputs[-1][:, -1:], state)
            outputs.append(self.head(hidden))
        return torch.cat(outputs, dim=1)


def train(cell: str, setting: Workload, sequences: Tensor, epochs: int) -> list[float]:
    """Train one network; the losses of the epochs."""
    network = Network(cell, setting)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01)
    criterion = nn.MSELoss()
    data = TensorDataset(sequences[:, :-1], sequences[:, 1:])
    loader = DataLoader(data, batch_size=setting.batch, shuffle=True)
    losses = []
    for _ in range(epochs):
        running = 0.0
        for x, following in loader:
            optimizer.zero_grad()
            if setting.objective == "one_step":
                loss = criterion(network(x), following[:, -1])
            else:
                outputs = network.free_run(x, setting.training.warm_up_steps)
                loss = criterion(outputs, following)
            loss.backward()
            optimizer.step()
            running += loss.item()
        losses.append(running / len(loader))
    return losses


def forecast(network: Network, window: Tensor, steps: int) -> list[float]:
    """Feed the forecasts back one value at a time, as articles 1 and 2 do: (time, 1) -> steps.

    The values are held in a list, of which the last ones are made a tensor at each step. Article 2
    leaves the recording of gradients on; article 1 does not, nor is it on here.
    """
    network.eval()
    values = window.flatten().tolist()
    with torch.no_grad():
        for _ in range(steps):
            latest = torch.tensor(values[-len(window) :]).view(1, len(window), 1)
            values.append(network(latest)[0].item())
    return values[len(window) :]
