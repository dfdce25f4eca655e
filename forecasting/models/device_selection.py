"""Which device trains, and why."""

from collections.abc import Sequence

from forecasting.messages import Message, bad_value, in_turn, message
from forecasting.models.device_check import DeviceCheck, check_device
from forecasting.models.devices import Device, available_devices
from forecasting.models.engines import KERNEL_CELLS, has_kernels


def usable_devices() -> dict[str, Device]:
    """The devices that may be chosen, by kind, the one that is used by default first.

    An accelerator that does not compute what the CPU computes is not among them.
    """
    devices, best = available_devices(), choose_device()
    usable = {kind: device for kind, device in devices.items() if check_device(device).passed}
    return {best.kind: best} | usable


def choose_device(kind: str | None = None) -> Device:
    """The device asked for, or an accelerator that is right and faster than the CPU, or the CPU.

    Raises:
        ValueError: If this machine does not have it, or it does not compute what it should.
    """
    devices = available_devices()
    if kind is None:
        trial = _accelerator_check()
        return trial.device if trial and trial.is_worth_it else devices["cpu"]
    if kind not in devices:
        raise bad_value(
            "device is {kind!r}, which is not available here; choose one of {devices}.",
            kind=kind,
            devices=", ".join(devices),
        )
    trial = check_device(devices[kind])
    if not trial.passed:
        raise bad_value("device is {kind!r}. {reason}; choose cpu.", kind=kind, reason=trial.reason)
    return devices[kind]


def explain_device(kind: str | None = None) -> str:
    """One sentence on the device that `choose_device` gives, and why it is that one.

    Raises:
        ValueError: As `choose_device`.
    """
    device, trial = choose_device(kind), _accelerator_check()
    if trial is not None and device.kind != "cpu":
        return message(
            "Training on the {device}. {reason}, and computes the same.",
            device=device.name,
            reason=trial.reason,
        )
    where = _on_the_cpu(device)
    return where if trial is None else in_turn([where, _why_not(trial)])


def _on_the_cpu(device: Device) -> Message:
    name = device.name.removeprefix("CPU, ")
    if has_kernels():
        return message("Training on the CPU ({name}).", name=name)
    return message(
        "Training on the CPU ({name}), without compiled kernels, which would be faster.", name=name
    )


def _why_not(trial: DeviceCheck) -> Message:
    """Why the accelerator that was tried does not train."""
    if trial.is_worth_it:
        return message("This was chosen by hand: {reason}.", reason=trial.reason)
    if trial.passed:
        return message("{reason}; it may be worth trying for many seeds.", reason=trial.reason)
    return message("{reason}.", reason=trial.reason)


def explain_cells(cells: Sequence[str], kind: str | None = None) -> str:
    """One sentence on the cells that compiled kernels do not train; empty if they train all."""
    slow = [cell for cell in cells if cell not in KERNEL_CELLS]
    if not slow or not has_kernels() or choose_device(kind).kind != "cpu":
        return ""
    return message(
        "Without a compiled kernel, so more slowly, in PyTorch's operations: {cells}.",
        cells=", ".join(slow),
    )


def _accelerator_check() -> DeviceCheck | None:
    """How the accelerator did, None where there is none."""
    accelerators = [d for kind, d in available_devices().items() if kind != "cpu"]
    return check_device(accelerators[0]) if accelerators else None
