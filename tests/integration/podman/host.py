#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""host: names the container of each event, of those that were there and of those that come; leaves itself out."""
import os
import subprocess
import time

from detector import *

with container("while :; do cat /etc/group >/dev/null; sleep 0.05; done", name="early") as early:
    run = Running("host", "-e", "trace=openat,openat2,open,execve")
    run.wait_for('"/etc/group"')
    with container("while :; do cat /etc/passwd >/dev/null; sleep 0.05; done", name="late") as late:
        idents = {name: podman("inspect", "--format", "{{.Id}}", name)[:12] for name in (early, late)}
        run.wait_for('"container_name":"late"')
        time.sleep(0.3)
    assert run.stop() == 0, run.err
    lines = run.lines()
    seen = {}
    for one in calls(lines):
        process = one["process"]
        if process and process["container_id"]:
            seen.setdefault(process["container_id"], []).append((process["container_name"], process["container_image"], process["exe"]))
    for name, ident in idents.items():
        assert seen[ident], name
        # The runtime enters the cgroup about when Podman tells of the container; its programs come later.
        own = [one for one in seen[ident] if one[2].startswith("/bin/")]
        assert {one[0] for one in own} == {name}, (name, own[:5], seen[ident][:3], seen[ident][-3:])
        assert all(one[1].startswith(IMAGE) for one in own)
    assert not any(one["pid"] == run.process.pid for one in calls(lines))

    # A filter by name takes that container alone.
    with container("while :; do cat /etc/passwd >/dev/null; sleep 0.05; done", name="other"):
        run = Running("host", "--filter", "container.name=early and evt.type in (open, openat)")
        run.wait_for('"/etc/group"')
        time.sleep(0.3)
        assert run.stop() == 0, run.err
        found = calls(run.lines())
        assert found and {one["process"]["container_name"] for one in found} == {"early"}

# Without a Podman that serves, the id is what there is.
with container("while :; do cat /etc/group >/dev/null; sleep 0.05; done", name="early"):
    run = Running("host", "--podman-socket", "/nowhere.sock", "-e", "trace=openat,open")
    run.wait_for('"/etc/group"')
    assert run.stop() == 0, run.err
    ident = podman("inspect", "--format", "{{.Id}}", "early")[:12]
    found = [one for one in calls(run.lines()) if one["process"] and one["process"]["container_id"] == ident]
    assert found and {one["process"]["container_name"] for one in found} == {""}
print("every container is named")
