"""What is done to many items at once: import, evaluation, export, offline classification."""

import json
import os
import subprocess
import time

from material import make_task, write_items

def run(renga, folder, *arguments, output=subprocess.DEVNULL):
    """Runs a command on a task; gives the seconds it took."""
    before = time.perf_counter()
    done = subprocess.run(
        [renga, *arguments, "-C", str(folder)], stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE,
        check=False, timeout=150)
    seconds = time.perf_counter() - before
    if done.returncode != 0:
        raise SystemExit(f"renga {' '.join(arguments)}: exit status {done.returncode}\n{done.stderr.decode()}")
    return seconds


def measure_commands(report, renga, scratch):
    report.section("5. Commands on 10,000 items that two models have answered and a reviewer has decided")
    items, folder = scratch / "decided.jsonl", scratch / "decided"
    write_items(items, 10_000, ["offline-small", "offline-large"], decided=True)
    make_task(folder)
    report.rate("import, with predictions and decisions", 10_000, run(renga, folder, "import", str(items)))
    with open(scratch / "evaluation.json", "wb") as output:
        report.rate("evaluate --json", 10_000, run(renga, folder, "evaluate", "--json", output=output))
    with open(scratch / "evaluation.json", encoding="utf-8") as file:
        told = json.load(file)["ground_truth"]["n"]
    if told != 10_000:
        raise SystemExit(f"evaluate counts {told} items with ground truth, expected 10,000")
    target = scratch / "export.jsonl"
    report.rate("export --format jsonl", 10_000, run(renga, folder, "export", "--format", "jsonl", "-o", str(target)))
    report.rate("status --json", 10_000, run(renga, folder, "status", "--json"))
    os.unlink(target)


def measure_offline(report, renga, scratch):
    report.section("6. The offline models: the support-tickets sample's labels and examples")
    items, folder = scratch / "plain.jsonl", scratch / "offline"
    count = 5_000
    write_items(items, count)
    make_task(folder)
    run(renga, folder, "import", str(items))
    start = run(renga, folder, "status", "--json")
    one = run(renga, folder, "classify", "--model", "first", "--limit", "1")
    report.say(f"{'offline-small: start, training, one item':<44} {one:8.2f} s    of which start {start:.2f} s")
    rest = run(renga, folder, "classify", "--model", "first")
    report.rate("offline-small: classify, training included", count - 1, rest)
    report.rate("offline-small: classify, training taken off", count - 1, max(rest - one, 1e-9))
