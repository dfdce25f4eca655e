"""Compile the kernels, as a process of its own: python compiler.py PRECISION FILE.

It stands back behind others and ends when its standard input does, that is with its parent. It
imports the kernels alone: neither torch nor what stands around them.
"""

import contextlib
import gc
import os
import sys
import threading
import types
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent

NICE = 5
"""Behind whoever waits for a page, but not behind a training that only waits for these kernels."""


def main(precision: str, target: Path) -> None:
    """Write the kernels to a file, if nobody did so meanwhile."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(NICE)
    _stand_alone()
    with _alone(target.with_suffix(".lock")):
        _make(precision, target)


def _make(precision: str, target: Path) -> None:
    from forecasting.models.kernels import compile_cache  # noqa: PLC0415

    if compile_cache.find(precision) is None:
        from forecasting.models.kernels.building import build  # noqa: PLC0415
        from forecasting.models.kernels.proof import prove  # noqa: PLC0415

        # Little of what piles up in these seconds is garbage; without any collection it would be
        # 50 MB more.
        gc.freeze()
        gc.set_threshold(20_000, 10, 10)
        code = build(precision)
        prove(code, precision)
        compile_cache.keep(target, code)


def _end_with_parent() -> None:
    while os.read(0, 1):
        pass
    os._exit(1)


def _stand_alone() -> None:
    """Make the kernels importable without the packages that they lie in, which bring torch."""
    root = HERE.parents[2]
    sys.path[:] = [path for path in sys.path if Path(path or ".").resolve() != HERE]
    for name in ("forecasting", "forecasting.models"):
        package = types.ModuleType(name)
        package.__path__ = [str(root.joinpath(*name.split(".")))]
        sys.modules[name] = package


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One at a time, where the system can say so: who comes second finds the work done."""
    try:
        import fcntl  # noqa: PLC0415 - not on Windows
    except ImportError:
        yield
        return
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
