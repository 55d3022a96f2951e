# SPDX-License-Identifier: Apache-2.0
"""What the tests of the detector's modes beside a real Podman share: run them through fixture.sh."""
import contextlib
import json
import os
import signal
import subprocess
import tempfile
import time

DETECTOR = os.environ["SYSCOPE_DETECTOR"]
SOCKET = os.environ["SYSCOPE_TEST_SOCKET"]
IMAGE = os.environ["SYSCOPE_TEST_IMAGE"]
os.environ["SYSCOPE_DETECTOR_PODMAN_SOCKET"] = SOCKET


def podman(*words, check=True):
    done = subprocess.run(["podman", "--url", f"unix://{SOCKET}", *words], capture_output=True, text=True)
    assert not check or done.returncode == 0, f"podman {words}: {done.stderr}"
    return done.stdout.strip()


def detector(*words, **options):
    return subprocess.run([DETECTOR, *words], capture_output=True, text=True, timeout=120, **options)


@contextlib.contextmanager
def container(script, *options, image=IMAGE, name="web"):
    podman("run", "-d", "--network", "none", "--name", name, *options, image, "/bin/sh", "-c", script)
    try:
        yield name
    finally:
        podman("rm", "-f", "-t", "0", name, check=False)


class Running:
    """A detector that runs until it ends by itself or stop() is called; lines are its JSON objects."""

    def __init__(self, *words):
        self.file = tempfile.NamedTemporaryFile(prefix="trace", delete=False)
        mode, *rest = words
        self.process = subprocess.Popen(
            [DETECTOR, mode, "--format", "json", "-o", self.file.name, *rest] if mode != "run"
            else [DETECTOR, mode, "--format", "json", "--output", self.file.name, *rest],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def wait_for(self, text, seconds=20):
        """Until the trace has the text."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            with open(self.file.name) as file:
                if text in file.read():
                    return
            time.sleep(0.05)
        raise AssertionError(f"{text} is not in the trace: {self.end()}")

    def stop(self, number=signal.SIGINT):
        self.process.send_signal(number)
        return self.end()

    def end(self):
        self.out, self.err = self.process.communicate(timeout=60)
        return self.process.returncode

    def lines(self):
        with open(self.file.name) as file:
            found = [json.loads(line) for line in file]
        os.unlink(self.file.name)
        return found


def calls(lines, name=None):
    return [one for one in lines if one["type"] == "syscall" and (name is None or one["syscall"] == name)]


def assert_whole(lines):
    """captured + lost + filtered = counted, and nothing was lost."""
    total = lines[-1]
    assert total["type"] == "summary" and total["complete"], total
    assert total["counted"] == total["captured"] == len(calls(lines)), (total, len(calls(lines)))
    return total


def containers():
    return podman("ps", "-a", "-q").split()
