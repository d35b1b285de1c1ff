"""The parts of `accept`, in order."""

import json
import re
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import machine
from machine import Deadline

BENCHES = Path(__file__).resolve().parent.parent
ROOT = BENCHES.parent
PEERS = BENCHES / "peers"
sys.path.insert(0, str(PEERS))
from works import FOR_GPUS, PYTORCH  # noqa: E402

# What `build` makes.
PROGRAMS = ["behaviour", "devices", "towers", "kernels", "digits", "digits-in-towers", "netweave-benches", "count.so"]
# The number of the part that compares with PyTorch.
WORKS = 4
# PyTorch's files in the order of what is worth most to know.
ORDER = ["resnet50.py", "cnn.py", "mlp.py", "resnet18.py", "conv2d.py", "warp.py", "focal.py", "perceptual.py", "flow.py"]
# Where PyTorch rounds the factors of convolutions and products unless it is told not to.
ROUNDED = {"resnet50.py", "resnet18.py", "cnn.py", "conv2d.py", "perceptual.py"}
# The steps that are taken apart.
STEPS = ["cnn_training_step", "resnet18_training_step", "mlp_training_step", "flow_training_step", "resnet50_training_step"]
# What the stand-in can do in seconds.
TINY_WORKS = ["cnn_inference_1", "mlp_training_step_bf16"]


@dataclass
class Setting:
    """What all parts share."""

    results: object
    built: Path
    torch: str | None
    tiny: bool
    card: dict
    libraries: str

    def run(self, command: list[object], deadline: Deadline, log: str, share: float = 1.0, **more: str) -> dict:
        settings = {"LD_LIBRARY_PATH": self.libraries, "CARGO_MANIFEST_DIR": str(ROOT / "tests")} | more
        return machine.run(command, share * deadline.left(), self.results.log(log), settings)


def tests(setting: Setting, deadline: Deadline) -> None:
    """The behaviour of every layer, loss and optimizer, of both devices together, and of the kernels."""
    # Of the time that is left, a share for each, in case that one does not end.
    programs = [
        ("behaviour", 0.7, ["relu"] if setting.tiny else []),
        ("devices", 0.5, ["files"] if setting.tiny else []),
        ("towers", 0.5, ["devices"] if setting.tiny else []),
        ("kernels", 1.0, ["kernels::binary::cuda"] if setting.tiny else ["cuda", "--skip", "every_source"]),
    ]
    for name, share, filters in programs:
        answer = setting.run([setting.built / name, *filters], deadline, f"1-{name}", share)
        setting.results.add(1, name, **tested(answer))


def tested(answer: dict) -> dict:
    """What a program of tests has said."""
    output = answer.pop("output")
    lines = re.findall(r"^test (.+?) \.\.\. (ok|FAILED)", output, re.MULTILINE)
    failures = [name for name, how in lines if how == "FAILED"]
    answer |= {"passed": sum(how == "ok" for _, how in lines), "failures": failures}
    if answer["status"] == "failed" and failures:
        answer["reason"] = f"{len(failures)} tests failed"
    elif answer["status"] == "ok" and not lines:
        answer |= {"status": "failed", "reason": "no test was run"}
    return answer


def sanitizer(setting: Setting, deadline: Deadline) -> None:
    """Wrong accesses and races of the kernels, as NVIDIA's own tool sees them."""
    tool = shutil.which("compute-sanitizer") or next(
        (str(path) for path in Path("/usr/local").glob("cuda*/bin/compute-sanitizer")), None
    )
    for place, check in enumerate(["memcheck", "racecheck"]):
        if not tool:
            setting.results.add(2, check, status="skipped", reason="there is no compute-sanitizer")
            continue
        command = [tool, "--tool", check, "--error-exitcode", 9, setting.built / "kernels", "cuda", "--skip", "every_source"]
        answer = setting.run(command, deadline, f"2-{check}", 0.5 if place == 0 else 1.0)
        summary = re.findall(r"=+ (ERROR SUMMARY|RACECHECK SUMMARY): (.+)", answer["output"])
        setting.results.add(2, check, **tested(answer), summary=summary[-1][1] if summary else "")


def handwritten(setting: Setting) -> Path:
    """The digits, or a few of them."""
    data = ROOT / "examples/data/digits.csv"
    if not setting.tiny:
        return data
    few = setting.results.folder / "digits.csv"
    few.write_text("".join(data.open().readlines()[:120]))
    return few


