"""What is done to many items at once: import, evaluation, export, offline classification."""

import json
import os
import shutil
import subprocess
import time

from material import make_task, write_items

SQLITE = """\
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TEMP TABLE line (json TEXT);
.mode ascii
.separator "\\037" "\\n"
.import {items} line
CREATE TABLE item (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, text TEXT NOT NULL, meta TEXT);
INSERT INTO item (id, text, meta) SELECT json ->> 'id', json ->> 'text', json -> 'meta' FROM line;
"""

SQLITE_PREDICTIONS = """\
CREATE TABLE prediction (id INTEGER PRIMARY KEY, item TEXT NOT NULL, model TEXT, label TEXT, confidence REAL);
CREATE INDEX prediction_of_item ON prediction (item, model);
INSERT INTO prediction (item, model, label, confidence)
    SELECT line.json ->> 'id', value ->> 'model', value ->> 'label', value ->> 'confidence'
    FROM line, json_each(line.json, '$.predictions');
"""


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


def run_sqlite(report, items, database, with_predictions):
    """SQLite's own shell and JSON functions on the same lines; None when there is no figure, with the reason said."""
    if shutil.which("sqlite3") is None:
        report.say("sqlite3 is skipped: it is not installed (apt-get install sqlite3)")
        return None
    script = SQLITE.format(items=items) + (SQLITE_PREDICTIONS if with_predictions else "")
    before = time.perf_counter()
    done = subprocess.run(
        ["sqlite3", "-bail", str(database)], input=script.encode(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        check=False, timeout=150)
    seconds = time.perf_counter() - before
    if done.returncode != 0:
        report.say(f"sqlite3 is skipped: {done.stderr.decode().strip()}")
        return None
    return seconds


def measure_import(report, renga, folder, items, count, name, with_predictions=False):
    """Imports into a new task in `folder`; the task stays, for what is measured next."""
    make_task(folder)
    seconds = run(renga, folder, "import", str(items))
    peer = run_sqlite(report, items, folder / "peer.db", with_predictions)
    report.rate(f"import: {name}", count, seconds, peer and ("sqlite3", peer))
    if peer is not None:
        report.rate("  sqlite3: the same lines", count, peer)


def measure_imports(report, renga, scratch):
    report.section("4. Import, each into a new task, all of it in a store with synchronous = FULL")
    with_opinions, large = scratch / "opinions.jsonl", scratch / "large.jsonl"
    write_items(with_opinions, 10_000, ["offline-small"])
    measure_import(report, renga, scratch / "ten", with_opinions, 10_000, "10,000 items with a prediction", True)
    write_items(large, 100_000)
    measure_import(report, renga, scratch / "hundred", large, 100_000, "100,000 items")


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
