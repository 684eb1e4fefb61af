"""A server on loopback that gives every request the same answer of a model, and what it can do at most."""

import contextlib
import http.server
import json
import os
import resource
import select
import shutil
import socket
import subprocess
import threading
import time

ANSWER = json.dumps({
    "id": "msg_01BenchBenchBenchBench", "type": "message", "role": "assistant", "model": "claude-haiku-4-5-20251001",
    "content": [{"type": "text", "text": json.dumps({
        "rationale": "The writer was charged twice and asks for the money back.", "label": "billing",
        "confidence": 0.93})}],
    "stop_reason": "end_turn", "stop_sequence": None, "stop_details": None,
    "usage": {
        "input_tokens": 131, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 5120,
        "cache_creation": {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0}, "output_tokens": 34,
        "output_tokens_details": {"thinking_tokens": 0}, "service_tier": "standard", "inference_geo": "global",
    },
})

# One worker: what the server takes of the machine, the client does not have.
NGINX = """\
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log error;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_max_body_size 0;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    keepalive_requests 1000000000;
    keepalive_timeout 600s;
    tcp_nodelay on;
    server {{
        listen 127.0.0.1:{port} backlog=1024;
        default_type application/json;
        add_header request-id req_01BenchBenchBenchBench always;
        location / {{ return 200 '{answer}'; }}
    }}
}}
"""


class NoServer(Exception):
    """Why there is none, in words for who reads the report."""


def find_nginx():
    # Debian keeps it where only root's PATH looks.
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/sbin")
    if found is None:
        raise NoServer("nginx is not installed (apt-get install nginx-light)")
    return found


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextlib.contextmanager
def nginx(scratch):
    """Gives the port of a running nginx, and ends it."""
    program, folder, port = find_nginx(), scratch / "nginx", free_port()
    folder.mkdir(exist_ok=True)
    configuration = folder / "nginx.conf"
    # In nginx's quotes only these two mean something, and `$`, which the answer has not.
    answer = ANSWER.replace("\\", "\\\\").replace("'", "\\'")
    configuration.write_text(NGINX.format(folder=folder, port=port, answer=answer), encoding="utf-8")
    with open(folder / "output", "wb") as output:
        process = subprocess.Popen(
            [program, "-p", str(folder), "-e", str(folder / "nginx.log"), "-c", str(configuration)],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    try:
        wait_for_port(port, process, folder / "output")
        yield port
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for_port(port, process, output):
    end = time.perf_counter() + 5
    while process.poll() is None and time.perf_counter() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.01)
    raise NoServer(f"nginx does not start: {output.read_text(errors='replace').strip()}")


@contextlib.contextmanager
def recorder():
    """Gives a server's port, and a list that gets the bodies it is sent."""
    bodies = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            bodies.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(ANSWER)))
            self.end_headers()
            self.wfile.write(ANSWER.encode())

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1], bodies
    finally:
        server.shutdown()
        server.server_close()


def ceiling(port, body, connections, seconds):
    """The same body over bare sockets, no answer looked at: requests, the seconds and the CPU seconds they took."""
    request = (
        f"POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\n\r\n").encode() + body
    poll = select.epoll()
    sockets = {}
    expected = len(first_answer(port, request))
    for _ in range(connections):
        client = socket.create_connection(("127.0.0.1", port), 5)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sockets[client.fileno()] = [client, 0]
        poll.register(client, select.EPOLLIN)
        client.sendall(request)
    done, began, used = 0, time.perf_counter(), cpu(resource.RUSAGE_SELF)
    end = began + seconds
    while (now := time.perf_counter()) < end:
        for descriptor, _ in poll.poll(1):
            entry = sockets[descriptor]
            got = len(entry[0].recv(65536))
            if got == 0:
                raise NoServer("nginx closed a connection")
            entry[1] += got
            if entry[1] >= expected:
                entry[1] = 0
                done += 1
                entry[0].sendall(request)
    used = cpu(resource.RUSAGE_SELF) - used
    for client, _ in sockets.values():
        client.close()
    poll.close()
    return done, now - began, used


def first_answer(port, request):
    """Headers and body. The fixed answer is always as long."""
    with socket.create_connection(("127.0.0.1", port), 5) as client:
        client.sendall(request)
        got = b""
        while not got.endswith(ANSWER[-20:].encode()):
            more = client.recv(65536)
            if not more:
                raise NoServer(f"nginx answered {got[:200]!r}")
            got += more
        return got


def cpu(who):
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def run_measured(command, environment, timeout):
    """Runs a program to its end; gives its exit status, the seconds, the CPU seconds, the peak memory in MB, and what
    it said. The kernel counts: all threads, user and system."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env=dict(os.environ, **environment))
    watch = threading.Timer(timeout, process.kill)
    watch.start()
    try:
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
    finally:
        watch.cancel()
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    return process.returncode, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said.decode()
