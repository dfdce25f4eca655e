"""How the kernels come: compiled by another process, which may fail, and ends with its parent."""

import subprocess
import sys
from pathlib import Path

import pytest

from forecasting.models.kernels import compile_cache, machine

COMPILER = Path(machine.__file__).with_name("compiler.py")


@pytest.fixture
def empty(monkeypatch, tmp_path):
    """A folder for compiled kernels that holds none."""
    monkeypatch.setenv(compile_cache.CACHE_VARIABLE, str(tmp_path))
    return tmp_path


def test_what_is_on_disk_is_not_compiled_again(monkeypatch, tmp_path):
    machine.kernels("float32").work()
    code = compile_cache.find("float32")
    monkeypatch.setenv(compile_cache.CACHE_VARIABLE, str(tmp_path))
    compile_cache.keep(compile_cache.place("float32"), code)
    monkeypatch.setattr(machine, "_compile", None)
    assert machine.Kernels("float32").obstacle(patient=True) is None


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("raise SystemExit('out of breath')", "ended with 1: out of breath"),
        ("import os; os.kill(os.getpid(), 11)", "ended with -11: it gave no reason"),
        ("pass", "ended with 0: it gave no reason"),
    ],
)
def test_a_compiler_that_fails_is_an_obstacle_and_no_more(monkeypatch, empty, program, why):
    script = empty / "compiler.py"
    script.write_text(program)
    monkeypatch.setattr(machine, "_COMPILER", script)
    kernels = machine.Kernels("float32")
    assert why in kernels.obstacle(patient=True)
    assert kernels.has_come
    with pytest.raises(RuntimeError, match="The fast kernels cannot be used"):
        kernels.work()


def test_while_they_come_only_the_patient_wait(monkeypatch, empty):
    script = empty / "compiler.py"
    script.write_text("import sys; sys.stdin.read()")
    monkeypatch.setattr(machine, "_COMPILER", script)
    begun = []
    popen = subprocess.Popen
    monkeypatch.setattr(
        machine.subprocess,
        "Popen",
        lambda *args, **more: begun.append(popen(*args, **more)) or begun[-1],
    )
    kernels = machine.Kernels("float32")
    while not begun:
        pass
    assert kernels.obstacle(patient=False) == machine.COMING
    assert not kernels.has_come
    begun[0].stdin.close()
    assert "it gave no reason" in kernels.obstacle(patient=True)


@pytest.fixture
def held(monkeypatch, empty):  # noqa: ARG001 - nothing is compiled yet
    """Kernels that wait for their turn, and what would compile them."""
    begun = []
    monkeypatch.setattr(machine, "_compile", lambda precision: begun.append(precision) or b"")
    monkeypatch.setattr(machine, "load", lambda _: lambda: 0)
    machine.hold_back()
    yield begun, machine.Kernels("float32")
    machine.let_on()


def test_the_compiler_waits_for_its_turn(held):
    begun, kernels = held
    assert kernels.obstacle(patient=False) == machine.COMING
    assert begun == []
    machine.let_on()
    kernels._thread.join(30)
    assert begun == ["float32"]


def test_the_compiler_does_not_wait_where_somebody_waits_for_it(held):
    begun, kernels = held
    assert kernels.obstacle(patient=True) is None
    assert begun == ["float32"]


def test_the_compiler_does_not_wait_for_ever(monkeypatch, empty):  # noqa: ARG001 - the same
    monkeypatch.setattr(machine, "HOLD_SECONDS", 0.01)
    monkeypatch.setattr(machine, "_compile", lambda _: b"")
    monkeypatch.setattr(machine, "load", lambda _: lambda: 0)
    machine.hold_back()
    try:
        kernels = machine.Kernels("float32")
        kernels._thread.join(30)
        assert kernels.has_come
    finally:
        machine.let_on()


def test_the_compiler_ends_with_its_parent(empty):
    target = empty / "kernels.bin"
    process = subprocess.Popen([sys.executable, COMPILER, "float32", target], stdin=subprocess.PIPE)
    process.stdin.close()
    assert process.wait(timeout=30) == 1
    assert not target.exists()


def test_the_compiler_imports_little():
    program = f"""
import runpy, sys
names = runpy.run_path({str(COMPILER)!r})
names["_stand_alone"]()
import forecasting.models.kernels.building, forecasting.models.kernels.proof
print(*{{"torch", "pandas", "streamlit"}} & sys.modules.keys())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.split() == []


def test_training_imports_no_compiler():
    program = """
import sys
from forecasting.models import Architecture, Ensemble
from forecasting.training import Trainer, TrainingConfig
import torch
Trainer(Ensemble(Architecture("RNN", 1, 4), (0,)), torch.zeros(4, 3, 1), TrainingConfig(), "fused")
print(*{"numba"} & sys.modules.keys())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.split() == []
