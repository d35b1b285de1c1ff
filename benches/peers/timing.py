"""Times a piece of work the way the Rust side does and prints it as one line of JSON."""

import argparse
import json
import resource
import statistics
import time
from typing import Callable

WARM_UP = 5
SEED = 0

# What a device that works on its own needs before the clock is read.
wait: Callable[[], object] = lambda: None

Works = dict[str, Callable[[], Callable[[], object]]]


def main(framework: str, works: Works, mode: list[str], begin: Callable[[argparse.Namespace], None]) -> None:
    """Prepares and times the works named on the command line, or all of them; `begin` sets the framework up."""
    parser = argparse.ArgumentParser(description=f"Times the same work in {framework}.")
    parser.add_argument("work", nargs="*", metavar="WORK", help=f"any of {', '.join(works)}; all when none is named")
    parser.add_argument("--mode", choices=mode, default=mode[0])
    parser.add_argument("--runs", type=int, default=20, help="timed runs after the warm-up (at least 10)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu", help="cpu, or cuda where the framework has it")
    parser.add_argument("--tf32", action="store_true", help="let products and convolutions round their factors, on a GPU")
    options = parser.parse_args()
    if options.runs < 10:
        parser.error("--runs is at least 10")
    for work in options.work:
        if work not in works:
            parser.error(f"no work named {work}: there are {', '.join(works)}")

    begin(options)
    for work in options.work or works:
        print(json.dumps({"work": work} | measure(works[work], options.runs)), flush=True)


def measure(prepare: Callable[[], Callable[[], object]], runs: int) -> dict[str, object]:
    before = peak_memory()
    run = prepare()
    warm_up = [milliseconds(run) for _ in range(WARM_UP)]
    timed = [milliseconds(run) for _ in range(runs)]
    return {
        "median_ms": statistics.median(timed),
        "runs_ms": timed,
        "first_ms": warm_up[0],
        "memory_kib": peak_memory() - before,
    }


def milliseconds(run: Callable[[], object]) -> float:
    wait()
    start = time.perf_counter()
    run()
    wait()
    return round((time.perf_counter() - start) * 1e3, 4)


def resident_memory() -> int:
    """The most resident memory that this process has had, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


# What is in use at the most, in KiB; for a framework whose device has memory of its own to replace.
peak_memory: Callable[[], int] = resident_memory
