"""Times a piece of work the way the Rust side does and prints it as one line of JSON."""

import argparse
import json
import resource
import statistics
import time
from typing import Callable

WARM_UP = 5
SEED = 0

Works = dict[str, Callable[[], Callable[[], object]]]


def main(framework: str, works: Works, mode: list[str], begin: Callable[[argparse.Namespace], None]) -> None:
    """Prepares and times the works named on the command line, or all of them; `begin` sets the framework up."""
    parser = argparse.ArgumentParser(description=f"Times the same work in {framework}.")
    parser.add_argument("work", nargs="*", metavar="WORK", help=f"any of {', '.join(works)}; all when none is named")
    parser.add_argument("--mode", choices=mode, default=mode[0])
    parser.add_argument("--runs", type=int, default=20, help="timed runs after the warm-up (at least 10)")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    if options.runs < 10:
        parser.error("--runs is at least 10")
    for work in options.work:
        if work not in works:
            parser.error(f"no work named {work}: there are {', '.join(works)}")

    begin(options)
    before = peak_memory()
    for work in options.work or works:
        print(json.dumps({"work": work} | measure(works[work](), options.runs, before)), flush=True)


def measure(run: Callable[[], object], runs: int, before: int) -> dict[str, object]:
    warm_up = [milliseconds(run) for _ in range(WARM_UP)]
    timed = [milliseconds(run) for _ in range(runs)]
    return {
        "median_ms": statistics.median(timed),
        "runs_ms": timed,
        "first_ms": warm_up[0],
        "memory_kib": peak_memory() - before,
    }


def milliseconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return round((time.perf_counter() - start) * 1e3, 4)


def peak_memory() -> int:
    """The most resident memory that this process has had, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