def digits(setting: Setting, deadline: Deadline) -> None:
    """Trained and saved on the device, loaded on the CPU: both recognise as many."""
    weights = setting.results.folder / "digits.safetensors"
    epochs = ["--epochs", 1] if setting.tiny else []
    command = [setting.built / "digits", "--data", handwritten(setting)]
    trained = setting.run([*command, "--device", "cuda", "--save", weights, *epochs], deadline, "3-trained")
    loaded = setting.run([*command, "--device", "cpu", "--load", weights], deadline, "3-loaded")
    found = []
    for answer in (trained, loaded):
        accuracy = re.search(r"test accuracy: ([\d.]+) %", answer["output"])
        found.append(float(accuracy[1]) if accuracy else None)
    status = "ok" if found[0] is not None and found[0] == found[1] else "failed"
    reason = {} if status == "ok" else {"reason": trained.get("reason") or loaded.get("reason") or "they differ"}
    setting.results.add(
        3, "digits", status=status, on_cuda=found[0], on_cpu=found[1], seconds=trained["seconds"], **reason
    )


def towers(setting: Setting, deadline: Deadline) -> None:
    """Digits trained on one device, in towers, placed on two by both schedules, and in towers of two: all on one, and on several if
    there are."""
    count = setting.card["count"]
    epochs = ["--epochs", 1 if setting.tiny else 3]
    crews = {"on one device": ["--towers", 2]}
    if count > 1:
        crews[f"on {count} devices"] = ["--towers", count, "--gpus", ",".join(map(str, range(count)))]
    for name, crew in crews.items():
        command = [setting.built / "digits-in-towers", "--data", handwritten(setting), "--device", "cuda"]
        answer = setting.run([*command, *epochs, *crew], deadline, f"7-{name.replace(' ', '-')}")
        output = answer.pop("output")
        ways = re.findall(r"^(.+): \d+ steps of (\d+) µs, test accuracy ([\d.]+) %", output, re.MULTILINE)
        apart = re.findall(r"first batch are (\S+) of the largest", output)
        if answer["status"] == "ok" and (len(ways), len(apart)) != (5, 4):
            answer |= {"status": "failed", "reason": "it did not say how far they are apart"}
        ways = [{"how": how, "us": int(us), "accuracy": float(part)} for how, us, part in ways]
        for way, far in zip(ways[1:], apart):
            way["apart"] = float(far)
        answer["ways"] = ways
        setting.results.add(7, f"towers {name}", **answer)


def groups(setting: Setting) -> list[tuple[str, list[str]]]:
    """PyTorch's files, each with its works."""
    of_file: dict[str, list[str]] = {}
    for work, file in (PYTORCH | FOR_GPUS).items():
        if not setting.tiny or work in TINY_WORKS:
            of_file.setdefault(file, []).append(work)
    return sorted(of_file.items(), key=lambda group: ORDER.index(group[0]) if group[0] in ORDER else len(ORDER))


def peer(setting: Setting, file: str, works: list[str], mode: str, runs: int) -> list[object]:
    """The command for works in PyTorch."""
    name, _, rounded = mode.partition(" ")
    tf32 = ["--tf32"] if rounded else []
    return [setting.torch, PEERS / file, *works, "--mode", name, "--device", "cuda", "--runs", max(runs, 10), *tf32]


class Warming:
    """Lets `torch.compile` fill its cache while nothing is timed."""

    def __init__(self, setting: Setting):
        self.setting = setting
        self.is_over = threading.Event()
        self.child: subprocess.Popen | None = None
        self.lock = threading.Lock()

    def work(self) -> None:
        for file, works in groups(self.setting):
            command = [str(word) for word in peer(self.setting, file, works, "compile", 10)]
            with self.lock:
                if self.is_over.is_set():
                    return
                self.child = subprocess.Popen(
                    command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
                )
            self.child.wait()

    def stop(self) -> None:
        self.is_over.set()
        with self.lock:
            if self.child and self.child.poll() is None:
                machine.end(self.child)


