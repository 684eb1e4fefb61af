"""Whole classification runs: prompt, request, strict reading, row on disk, against a server that answers at once,
beside the bare calls of the official SDK."""

import json
import os
import pathlib
import re
import subprocess
import sys

import loopback
from material import make_task, write_items

CONCURRENCY = 64
REPEATS = 3
MOST = 20_000
"""Requests of one repeat at most; slower clients get as many as last some seconds."""

TRIAL = 1_000
SECONDS = 5.0
MODEL = """\
[models.first]
provider = "anthropic"
model = "claude-haiku-4-5"
base-url = "http://127.0.0.1:{port}"
concurrency = {concurrency}

[budget]
total-usd = 1000000
daily-usd = 1000000
"""
# Whoever measures has perhaps a real key, and perhaps a proxy: neither has any business on loopback.
ENVIRONMENT = {"ANTHROPIC_API_KEY": "bench", "ANTHROPIC_AUTH_TOKEN": "", "no_proxy": "*", "NO_PROXY": "*"}

RATE_TARGET = 25
MEMORY_TARGET = 100


def make_paid_task(folder, port):
    """The sample's labels and guidelines, asked of one paid model at this port."""
    make_task(folder)
    path = folder / "renga.toml"
    definition = path.read_text(encoding="utf-8")
    kept = [
        table for table in re.split(r"(?m)^(?=\[)", definition)
        if not table.startswith(("[models.", "[budget]", "[second-opinion]"))]
    path.write_text("".join(kept) + "\n" + MODEL.format(port=port, concurrency=CONCURRENCY), encoding="utf-8")


def do(renga, folder, *arguments, timeout=300):
    """Runs a command on a task; gives the seconds, the CPU seconds and the peak memory in MB."""
    status, seconds, used, memory, said = loopback.run_measured(
        [renga, *arguments, "-C", str(folder)], ENVIRONMENT, timeout)
    if status != 0:
        raise SystemExit(f"renga {' '.join(arguments)}: exit status {status}\n{said}")
    return seconds, used, memory


def classify(renga, folder, count, timeout=300):
    status, seconds, used, memory, said = loopback.run_measured(
        [renga, "classify", "--json", "--limit", str(count), "-C", str(folder)], ENVIRONMENT, timeout)
    told = re.search(r'"classified":\s*(\d+)', said)
    if status != 0 or told is None or int(told[1]) != count:
        raise SystemExit(f"renga classify: exit status {status}, {count} answers expected\n{said}")
    return seconds, used, memory


def record_body(renga, folder):
    """The body that Renga sends for the first item of the task; the item is then answered."""
    with loopback.recorder() as (port, bodies):
        definition = folder / "renga.toml"
        kept = definition.read_text(encoding="utf-8")
        definition.write_text(re.sub(r"127\.0\.0\.1:\d+", f"127.0.0.1:{port}", kept), encoding="utf-8")
        try:
            classify(renga, folder, 1, timeout=30)
        finally:
            definition.write_text(kept, encoding="utf-8")
    return bodies[0]


def find_sdk(report, scratch):
    """A Python with the SDK; None when there is none, with the reason said."""
    named = os.environ.get("RENGA_BENCH_PYTHON")
    if named is not None:
        return named
    folder = scratch / "sdk"
    for command in (
        [sys.executable, "-m", "venv", str(folder)],
        [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "anthropic[aiohttp]"],
    ):
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
        except (OSError, subprocess.TimeoutExpired) as error:
            reason = str(error)
        else:
            if done.returncode == 0:
                continue
            reason = ((done.stderr or done.stdout).strip().splitlines() or ["no reason given"])[-1]
        report.say(f"the SDK is skipped: {reason}")
        report.say("  name a Python that has it: RENGA_BENCH_PYTHON=/path/to/venv/bin/python (pip install anthropic)")
        return None
    return str(folder / "bin" / "python")


