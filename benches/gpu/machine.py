"""The machine: its card, where its libraries are, and programs that are run on it for a limited time."""

import ctypes
import glob
import os
import signal
import subprocess
import time
from pathlib import Path

# Bytes and bfloat16 operations a second that were measured: a copy, and a product by cuBLAS.
MEASURED = {"H100": (3.0e12, 798e12), "H200": (4.3e12, 788e12)}
# 32-bit operations that a multiprocessor starts in a cycle, by the generation of the card.
LANES = {6: 64, 7: 64, 8: 128, 9: 128, 10: 128, 12: 128}


class NoDevice(Exception):
    """There is nothing to run on, and why."""


def card() -> dict[str, object]:
    """What the driver says of the first device, and what it can do at the most."""
    try:
        driver = ctypes.CDLL("libcuda.so.1")
    except OSError as error:
        raise NoDevice(f"there is no CUDA driver ({error})") from None
    if code := driver.cuInit(0):
        raise NoDevice(f"the CUDA driver cannot be used (error {code})")
    count = ctypes.c_int()
    driver.cuDeviceGetCount(ctypes.byref(count))
    device, name = ctypes.c_int(), ctypes.create_string_buffer(256)
    if driver.cuDeviceGet(ctypes.byref(device), 0):
        raise NoDevice("there is no CUDA device")
    driver.cuDeviceGetName(name, 256, device)
    version = ctypes.c_int()
    driver.cuDriverGetVersion(ctypes.byref(version))

    def attribute(number: int) -> int:
        value = ctypes.c_int()
        return 0 if driver.cuDeviceGetAttribute(ctypes.byref(value), number, device) else value.value

    # In kHz; memory moves twice in a cycle, on a bus of so many bits.
    clock, memory_clock, bus = attribute(13) * 1e3, attribute(36) * 1e3, attribute(37)
    processors, major, minor = attribute(16), attribute(75), attribute(76)
    lanes = 64 if (major, minor) == (8, 0) else LANES.get(major, 0)
    known = next((peaks for sort, peaks in MEASURED.items() if sort in name.value.decode()), None)
    return {
        "name": name.value.decode(),
        "count": count.value,
        "capability": f"{major}.{minor}",
        "clock_mhz": clock / 1e6,
        "multiprocessors": processors,
        "bytes_per_s": known[0] if known else 2 * memory_clock * bus / 8,
        "bytes_are": "measured by a copy" if known else "the memory's clock",
        "flops_per_s": 2 * lanes * processors * clock,
        "cuda": f"{version.value // 1000}.{version.value % 1000 // 10}",
    }


def library_path(program: Path, python: str | None) -> str:
    """`LD_LIBRARY_PATH` for a program: what it does not find is looked for where toolkits are, and beside PyTorch."""
    own = os.environ.get("LD_LIBRARY_PATH", "")
    missing = subprocess.run(["ldd", str(program)], capture_output=True, text=True).stdout
    if "not found" not in missing:
        return own
    folders = glob.glob("/usr/local/cuda*/lib64")
    if python:
        script = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
        packages = subprocess.run([python, "-c", script], capture_output=True, text=True).stdout.strip()
        folders += glob.glob(f"{packages}/nvidia/**/lib", recursive=True)
    return ":".join(filter(None, [own, *folders]))


def has(python: str | None, module: str) -> bool:
    if not python:
        return False
    return subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode == 0


class Deadline:
    """When all of it has to be done."""

    def __init__(self, seconds: float):
        self.end = time.monotonic() + seconds

    def left(self) -> float:
        return max(0.0, self.end - time.monotonic())


def run(command: list[object], limit: float, log: Path, settings: dict[str, str]) -> dict[str, object]:
    """Runs a program for so many seconds at the most. What it prints goes to the log as it comes."""
    words = [str(word) for word in command]
    if limit < 1:
        return {"status": "cut off", "seconds": 0.0, "output": "", "reason": "there was no time left"}
    log.parent.mkdir(parents=True, exist_ok=True)
    errors = log.with_suffix(".errors.txt")
    start = time.monotonic()
    with log.open("wb") as out, errors.open("wb") as err:
        # A group of its own, so that all that it starts ends with it.
        child = subprocess.Popen(
            words, stdout=out, stderr=err, env=os.environ | settings, start_new_session=True, stdin=subprocess.DEVNULL
        )
        try:
            code = child.wait(limit)
            status = "ok" if code == 0 else "failed"
        except subprocess.TimeoutExpired:
            end(child)
            code, status = None, "cut off"
    answer = {
        "status": status,
        "seconds": round(time.monotonic() - start, 2),
        "output": log.read_text(errors="replace"),
    }
    said = errors.read_text(errors="replace").strip()
    if status == "failed":
        last = said.splitlines()[-1] if said else ""
        answer["reason"] = f"ended with {code}: {last}" if last else f"ended with {code}"
    elif status == "cut off":
        answer["reason"] = f"it took more than {limit:.0f} s"
    return answer


def end(child: subprocess.Popen) -> None:
    """Ends a program that was started in a group of its own, with all that it has started."""
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
