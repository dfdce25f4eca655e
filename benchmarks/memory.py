"""Memory of one short training in a process of its own: python -m benchmarks.memory seeds=64."""

import resource
import sys
from pathlib import Path

from benchmarks import ours
from benchmarks.workload import Workload


def peak_megabytes() -> float:
    """The most that this process has held at any time."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage says there includes the process that started this one
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
        return round(int(line.split()[1]) * 1024 / 1e6, 1)
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, 1)


def main() -> None:
    """Print the megabytes after the imports and at the peak."""
    changes = {name: int(value) for name, value in (a.split("=") for a in sys.argv[1:])}
    setting = Workload(epochs=2, **changes)  # type: ignore[arg-type]
    before = peak_megabytes()
    ours.training(setting, ours.sequences_of(setting))
    print(before, peak_megabytes())


if __name__ == "__main__":
    main()
