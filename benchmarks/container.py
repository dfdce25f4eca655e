"""The app as a small host runs it: python -m benchmarks.container.

A fresh clone that cannot be written to, a user without a home who may do nothing special, one core,
and a limit on memory: 690 MB, the least that Streamlit Community Cloud grants. Somebody comes,
trains the default comparison and reads the answer. As root on Linux the limit is the kernel's own
(a control group, and whoever exceeds it is killed); else the memory is only measured.
"""

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.client import client
from benchmarks.cold import fresh_clone, wait_until_quiet
from benchmarks.processes import watched
from benchmarks.visitors import Visitor
from tests.browser.server import Server, serve

NOBODY = 65534
LIMIT_SECONDS = 600.0
LOOK_SECONDS = 0.2
GROUPS = Path("/sys/fs/cgroup")
JOIN = 'echo $$ > "$1/cgroup.procs" && shift && exec "$@"'
RIGHTLESS = ("--bounding-set=-all", "--inh-caps=-all", "--no-new-privs")
STARTS_ITSELF = (
    "import streamlit, subprocess, sys\nsubprocess.run([sys.executable, '-c', ''], check=True)"
)
USERS: tuple[tuple[str, ...], ...] = (
    ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *RIGHTLESS),
    ("setpriv", *RIGHTLESS),
)
"""Another user; or, where that one cannot read Python itself, root without any of root's rights."""


@contextmanager
def limited(megabytes: int) -> Iterator[Path | None]:
    """A control group with so much memory; None where none can be made."""
    group, name = None, f"forecasting-{os.getpid()}"
    for parent, limit in ((GROUPS / "memory", "memory.limit_in_bytes"), (GROUPS, "memory.max")):
        with suppress(OSError):
            if group is None and (parent / "cgroup.procs").exists():
                (parent / name).mkdir()
                group = parent / name
                (group / limit).write_text(str(megabytes * 10**6), encoding="ascii")
    try:
        yield group
    finally:
        if group:
            with suppress(OSError):
                group.rmdir()


def killed(group: Path | None) -> int:
    """How many processes were killed for exceeding the limit."""
    for name in ("memory.oom_control", "memory.events"):
        if group and (group / name).exists():
            lines = (group / name).read_text(encoding="ascii").splitlines()
            return next((int(x.split()[1]) for x in lines if x.startswith("oom_kill ")), 0)
    return 0


def user() -> tuple[str, ...]:
    """What becomes somebody with few rights; nothing where one is nobody special already."""
    if os.geteuid() or not shutil.which("setpriv"):
        return ()
    for command in USERS:
        python = [*command, sys.executable, "-c", STARTS_ITSELF]
        if subprocess.run(python, capture_output=True, timeout=60, check=False).returncode == 0:
            return command
    return ()


def forbid_writing(folder: Path) -> None:
    """To anybody but root; but for a folder of temporary files, which is empty."""
    temporary = folder.parent / "tmp"
    temporary.mkdir()
    for path in (folder.parent, folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    temporary.chmod(0o777)


async def train(server: Server) -> dict[str, float]:
    """Come, press Train, and wait for the answer."""
    began = time.perf_counter()
    async with asyncio.timeout(LIMIT_SECONDS), client(server.url, "") as visitor:
        came = await visitor.come("training")
        await visitor.press("train_button")
        while any(visitor.elements("progress")):
            await asyncio.sleep(LOOK_SECONDS)
        trained = time.perf_counter() - began - came
        headline = await Visitor(visitor, "").read_figures()
        print("answer:", headline or "none", *visitor.complaints)
        answered = bool(headline) and not visitor.complaints
        return {"first page, s": came, "trained after, s": trained, "answered": answered}


def run(megabytes: int) -> dict[str, float]:
    """One server, one visitor."""
    core = ("taskset", "-c", "0") if shutil.which("taskset") else ()
    with limited(megabytes) as group, fresh_clone() as (folder, environment):
        forbid_writing(folder)
        join = ("sh", "-c", JOIN, "sh", str(group)) if group else ()
        nowhere = {"HOME": "/nonexistent", "XDG_CACHE_HOME": "/nonexistent/cache"}
        nowhere["TMPDIR"] = str(folder.parent / "tmp")
        within = (*join, *core, *user())
        print("within:", *within)
        with (
            serve(folder, within, **environment | nowhere) as server,
            watched(server.process.pid) as peak,
        ):
            found = asyncio.run(train(server))
            wait_until_quiet(server)
            found["lives on"] = server.process.poll() is None
            failures = server.printed().count("Traceback")
        found |= {"most memory of all processes together, MB": peak.together}
        found |= {"a limit was set": group is not None, "killed for it": killed(group)}
        return found | {"failures in the log": failures}


def main() -> None:
    """Run it and say whether it went well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=690)
    megabytes = parser.parse_args().megabytes
    found = run(megabytes)
    for name, value in found.items():
        print(f"{name:44} {value if isinstance(value, bool | int) else round(value, 2)}")
    too_much = found["most memory of all processes together, MB"] > megabytes
    well = found["answered"] and found["lives on"]
    if too_much or found["killed for it"] or found["failures in the log"] or not well:
        sys.exit("Failed.")


if __name__ == "__main__":
    main()
