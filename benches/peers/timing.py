"""Times a piece of work the way the Rust side does and prints it as one line of JSON."""

import argparse
import json
import statistics
import sys
import time
from typing import Callable

try:
    import torch
except ImportError:
    sys.exit("PyTorch is missing: pip install torch")

WARM_UP = 5
SEED = 0


def main(works: dict[str, Callable[[], Callable[[], object]]]) -> None:
    """Prepares and times the works named on the command line, or all of them."""
    parser = argparse.ArgumentParser(description="Times the same work in PyTorch, eager.")
    parser.add_argument("work", nargs="*", metavar="WORK", help=f"any of {', '.join(works)}; all when none is named")
    parser.add_argument("--runs", type=int, default=20, help="timed runs after the warm-up (at least 10)")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    if options.runs < 10:
        parser.error("--runs is at least 10")
    for work in options.work:
        if work not in works:
            parser.error(f"no work named {work}: there are {', '.join(works)}")

    torch.set_num_threads(options.threads)
    for work in options.work or works:
        torch.manual_seed(SEED)
        print(json.dumps(measure(work, works[work](), options.runs)), flush=True)


def measure(work: str, run: Callable[[], object], runs: int) -> dict[str, object]:
    for _ in range(WARM_UP):
        run()
    milliseconds = []
    for _ in range(runs):
        start = time.perf_counter()
        run()
        milliseconds.append(round((time.perf_counter() - start) * 1e3, 4))
    return {"work": work, "median_ms": statistics.median(milliseconds), "runs_ms": milliseconds}
