#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""run: the shortest containers are whole, twenty times; exit statuses, signals and mistakes are Podman's; nothing stays behind."""
import os
import signal
import subprocess
import time

from detector import *

RUN = ("--rm", "--network", "none")


def run(*words):
    traced = Running("run", *RUN, *words)
    return traced.end(), traced, traced.lines()


counts = set()
for i in range(20):
    status, traced, lines = run(IMAGE, "true")
    assert status == 0, traced.err
    found = calls(lines)
    assert found[0]["syscall"] == "execve" and found[0]["ret"] == 0, found[0]
    assert found[-1]["syscall"] == "exit_group" and found[-1]["ret"] is None, found[-1]
    assert [one["type"] for one in lines[-2:]] == ["exit", "summary"], lines[-2:]
    counts.add(assert_whole(lines)["counted"])
assert max(counts) - min(counts) <= 2, counts  # brk and the like depend on where the kernel puts things

for backend in ("ebpf", "ptrace"):
    status, traced, lines = run("--backend", backend, IMAGE, "sh", "-c", "exit 7")
    assert status == 7 and calls(lines)[0]["syscall"] == "execve", (backend, traced.err)
    assert_whole(lines)

# Options that podman run has.
with tempfile.NamedTemporaryFile("w", suffix=".env") as file:
    file.write("COLOUR=dark red\n")
    file.flush()
    done = detector("run", *RUN, "--format", "none", "--env-file", file.name, "--entrypoint", "/bin/sh", "--pids-limit", "0x", IMAGE)
    assert done.returncode == 125 and '"0x" is not a number of processes' in done.stderr, done
    done = detector("run", *RUN, "--format", "none", "--env-file", file.name, "--entrypoint", "/bin/sh", "--cap-drop", "all",
                    "--cap-add", "NET_RAW", IMAGE, "-c", 'echo "$COLOUR"; grep CapEff /proc/self/status')
    assert done.returncode == 0 and done.stdout.split("\n")[0] == "dark red", done
    assert done.stdout.split("\n")[1].endswith("0000000000002000"), done.stdout
    done = detector("run", *RUN, "--format", "none", "--privileged", IMAGE, "grep", "CapEff", "/proc/self/status")
    assert done.returncode == 0 and "1ff" in done.stdout, done

# Podman's statuses.
for words, status, text in (
    ((IMAGE, "/no/such/program"), 127, "/no/such/program is not in image"),
    ((IMAGE, "/etc/passwd"), 126, "/etc/passwd of image"),
    ((IMAGE, "sh", "-c", "sh -c 'kill -9 $$'; exit $?"), 137, ""),
    (("--pull", "never", "localhost/nowhere"), 125, "image localhost/nowhere does not exist"),
    (("--pull", "sometimes", IMAGE), 125, '"sometimes" is none of never, missing, always'),
    (("--podman-socket", "/nowhere.sock", IMAGE), 125, "cannot reach Podman at /nowhere.sock: No such file or directory"),
    (("--memry", "1m", IMAGE), 125, "did you mean --memory?"),
    (("--network", "x y", IMAGE), 125, "--network"),
):
    done = detector("run", *RUN, "--format", "none", *words)
    assert done.returncode == status and text in done.stderr, (words, done)

with container("sleep 1000", name="taken"):
    done = detector("run", *RUN, "--name", "taken", IMAGE, "true")
    assert done.returncode == 125 and "taken" in done.stderr, done
    assert "is already in use" in done.stderr, done

# Signals reach the program; what does not end is killed by the second one; a detector that was killed is cleaned up after.
traced = Running("run", *RUN, IMAGE, "sh", "-c", "trap 'echo got; exit 5' TERM; echo ready >/tmp/x; while :; do sleep 0.05; done")
traced.wait_for('"/tmp/x"')
assert traced.stop(signal.SIGTERM) == 5, traced.err
assert_whole(traced.lines())

traced = Running("run", *RUN, IMAGE, "sh", "-c", "trap '' INT TERM; echo ready >/tmp/x; while :; do sleep 0.05; done")
traced.wait_for('"/tmp/x"')
traced.process.send_signal(signal.SIGINT)
time.sleep(0.3)
assert traced.stop(signal.SIGINT) == 137, traced.err
assert_whole(traced.lines())

traced = Running("run", *RUN, IMAGE, "sh", "-c", "echo ready >/tmp/x; while :; do sleep 0.05; done")
traced.wait_for('"/tmp/x"')
traced.stop(signal.SIGKILL)
left = containers()
assert len(left) == 1, left
assert detector("run", *RUN, "--format", "none", IMAGE, "true").returncode == 0
assert containers() == [], "the container of a detector that was killed is still there"
print("20 containers of", sorted(counts), "calls")
