"""Many items in and out, beside SQLite's own shell on the same lines: time, CPU, memory, and what an item costs at three
sizes."""

import shutil
import subprocess

from material import make_task, write_items
from measured import measure

SQLITE = """\
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TEMP TABLE line (json TEXT);
.mode ascii
.separator "\\037" "\\n"
.import {items} line
CREATE TABLE item (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, text TEXT NOT NULL, meta TEXT, images TEXT,
    shuffle REAL NOT NULL, added_at INTEGER NOT NULL);
INSERT INTO item (id, text, meta, images, shuffle, added_at)
SELECT json ->> 'id', json ->> 'text', json -> 'meta', json -> 'images', abs(random()) / 9223372036854775808.0,
    1000 * strftime('%s') FROM line;
"""

SQLITE_OUT = """\
.mode json
SELECT id, text, meta FROM item ORDER BY number;
"""

WITHIN_INPUT = 1.5
"""How many times the input's bytes a store may have."""

TWICE_AS_FAST = 0.5


class Imports:
    def __init__(self, report, renga, scratch):
        self.report, self.renga, self.scratch = report, renga, scratch
        self.has_peer = shutil.which("sqlite3") is not None
        if not self.has_peer:
            report.say("sqlite3 is skipped: it is not installed (apt-get install sqlite3)")

    def one(self, name, count, opinions=()):
        """Imports into a new task, which stays for what is measured next; gives its folder."""
        items, folder = self.scratch / f"{name}.jsonl", self.scratch / name
        write_items(items, count, opinions)
        make_task(folder)
        done = measure([self.renga, "import", str(items), "-C", str(folder)])
        words = f"{count:,} items" + (f", {len(opinions)} predictions each" if opinions else "")
        self.say(f"import: {words}", count, done)
        if self.has_peer and not opinions:
            peer = measure(
                ["sqlite3", "-bail", str(folder / "peer.db")], SQLITE.format(items=items).encode())
            self.say("  sqlite3: the same lines", count, peer)
            ratio = done.seconds / peer.seconds
            aim = "within" if ratio <= TWICE_AS_FAST else "OVER"
            self.report.say(f"  {ratio:.2f}x its time   {aim} the target of {TWICE_AS_FAST}x")
        size, given = (folder / "renga.db").stat().st_size, items.stat().st_size
        self.report.say(f"  store {size / 1e6:.0f} MB, {size / given:.2f}x the input's {given / 1e6:.0f} MB "
                        f"(target {WITHIN_INPUT}x, words and likeness of a review not yet in it)")
        items.unlink()
        return folder, done

    def say(self, name, count, done):
        self.report.say(
            f"{name:<44} {done.seconds:8.2f} s    {done.seconds / count * 1e6:6.2f} us an item   CPU {done.cpu:6.2f} s   "
            f"peak {done.megabytes:.0f} MB")

    def out(self, folder, count):
        target = self.scratch / "out.jsonl"
        done = measure([self.renga, "export", "--all", "--format", "jsonl", "-o", str(target), "-C", str(folder)])
        self.say(f"export --all: {count:,} items, jsonl", count, done)
        target.unlink()
        if self.has_peer:
            with open(target, "wb") as file:
                peer = measure(["sqlite3", "-bail", str(folder / "peer.db")], SQLITE_OUT.encode(), output=file)
            self.say("  sqlite3 .mode json: id, text, meta", count, peer)
            self.report.say(f"  {done.seconds / peer.seconds:.2f}x its time")
            target.unlink()

    def status(self, folder):
        seconds = [measure([self.renga, "status", "--json", "-C", str(folder)]).seconds for _ in range(9)]
        self.report.times("status --json", seconds, 50)


def measure_imports(report, renga, scratch, large):
    report.section("4. Import and export, each into a new task, all of it in a store with synchronous = FULL")
    imports = Imports(report, renga, scratch)
    imports.one("opinions", 10_000, ["offline-small"])
    sizes = [count for count in (10_000, 100_000, large) if count]
    costs = []
    for count in sizes:
        folder, done = imports.one(f"plain-{count}", count)
        costs.append((count, done.seconds / count * 1e6))
        if count == sizes[-1]:
            imports.out(folder, count)
            imports.status(folder)
        shutil.rmtree(folder, ignore_errors=True)
    told = ", ".join(f"{cost:.2f} us at {count:,}" for count, cost in costs)
    report.say(f"an item costs {told}")
