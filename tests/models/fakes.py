"""Devices that are none, for machines that have none."""

import torch

from forecasting.models import Device


class Pretender(Device):
    """Called like an accelerator; it computes on the CPU, for PyTorch has nothing else here."""

    torch = torch.device("cpu")


class CpuTape:
    """Records as `CudaRecorder` does, by remembering the work; what it did is in `log`."""

    def __init__(self, fails_with=None):
        self.log, self.fails_with = [], fails_with

    def rehearse(self, work):
        self.log.append("rehearse")
        work()

    def record(self, work):
        if self.fails_with:
            raise self.fails_with
        self.log.append("record")

        def replay():
            self.log.append("replay")
            work()

        return replay
