"""All of `renga evaluate --json` on a store of decided items, beside scikit-learn on the same labels in memory."""

import json
import os
import pathlib
import subprocess
import sys
import time

import bulk
import material

PEER = pathlib.Path(__file__).with_name("sklearn_peer.py")


def measure_statistics(report, renga, scratch, count):
    report.section(f"9. Statistics of {count:,} decided items, two models")
    items = scratch / "decided.jsonl"
    material.write_items(items, count, ["haiku", "opus"], decided=True)
    task = material.make_task(scratch / "statistics")
    bulk.run(renga, task, "import", str(items))
    seconds, cpu, megabytes = [], [], []
    for _ in range(3):
        wall, used, peak = run_measured([renga, "evaluate", "--json", "--task", str(task)])
        seconds.append(wall)
        cpu.append(used)
        megabytes.append(peak)
    middle = sorted(cpu)[1]
    report.say(
        f"{'renga evaluate --json, from the store':<44} {sorted(seconds)[1]:8.2f} s    {middle:8.2f} s CPU    "
        f"peak {max(megabytes):,.0f} MB   n {len(cpu)}")
    peer = peer_figures(scratch, items)
    if peer is None:
        report.say("scikit-learn is not there: RENGA_BENCH_SKLEARN names a Python that has it. No ratio.")
        return
    for kind in ("lists of strings", "arrays of strings", "arrays of whole numbers"):
        report.say(
            f"{'scikit-learn ' + peer['version'] + ', ' + kind:<44} {'':>10}    {peer[kind]:8.2f} s CPU    "
            f"{middle / peer[kind]:.2f}x its time")


def run_measured(command):
    """Wall seconds, processor seconds, and the peak of the resident memory in MB."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def peer_figures(scratch, items):
    python = os.environ.get("RENGA_BENCH_SKLEARN") or install(scratch)
    if python is None:
        return None
    done = subprocess.run([python, str(PEER), str(items)], capture_output=True, text=True)
    return json.loads(done.stdout) if done.returncode == 0 else None


def install(scratch):
    """scikit-learn in an environment of its own; None: it cannot be had."""
    folder = scratch / "sklearn"
    commands = [
        [sys.executable, "-m", "venv", str(folder)],
        [str(folder / "bin" / "pip"), "install", "--quiet", "scikit-learn"],
    ]
    for command in commands:
        if subprocess.run(command, capture_output=True).returncode != 0:
            return None
    return str(folder / "bin" / "python")
