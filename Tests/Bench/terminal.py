"""A program in a pseudo-terminal of 80x24: keys in, and when its bytes come out."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time

QUIET = 0.003
"""A screen is quiet when nothing has come for this long."""

OBSERVING = 0.0002
"""How long is slept between two looks at the store: a loop without sleep takes a core from what is measured."""

PATIENCE = 10.0


class Stuck(Exception):
    pass


class Program:
    def __init__(self, command, environment=(), stdin=None):
        self.started = time.perf_counter()
        self.exit_status = None
        self.last = b""
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            self._become(command, environment, stdin)
        os.set_blocking(self.master, False)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    @staticmethod
    def _become(command, environment, stdin):
        try:
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            if stdin is not None:
                os.dup2(os.open(stdin, os.O_RDONLY), 0)
            values = dict(os.environ, TERM="xterm-256color", LC_ALL="C.UTF-8", **dict(environment))
            for unwanted in ("NO_COLOR", "LESS", "LINES", "COLUMNS"):
                values.pop(unwanted, None)
            os.execvpe(command[0], command, values)
        finally:
            os._exit(127)

    def write(self, keys):
        """Writes all of the keys; gives the time at which the first were handed to the kernel."""
        data = keys.encode()
        before = time.perf_counter()
        while data:
            try:
                data = data[os.write(self.master, data):]
            except BlockingIOError:
                # The terminal's input queue is full: go on when the program has read some.
                self.read()
                select.select([], [self.master], [], 0.01)
        return before

    def read(self):
        """What is there now; empty when there is nothing."""
        try:
            got = os.read(self.master, 65536)
        except BlockingIOError:
            return b""
        except OSError:
            raise Stuck(f"the program ended; the last it wrote: {self.last!r}") from None
        self.last = (self.last + got)[-400:]
        return got

    def read_within(self, seconds):
        ready, _, _ = select.select([self.master], [], [], seconds)
        return self.read() if ready else b""

    def wait_for(self, text):
        """Reads on until these bytes were there; gives the times of the first byte of all, and of them."""
        seen, first, end = b"", None, time.perf_counter() + PATIENCE
        while time.perf_counter() < end:
            got = self.read_within(0.05)
            if got and first is None:
                first = time.perf_counter()
            seen += got
            if text.encode() in seen:
                return first, time.perf_counter()
        raise Stuck(f"{text!r} never came; the last that came: {self.last!r}")

    def settle(self, quiet=0.05):
        while self.read_within(quiet):
            pass

    def press(self, key, other=None):
        """Presses a key, and waits for the quiet screen.

        `other` is asked again and again beside the terminal, until it is true. Gives the seconds from the key to the
        first byte of the repaint, to the last one before the screen was quiet, and to `other`.
        """
        pressed = self.write(key)
        first = last = quiet_after = happened = None
        while True:
            got = self.read_within(OBSERVING if other is not None and happened is None else QUIET / 3)
            now = time.perf_counter()
            if got:
                last = now
                if first is None:
                    first = now
            if first is not None and quiet_after is None and now - last >= QUIET:
                quiet_after = last
            if other is not None and happened is None and other():
                happened = time.perf_counter()
            if quiet_after is not None and now - last >= QUIET and (other is None or happened is not None):
                break
            if now - pressed > PATIENCE:
                raise Stuck(f"the key {key!r} was not answered in {PATIENCE:.0f} s")
        return first - pressed, quiet_after - pressed, happened and happened - pressed

    def peak_memory(self):
        """The most memory the program has had so far, in MB; None where the system does not tell."""
        try:
            with open(f"/proc/{self.pid}/status", encoding="ascii", errors="replace") as file:
                for line in file:
                    if line.startswith("VmHWM:"):
                        return int(line.split()[1]) / 1024
        except OSError:
            pass
        return None

    def end(self, keys="q"):
        """Asks the program to quit, insists if it does not, and gives the exit status (negative: the signal)."""
        if self.exit_status is not None:
            return self.exit_status
        try:
            self.write(keys)
        except OSError:
            pass
        limit = time.perf_counter() + 5
        while True:
            try:
                self.read_within(0.02)
            except Stuck:
                pass
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                break
            if time.perf_counter() > limit:
                os.kill(self.pid, signal.SIGKILL)
        os.close(self.master)
        self.exit_status = os.waitstatus_to_exitcode(status)
        return self.exit_status
