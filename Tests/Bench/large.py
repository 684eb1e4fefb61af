"""The review of a task of a million items, beside programs that show a million lines or many commits."""

import shutil
import subprocess

import bulk
import material
from keys import KEYS, TARGET, Decisions, open_review
from terminal import Program, Stuck

COMMITS = 100_000
FIRST_PAINT = 0.1
MEMORY = 60


def make_commits(folder):
    """A repository of many commits without files, for programs that list commits."""
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    stream = "".join(
        f"commit refs/heads/main\ncommitter bench <b@h> {1_700_000_000 + number} +0000\ndata {len(words)}\n{words}\n"
        for number in range(COMMITS) for words in [f"commit {number}"])
    subprocess.run(["git", "fast-import", "--quiet"], cwd=folder, input=stream.encode(), check=True)
    subprocess.run(["git", "symbolic-ref", "HEAD", "refs/heads/main"], cwd=folder, check=True)


def measure_start(report, name, command, text):
    """From before `fork` to a screen with this text on it: the median of four."""
    painted = []
    for _ in range(4):
        program = Program(command)
        try:
            painted.append(program.wait_for(text)[1] - program.started)
        except Stuck as reason:
            report.say(f"{name}, start: is skipped: {reason}")
            return
        finally:
            program.end()
    report.times(f"{name}: start to the first screen", painted)


def measure_peer(report, name, command, what):
    """The key j in another program: seconds to the quiet screen; None where it cannot be measured."""
    if shutil.which(command[0]) is None:
        report.say(f"{name} is skipped: it is not installed")
        return None
    program = Program(command)
    try:
        program.settle(1.0)
        pressed = [program.press("j") for _ in range(KEYS)]
        memory = program.peak_memory()
    except Stuck as reason:
        report.say(f"{name} is skipped: {reason}")
        return None
    finally:
        program.end()
    report.times(f"{name}, {what}: j to first byte", [first for first, _, _ in pressed])
    report.times(f"{name}, {what}: j to quiet screen", [quiet for _, quiet, _ in pressed])
    if memory is not None:
        report.say(f"{name}: peak resident memory {memory:.0f} MB")
    return [quiet for _, quiet, _ in pressed]


def measure_peers(report, scratch, lines, count):
    words = f"{count:,} lines"
    with open(lines, encoding="utf-8") as file:
        beginning = file.readline().split()[0]
    for name in ("less", "lnav"):
        if shutil.which(name) is not None:
            measure_start(report, name, [name, str(lines)], beginning)
    peers = {
        "less": measure_peer(report, "less", ["less", str(lines)], words),
        "lnav": measure_peer(report, "lnav", ["lnav", str(lines)], words),
    }
    if shutil.which("tig") is None:
        report.say("tig is skipped: it is not installed")
    else:
        repository = scratch / "commits"
        make_commits(repository)
        command = ["sh", "-c", f"cd '{repository}' && exec tig"]
        peers["tig"] = measure_peer(report, "tig", command, f"{COMMITS:,} commits")
    return {name: times for name, times in peers.items() if times}


def measure_large(report, renga, scratch, count):
    """Gives how many keys were lost."""
    report.section(f"3b. The review of {count:,} items, 80x24, one key at a time")
    queue, lines, folder = scratch / "large.jsonl", scratch / "large.txt", scratch / "large"
    first = material.write_items(queue, count, ["offline-small"])
    material.write_lines(queue, lines)
    material.make_task(folder)
    bulk.run(renga, folder, "import", str(queue))
    queue.unlink()
    peers = measure_peers(report, scratch, lines, count)
    starts = []
    for _ in range(4):
        program, to_byte, to_items = open_review(renga, folder, first)
        starts.append((to_byte, to_items))
        program.end()
    report.times("start to first byte", [byte for byte, _ in starts])
    painted = [items for _, items in starts]
    report.times("start to the first screen with items", painted, int(FIRST_PAINT * 1000))
    program, _, _ = open_review(renga, folder, first)
    decisions = Decisions(folder)
    lost = 0
    try:
        program.settle(1.0)
        pressed = [program.press("j") for _ in range(KEYS)]
        seconds = [quiet for _, quiet, _ in pressed]
        report.times("j to first byte", [first for first, _, _ in pressed], TARGET)
        report.times("j to quiet screen", seconds, TARGET)
        for name, other in peers.items():
            report.times(f"j to quiet screen, against {name}", seconds, against=(name, other))
        before = decisions.newest()
        pressed = []
        for _ in range(KEYS):
            newest = decisions.newest()
            pressed.append(program.press("a", lambda: decisions.newest() > newest))
        report.times("a to the next item, quiet screen", [quiet for _, quiet, _ in pressed], 10)
        report.times("a to a row that others see", [row for _, _, row in pressed], 10)
        rows, items = decisions.since(before)
        if (rows, items) != (KEYS, KEYS):
            lost = max(abs(KEYS - rows), abs(KEYS - items))
            report.say(f"{rows} rows on {items} items after {KEYS} keys: {lost} LOST")
        memory = program.peak_memory()
        if memory is not None:
            verdict = "within" if memory < MEMORY else "OVER"
            report.say(f"peak resident memory {memory:.0f} MB   {verdict} the target of {MEMORY} MB")
    finally:
        program.end()
        shutil.rmtree(folder, ignore_errors=True)
    return lost
