#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""attach: what runs already, by name, id, cgroup and pid, by eBPF and by ptrace; it goes on as if nothing had been."""
import os
import signal
import subprocess
import threading
import time

from detector import *

LOOP = "exec 3</etc/passwd; while :; do read line <&3; cat /etc/group >/dev/null; sleep 0.05; done"


def state(pid):
    with open(f"/proc/{pid}/status") as file:
        return dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)


for backend in ("ebpf", "ptrace"):
    with container(LOOP) as name:
        pid = int(podman("inspect", "--format", "{{.State.Pid}}", name))
        ident = podman("inspect", "--format", "{{.Id}}", name)  # all 64 digits
        run = Running("attach", "--backend", backend, ident[:10])
        run.wait_for('"/etc/group"')
        assert run.stop() == 0, run.err
        lines = run.lines()
        assert_whole(lines)
        assert {one["container"] for one in calls(lines)} == {name}
        first = next(one for one in calls(lines, "read") if one["pid"] == pid and one["raw"][0] in ("0x0", "0x3"))
        assert first["object"]["path"] == "/etc/passwd" or first["object"]["name"] == "/etc/passwd", first
        assert first["process"]["container_image"].startswith(IMAGE) and first["process"]["container_id"] == ident[:12], first
        assert f"container {name} ({ident[:12]}) attached" in run.err and "detached" in run.err, run.err
        assert podman("inspect", "--format", "{{.State.Status}}", name) == "running"
        assert state(pid)["TracerPid"] == "0" and state(pid)["State"][0] in "SR"

        # What podman exec brings in is traced, and its program named.
        run = Running("attach", "--backend", backend, name)
        run.wait_for("nanosleep")
        podman("exec", name, "ls", "/root")
        run.wait_for('"/root"')
        assert run.stop(signal.SIGTERM) == 0
        lines = run.lines()
        assert any(one["args"]["pathname"] == '"/root"' and one["comm"] == "ls" for one in calls(lines, "openat")
                   if "pathname" in one["args"]) or any('"/root"' in str(one["args"]) for one in calls(lines)), backend

        # Its end ends the trace.
        run = Running("attach", "--backend", backend, name)
        run.wait_for("nanosleep")
        podman("kill", name)
        assert run.end() == 0, run.err
        assert f"ended with exit status 137" in run.err, run.err
        lines = run.lines()
        assert_whole(lines)
        assert [one for one in lines if one["type"] == "exit" and one["pid"] == pid][-1]["status"] == signal.SIGKILL

with container(LOOP) as name:
    run = Running("attach", name)
    run.wait_for("nanosleep")
    podman("pause", name)
    time.sleep(0.3)
    podman("unpause", name)
    time.sleep(0.3)
    podman("rm", "-f", "-t", "0", name)
    assert run.end() == 0, run.err
    assert "was paused" in run.err and "goes on" in run.err, run.err
    assert "was removed by someone else" in run.err or "ended with exit status" in run.err, run.err
    assert_whole(run.lines())

# Cgroups below the container's own: all are in.
with container(LOOP) as name:
    pid = podman("inspect", "--format", "{{.State.Pid}}", name)
    with open(f"/proc/{pid}/cgroup") as file:
        path = next(line for line in file if line.startswith("0::")).strip()[3:]
    mount = next(line.split()[1] for line in open("/proc/mounts") if line.split()[2] == "cgroup2")
    os.mkdir(f"{mount}{path}/below")
    with open(f"{mount}{path}/below/cgroup.procs", "w") as file:
        file.write(pid)
    for target in (name, f"cgroup:{path}", f"{mount}{path}"):
        done = detector("attach", "-c", "--duration", "300ms", target)
        assert done.returncode == 0 and "nanosleep" in done.stderr, done.stderr
    podman("kill", name)
    time.sleep(0.3)
    with contextlib.suppress(OSError):
        os.rmdir(f"{mount}{path}/below")

# A process with its threads and children, which goes on.
for backend in ("ebpf", "ptrace"):
    tree = subprocess.Popen(["sh", "-c", "(while :; do /bin/true; sleep 0.05; done) & wait"])
    time.sleep(0.2)
    done = detector("attach", "--backend", backend, "-f", "--duration", "500ms", "-p", str(tree.pid))
    assert done.returncode == 0 and "execve(" in done.stderr and f"process {tree.pid} detached" in done.stderr, done.stderr
    assert state(tree.pid)["TracerPid"] == "0"
    run = Running("attach", "--backend", backend, f"pid:{tree.pid}")
    run.wait_for("execve")
    children = subprocess.run(["pgrep", "-P", str(tree.pid)], capture_output=True, text=True).stdout.split()
    for one in (*children, tree.pid):
        os.kill(int(one), signal.SIGKILL)
    tree.wait()
    assert run.end() == 0, run.err
    assert_whole(run.lines())

# What cannot be attached to.
with container("exit 0", name="gone") as name:
    time.sleep(0.3)
    for words, text in (
        (("attach", "gome"), 'no container "gome"; did you mean "gone"?'),
        (("attach", "gone"), "container gone is not running (exited)"),
        (("attach", "-p", "99999999"), "there is none"),
        (("attach", "-p", "x"), '"x" is not the number of a process'),
        (("attach", "-p", str(2**31)), "is not the number of a process"),
        (("attach", "cgroup:/no/such"), "there is none"),
        (("attach", "/etc"), "below no hierarchy of cgroups"),
        (("attach", "cgroup:/"), "the whole host"),
        (("attach",), "name what to trace"),
        (("attach", "a", "b"), '"b" is one word too many'),
        (("attach", "--podman-socket", "/nowhere.sock", "a"), "/nowhere.sock"),
    ):
        done = detector(*words)
        assert done.returncode == 125 and text in done.stderr, (words, done)
print("attached to containers, cgroups and processes")
