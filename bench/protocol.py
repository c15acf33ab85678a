"""The line protocol of a peer: `ready`, the seconds of one repetition per line of input, the peak memory at the end."""

import resource
import sys
import time


def serve(n_warm_up, repetition):
    """Repeats the work to warm up, says so, and then repeats it once for every line of standard input."""
    for _ in range(n_warm_up):
        repetition()
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        repetition()
        print(f"{time.perf_counter() - start:.6f}", flush=True)
    print(f"peak_bytes {peak_bytes()}", flush=True)


def peak_bytes():
    """The largest resident memory of this process so far, worker processes left out."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
