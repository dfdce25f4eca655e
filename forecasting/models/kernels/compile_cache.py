"""Where compiled kernels are kept on disk: found by what they were made from and for."""

import hashlib
import os
import platform
import tempfile
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from llvmlite import binding

from forecasting.messages import phrase

CACHE_VARIABLE = "FORECASTING_CACHE_DIR"
"""Environment variable with the only folder to use."""

_SOURCES = Path(__file__).parent
_DIGEST_BYTES = 32


def find(precision: str) -> bytes | None:
    """The machine code for this precision, from the first folder that has it; None if none has."""
    for folder in _folders():
        try:
            data = (folder / _name(precision)).read_bytes()
        except OSError:
            continue
        code = data[_DIGEST_BYTES:]
        # A damaged file would end the process that loads it.
        if hashlib.sha256(code).digest() == data[:_DIGEST_BYTES]:
            return code
    return None


def place(precision: str) -> Path:
    """Where to write the machine code: in the first folder that can be written to.

    Raises:
        OSError: If none can.
    """
    for folder in _folders():
        if _is_writable(folder):
            return folder / _name(precision)
    raise OSError(phrase("no folder can be written to"))


def keep(path: Path, code: bytes) -> None:
    """Write machine code at once or not at all."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(hashlib.sha256(code).digest() + code)
    Path(file.name).chmod(0o644)  # everybody may read it
    Path(file.name).replace(path)


def _folders() -> Iterator[Path]:
    """The project's own folder, the user's, a temporary one; or the one that is asked for."""
    if asked := os.environ.get(CACHE_VARIABLE):
        yield Path(asked)
        return
    yield _SOURCES / "__pycache__"
    yield from _of_the_user()
    folder = Path(tempfile.gettempdir()) / f"forecasting-kernels-{_user()}"
    # Anybody may have put a folder there, and then could have us run anything.
    if not folder.exists() or folder.stat().st_uid == _user():
        yield folder


def _user() -> int:
    """Their number; 0 where they have none, and a temporary folder each."""
    return os.getuid() if hasattr(os, "getuid") else 0


def _of_the_user() -> Iterator[Path]:
    """Their folder for what can be made again; none for somebody without a home."""
    try:
        home = os.environ.get("XDG_CACHE_HOME")
        folder = Path(home) if home else Path.home() / ".cache"
    except RuntimeError:
        return
    if folder.is_absolute():
        yield folder / "forecasting-kernels"


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


@cache
def _name(precision: str) -> str:
    """Changes with any kernel, the compiler and the processor."""
    texts = [path.read_bytes() for path in sorted(_SOURCES.glob("*.py"))]
    made = [_version("numba"), _version("llvmlite"), platform.system()]
    features = binding.get_host_cpu_features().flatten()
    made_for = [platform.machine(), binding.get_host_cpu_name(), features, precision]
    key = hashlib.sha256("\n".join([*made, *made_for]).encode() + b"".join(texts))
    return f"kernels-{precision}-{key.hexdigest()[:20]}.bin"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"