def call_sdk(python, job):
    """Figures of the SDK, or words why there are none."""
    script = pathlib.Path(__file__).with_name("sdk_calls.py")
    try:
        done = subprocess.run(
            [python, "-B", str(script)], input=json.dumps(job), capture_output=True, text=True, check=False,
            env=dict(os.environ, **ENVIRONMENT), timeout=300)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode != 0:
        return (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]
    return json.loads(done.stdout)


def measure_sdk(report, python, job):
    """Prints each shape; gives the name and the median rate of the best one."""
    best = None
    for shape, name in (
        ("tasks", "AsyncAnthropic, 64 tasks"), ("aiohttp", "AsyncAnthropic with aiohttp, 64 tasks"),
        ("threads", "Anthropic, 64 threads"),
    ):
        trial = call_sdk(python, dict(job, shape=shape, count=400, repeats=1))
        if isinstance(trial, str):
            report.say(f"SDK: {name} is skipped: {trial}")
            continue
        count = max(400, min(MOST, int(400 / trial["seconds"][0] * SECONDS)))
        got = call_sdk(python, dict(job, shape=shape, count=count, repeats=REPEATS))
        if isinstance(got, str):
            report.say(f"SDK: {name} is skipped: {got}")
            continue
        rate = report.requests(
            f"SDK {got['version']}: {name}", count, got["seconds"], got["cpu"], got["megabytes"])
        if best is None or rate > best[1]:
            best = (f"the SDK's best shape ({name})", rate)
    return best


def measure_classification(report, renga, scratch, waiting):
    """`waiting`: how many items wait while memory is measured; 0: it is not."""
    try:
        with loopback.nginx(scratch) as port:
            report.section(
                f"7. Classification runs at concurrency {CONCURRENCY}, against nginx on loopback with one fixed answer")
            measure_rate(report, renga, scratch, port)
            if waiting > 0:
                report.section(f"8. Memory of a classification run while {waiting:,} items wait")
                measure_memory(report, renga, scratch, port, waiting)
    except loopback.NoServer as reason:
        report.section("7. Classification runs")
        report.say(f"skipped: {reason}")


def measure_rate(report, renga, scratch, port):
    items, folder = scratch / "waiting.jsonl", scratch / "waiting"
    # One for the recorder, a thousand for the trial, the rest for the repeats.
    write_items(items, 1 + TRIAL + REPEATS * MOST)
    make_paid_task(folder, port)
    do(renga, folder, "import", str(items))
    body = record_body(renga, folder)
    done, seconds, used = loopback.ceiling(port, body, CONCURRENCY, 2.0)
    report.requests("the server's ceiling: bare sockets in Python", done, [seconds], [used], None)
    with open(items, encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line, _ in zip(file, range(2_000))]
    job = {
        "url": f"http://127.0.0.1:{port}", "body": json.loads(body), "first": texts[0], "texts": texts,
        "concurrency": CONCURRENCY,
    }
    python = find_sdk(report, scratch)
    peer = measure_sdk(report, python, job) if python else None
    trial = classify(renga, folder, TRIAL)[0]
    count = max(TRIAL, min(MOST, int(TRIAL / trial * SECONDS)))
    seconds, used, memory = zip(*(classify(renga, folder, count) for _ in range(REPEATS)))
    report.requests(
        f"renga classify (bodies of {len(body):,} bytes)", count, seconds, used, max(memory), peer, RATE_TARGET)


def measure_memory(report, renga, scratch, port, waiting):
    items, folder = scratch / "many.jsonl", scratch / "many"
    write_items(items, waiting)
    make_paid_task(folder, port)
    seconds, _, memory = do(renga, folder, "import", str(items), timeout=600)
    os.unlink(items)
    report.rate("import", waiting, seconds)
    report.say(f"peak resident memory of the import                {memory:.0f} MB")
    taken = min(waiting, MOST)
    seconds, used, memory = classify(renga, folder, taken)
    report.requests(f"renga classify --limit {taken}", taken, [seconds], [used], memory)
    verdict = "within" if memory <= MEMORY_TARGET else "OVER"
    report.say(f"peak resident memory of the run                   {memory:.0f} MB: {verdict} the target of "
               f"{MEMORY_TARGET} MB")
