"""The review under keys: how long a key takes to the screen and to the disk, and whether any key is lost."""

import os
import shutil
import sqlite3
import time

from terminal import PATIENCE, QUIET, Program, Stuck

KEYS = 300
TARGET = 20


class Decisions:
    """A second, read-only connection that sees a decision once it is committed."""

    def __init__(self, folder):
        self.connection = sqlite3.connect(f"file:{folder / 'renga.db'}?mode=ro", uri=True, isolation_level=None)

    def newest(self):
        return self.connection.execute("SELECT coalesce(max(id), 0) FROM decision").fetchone()[0]

    def since(self, decision):
        return self.connection.execute(
            "SELECT count(*), count(DISTINCT item) FROM decision WHERE id > ?", (decision,)).fetchone()

    def wait_for_more(self, decision, program):
        end = time.perf_counter() + PATIENCE
        while self.newest() <= decision:
            if time.perf_counter() > end:
                raise Stuck("a key was not saved")
            program.read_within(QUIET)
        program.settle(QUIET)

    def wait_for(self, count, decision, program):
        """Waits until there are that many, and a moment longer, so that one too many is seen as well."""
        end = time.perf_counter() + PATIENCE
        while self.since(decision)[0] < count and time.perf_counter() < end:
            program.read_within(0.005)
        program.settle(0.1)
        return self.since(decision)


def open_review(renga, folder, first):
    program = Program([renga, "review", "--no-models", "--reviewer", "bench", "-C", str(folder)])
    byte, painted = program.wait_for(first)
    program.settle()
    return program, byte - program.started, painted - program.started


def measure_pagers(report, lines):
    """The key j in programs that only show lines."""
    times = {}
    for name, package, command, stdin in (
        ("less", "less", ["less", str(lines)], None), ("tig", "tig", ["tig"], str(lines)),
    ):
        if shutil.which(name) is None:
            report.say(f"{name} is skipped: it is not installed (apt-get install {package})")
            continue
        program = Program(command, stdin=stdin)
        try:
            program.settle(0.5)
            pressed = [program.press("j") for _ in range(KEYS)]
        except Stuck as reason:
            report.say(f"{name} is skipped: {reason}")
            continue
        finally:
            program.end()
        times[name] = [quiet for _, quiet, _ in pressed]
        report.times(f"{name}: j to first byte", [first for first, _, _ in pressed])
        report.times(f"{name}: j to quiet screen", times[name])
    return times


def measure_commits(report, folder):
    """One row and one fsync at a time, by SQLite alone: the least that a saved decision can cost on this disk."""
    path = folder / "bare.db"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE decision (id INTEGER PRIMARY KEY, x TEXT)")
    seconds = []
    for _ in range(KEYS):
        before = time.perf_counter()
        connection.execute("INSERT INTO decision (x) VALUES ('accept')")
        seconds.append(time.perf_counter() - before)
        time.sleep(0.005)
    connection.close()
    report.times("SQLite alone: one row, committed and fsynced", seconds)
    return seconds


def measure_review(report, renga, folder, first, lines):
    """Gives how many keys were lost."""
    report.section("1. Keys in the review: 10,000 items, 80x24, one key at a time")
    pagers = measure_pagers(report, lines)
    bare = measure_commits(report, folder)
    program, to_byte, to_items = open_review(renga, folder, first)
    decisions = Decisions(folder)
    try:
        pressed = [program.press("j") for _ in range(KEYS)]
        seconds = [quiet for _, quiet, _ in pressed]
        report.times("j to first byte", [first for first, _, _ in pressed], TARGET)
        report.times("j to quiet screen", seconds, TARGET)
        for name, other in pagers.items():
            report.times(f"j to quiet screen, against {name}", seconds, against=(name, other))
        for name, keys in (("a", "a" * KEYS), ("1 to 4", "1234" * (KEYS // 4))):
            pressed = []
            for key in keys:
                # Without an observer of the store, which would take a part of the machine; the row is waited for.
                before = decisions.newest()
                pressed.append(program.press(key))
                decisions.wait_for_more(before, program)
            report.times(f"{name} to first byte", [first for first, _, _ in pressed], TARGET)
            report.times(f"{name} to quiet screen", [quiet for _, quiet, _ in pressed], TARGET)
            rows = []
            for key in keys:
                before = decisions.newest()
                rows.append(program.press(key, lambda: decisions.newest() > before)[2])
            report.times(f"{name} to a row that others see", rows, TARGET, ("SQLite alone", bare))
        lost = measure_bursts(report, program, decisions)
        report.section("3. Start and memory of the review: 10,000 items")
        starts = [(to_byte, to_items)]
        memory = program.peak_memory()
    finally:
        status = program.end()
    for _ in range(4):
        # What was decided is gone from the list, so another item comes first now.
        again, to_byte, to_items = open_review(renga, folder, "bench-")
        starts.append((to_byte, to_items))
        again.end()
    report.times("start to first byte", [byte for byte, _ in starts])
    report.times("start to the first screen with items", [items for _, items in starts])
    if memory is not None:
        report.say(f"peak resident memory, after some 1,700 keys          {memory:.0f} MB")
    if status != 0:
        report.say(f"the review ended with status {status}, expected 0")
        lost += 1
    return lost


def measure_bursts(report, program, decisions):
    report.section("2. Keys faster than the disk")
    lost = 0
    before = decisions.newest()
    for key in "1234" * 5:
        program.write(key)
        end = time.perf_counter() + 0.05
        while (left := end - time.perf_counter()) > 0:
            program.read_within(left)
    lost += tell_burst(report, "20 label keys, one each 50 ms", 20, decisions.wait_for(20, before, program))
    before = decisions.newest()
    start = program.write("a" * 200)
    found = decisions.wait_for(200, before, program)
    lost += tell_burst(report, f"200 a written at once ({time.perf_counter() - start - 0.1:.2f} s)", 200, found)
    return lost


def tell_burst(report, name, keys, found):
    rows, items = found
    lost = max(abs(keys - rows), abs(keys - items))
    report.say(f"{name:<44} {rows} rows on {items} items: {'ok, none lost' if lost == 0 else f'{lost} LOST'}")
    return lost


def filesystem(folder):
    """The kind of file system, where the system tells."""
    best = ("", "unknown")
    try:
        with open("/proc/mounts", encoding="utf-8", errors="replace") as file:
            for line in file:
                _, mount, kind = line.split()[:3]
                if os.path.commonpath([mount, folder]) == mount and len(mount) >= len(best[0]):
                    best = (mount, kind)
    except OSError:
        pass
    return best[1]
