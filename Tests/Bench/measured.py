"""One process as a whole: how long it took, what it cost the processor, how much memory it had at most."""

import os
import subprocess
import time
from dataclasses import dataclass

PATIENCE = 900


@dataclass
class Measured:
    seconds: float
    cpu: float
    """User and system."""
    megabytes: float
    """The peak of the resident set."""


def measure(command, stdin=None, output=subprocess.DEVNULL):
    """Runs it to its end, which must be a good one.

    `stdin`: bytes for it to read; `output`: a file for what it writes.
    """
    before = time.perf_counter()
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE, stdout=output,
        stderr=subprocess.PIPE)
    try:
        if stdin is not None:
            process.stdin.write(stdin)
            process.stdin.close()
        said = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
    except BaseException:
        process.kill()
        raise
    seconds = time.perf_counter() - before
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: exit status {process.returncode}\n{said.decode(errors='replace')}")
    return Measured(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