def works(setting: Setting, deadline: Deadline) -> None:
    """Each work here and in PyTorch, one after the other, in an order that turns."""
    add = setting.results.add
    runs = 1 if setting.tiny else 20
    modes = ["eager", "compile", "eager tf32"]
    if not setting.torch:
        add(WORKS, "PyTorch", status="skipped", reason="there is no Python with PyTorch: name one by --python")
        modes = []
    for turn, (file, of_file) in enumerate(groups(setting)):
        sides = ["netweave", *(mode for mode in modes if mode != "eager tf32" or file in ROUNDED)]
        for side in sides[turn % len(sides) :] + sides[: turn % len(sides)]:
            # What is rounded to bf16 is not rounded to TF32.
            asked = [work for work in of_file if side != "eager tf32" or not work.endswith("_bf16")]
            if side == "netweave":
                command = [setting.built / "netweave-benches", *asked, "--device", "cuda", "--runs", runs]
            else:
                command = peer(setting, file, asked, side, runs)
            log = f"4-{Path(file).stem}-{side.replace(' ', '-')}"
            answer = setting.run(command, deadline, log, min(1.0, 60 / max(1.0, deadline.left())))
            found = {line["work"]: line for line in map(json.loads, json_lines(answer.pop("output")))}
            for work in asked:
                if work in found:
                    add(WORKS, work, side=side, status="ok", **{k: v for k, v in found[work].items() if k != "work"})
                else:
                    add(WORKS, work, side=side, status=answer["status"], reason=answer.get("reason", "it said nothing"))


def json_lines(output: str) -> list[str]:
    return [line for line in output.splitlines() if line.startswith("{") and line.endswith("}")]


def roofline(setting: Setting, deadline: Deadline) -> None:
    """How near each kernel is to what the card can do."""
    size = ["--sizes", "tiny", "--runs", 1] if setting.tiny else ["--sizes", "large", "--runs", 5, "--times", 20]
    answer = setting.run([setting.built / "netweave-benches", "--layers", "--device", "cuda", *size], deadline, "5-layers")
    lines = [json.loads(line) for line in json_lines(answer.pop("output"))]
    for line in lines:
        setting.results.add(5, line.pop("layer"), status="ok", **line)
    if answer["status"] != "ok":
        setting.results.add(5, "the layers after these", **answer)


def launches(setting: Setting, deadline: Deadline) -> None:
    """What a step asks of the device, and how much of its time the device works."""
    few, many = (1, 2) if setting.tiny else (10, 20)
    for work in TINY_WORKS if setting.tiny else STEPS:
        try:
            counted = [count(setting, deadline, work, runs) for runs in (few, many)]
            wall = step(setting, deadline, work, many, "wall")["median_ms"]
        except Lost as lost:
            setting.results.add(6, work, **lost.answer)
            continue
        each = {name: (counted[1][name] - counted[0][name]) / (many - few) for name in counted[0]}
        setting.results.add(6, work, status="ok", wall_ms=wall, **each)


class Lost(Exception):
    """A program that has not said what it should."""

    def __init__(self, answer: dict):
        self.answer = {"status": "failed", "reason": "it said nothing"} | answer


def step(setting: Setting, deadline: Deadline, work: str, runs: int, log: str, **more: str) -> dict:
    """What `netweave-benches` finds of a work."""
    command = [setting.built / "netweave-benches", work, "--device", "cuda", "--runs", runs]
    answer = setting.run(command, deadline, f"6-{work}-{log}", **more)
    lines = json_lines(answer.pop("output"))
    if answer["status"] != "ok" or not lines:
        raise Lost(answer)
    return json.loads(lines[0])


def count(setting: Setting, deadline: Deadline, work: str, runs: int) -> dict:
    """What so many steps, and those before them, ask of the device. To take the times makes them longer."""
    counts = setting.results.log(f"6-{work}-{runs}").with_suffix(".json")
    counts.unlink(missing_ok=True)
    more = {"LD_PRELOAD": str(setting.built / "count.so"), "COUNT_FILE": str(counts), "COUNT_TIMES": "1"}
    step(setting, deadline, work, runs, str(runs), **more)
    if not counts.exists():
        raise Lost({"reason": "nothing was counted"})
    return json.loads(counts.read_text())


@dataclass
class Part:
    """A part of it, with the seconds that it may take whatever the others do."""

    number: int
    title: str
    seconds: float
    is_timed: bool
    work: Callable[[Setting, Deadline], None]


PARTS = [
    Part(1, "tests", 150, False, tests),
    Part(2, "compute-sanitizer", 50, False, sanitizer),
    Part(3, "digits", 20, False, digits),
    Part(WORKS, "works", 190, True, works),
    Part(5, "layers", 40, True, roofline),
    Part(6, "launches", 40, True, launches),
    Part(7, "towers", 15, True, towers),
]
