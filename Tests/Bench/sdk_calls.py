"""The bare calls of the official Anthropic SDK for Python. Runs in a Python that has it; the job is a JSON document on
standard input, the figures are one on standard output."""

import asyncio
import concurrent.futures
import inspect
import itertools
import json
import resource
import sys
import time

import anthropic

job = json.load(sys.stdin)
TASKS = job["concurrency"]


def make_arguments(signature):
    """What `create` is called with for each text in turn: the members of the body it knows, and the others beside."""
    known = {name: value for name, value in job["body"].items() if name in signature.parameters}
    rest = {name: value for name, value in job["body"].items() if name not in signature.parameters}
    if rest:
        known["extra_body"] = rest
    message = known["messages"][0]["content"]
    made = []
    for text in job["texts"]:
        content = message.replace(job["first"], text)
        made.append(dict(known, messages=[{"role": "user", "content": content}]))
    return itertools.cycle(made)


def check(answer):
    if answer.content[0].text == "":
        raise SystemExit("the SDK gave an empty answer")


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


class Measured:
    """The seconds and CPU seconds of each repeat."""

    def __init__(self):
        self.seconds, self.cpu = [], []

    def add(self, seconds, used):
        self.seconds.append(seconds)
        self.cpu.append(used)


async def with_tasks(http_client):
    measured = Measured()
    async with anthropic.AsyncAnthropic(
        api_key="bench", base_url=job["url"], http_client=http_client() if http_client else None
    ) as client:
        arguments = make_arguments(inspect.signature(client.messages.create))

        async def ask(count):
            left = iter(range(count))

            async def work():
                for _ in left:
                    check(await client.messages.create(**next(arguments)))

            await asyncio.gather(*(work() for _ in range(TASKS)))

        await ask(2 * TASKS)
        for _ in range(job["repeats"]):
            began, used = time.perf_counter(), cpu()
            await ask(job["count"])
            measured.add(time.perf_counter() - began, cpu() - used)
    return measured


def with_threads():
    measured = Measured()
    with anthropic.Anthropic(api_key="bench", base_url=job["url"]) as client:
        arguments = make_arguments(inspect.signature(client.messages.create))

        def ask(_):
            check(client.messages.create(**next(arguments)))

        with concurrent.futures.ThreadPoolExecutor(TASKS) as threads:
            list(threads.map(ask, range(2 * TASKS)))
            for _ in range(job["repeats"]):
                began, used = time.perf_counter(), cpu()
                list(threads.map(ask, range(job["count"])))
                measured.add(time.perf_counter() - began, cpu() - used)
    return measured


def main():
    shape = job["shape"]
    if shape == "threads":
        measured = with_threads()
    elif shape == "tasks":
        measured = asyncio.run(with_tasks(None))
    else:
        measured = asyncio.run(with_tasks(anthropic.DefaultAioHttpClient))
    json.dump({
        "version": anthropic.__version__, "seconds": measured.seconds, "cpu": measured.cpu,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }, sys.stdout)


main()
