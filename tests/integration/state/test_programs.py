#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs programs under `syscope-detector exec` and holds what their events say against what the programs are."""
import json
import os
import re
import subprocess
import tempfile
import unittest

DETECTOR = os.environ.get("SYSCOPE_DETECTOR", "build/release/bin/syscope-detector")

SERVER = """
import os, socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen()
c = socket.create_connection(s.getsockname()); d, _ = s.accept()
c.send(b"x"); d.recv(1)
print(s.getsockname()[1], c.getsockname()[1], flush=True)
"""


def trace(*command, options=(), cwd="/"):
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "events")
        done = subprocess.run([DETECTOR, "exec", "-o", out, *options, "--", *command], cwd=cwd, capture_output=True,
                              text=True, check=False)
        assert done.returncode == 0, done.stderr
        with open(out, encoding="utf-8") as lines:
            return lines.read().splitlines(), done.stdout


def events(*command, cwd="/"):
    lines, printed = trace(*command, options=("--format", "json"), cwd=cwd)
    found = [json.loads(line) for line in lines]
    assert found[-1]["type"] == "summary" and found[-1]["complete"], found[-1]
    return found[:-1], printed


def calls(found, name, **wanted):
    return [e for e in found if e.get("syscall") == name and all(e["process"][k] == v for k, v in wanted.items())]


class Programs(unittest.TestCase):
    def test_every_event_knows_its_process(self):
        found, _ = events("sh", "-c", "cd /usr; cat /etc/hostname | wc -c; true")
        shell, cat, wc = (os.path.realpath(f"/usr/bin/{name}") for name in ("sh", "cat", "wc"))
        self.assertTrue(all(e["process"] for e in found))
        self.assertEqual({e["process"]["exe"] for e in found}, {shell, cat, wc})
        for e in found:
            process = e["process"]
            self.assertEqual(process["user"], "root")
            if process["exe"] == cat:
                self.assertEqual(process["args"], "cat /etc/hostname")
                self.assertEqual(process["cwd"], "/usr")
                self.assertEqual([p["exe"] for p in process["parents"]][:2], [shell, os.path.realpath(DETECTOR)])
                self.assertEqual(process["ppid"], process["parents"][0]["pid"])

    def test_descriptors_know_what_they_stand_for(self):
        found, _ = events("sh", "-c", "cd /etc; cat ./passwd | wc -c; true")
        cat, wc = os.path.realpath("/usr/bin/cat"), os.path.realpath("/usr/bin/wc")
        opened = [e["object"] for e in calls(found, "openat", exe=cat) if e["object"]["path"] == "/etc/passwd"]
        self.assertEqual([(o["type"], o["name"]) for o in opened], [("file", "/etc/passwd")])
        read = [e["object"]["name"] for e in calls(found, "read", exe=cat)]
        self.assertIn("/etc/passwd", read)
        pipes = {e["object"]["name"] for e in calls(found, "write", exe=cat)}
        self.assertEqual(pipes, {e["object"]["name"] for e in calls(found, "read", exe=wc) if e["object"]["fd"] == 0})
        self.assertRegex(pipes.pop(), r"^pipe:\[\d+\]$")

    def test_sockets_know_both_ends(self):
        found, printed = events("/usr/bin/python3", "-I", "-c", SERVER)
        server, client = printed.split()
        name = f"127.0.0.1:{client}->127.0.0.1:{server}"
        for call, role in (("connect", "client"), ("accept4", "server"), ("sendto", "client"), ("recvfrom", "server")):
            [event] = [e for e in calls(found, call) if e["object"] and e["object"]["type"] == "ipv4"]
            self.assertEqual((event["object"]["name"], event["object"]["role"]), (name, role), call)
            self.assertEqual(event["object"]["protocol"], "tcp")

    def test_a_script_is_its_interpreter_and_ids_follow(self):
        with tempfile.NamedTemporaryFile("w", suffix=".sh", delete=False) as script:
            script.write("#!/bin/sh\ntrue\n")
        os.chmod(script.name, 0o755)
        self.addCleanup(os.unlink, script.name)
        found, _ = events("setpriv", "--reuid=65534", "--clear-groups", "sh", "-c", f"exec {script.name}")
        last = found[-1]["process"]
        self.assertEqual(last["exe"], os.path.realpath("/bin/sh"))
        self.assertIn(script.name, last["args"])
        self.assertEqual((last["uid"], last["user"]), (65534, "nobody"))

    def test_text_names_descriptors_when_asked(self):
        plain, _ = trace("cat", "/etc/passwd")
        self.assertFalse([line for line in plain if "</etc/passwd>" in line])
        lines, _ = trace("cat", "/etc/passwd", options=("-y",))
        text = "\n".join(lines)
        self.assertRegex(text, r'openat\(AT_FDCWD</>, "/etc/passwd", O_RDONLY\) += 3</etc/passwd>')
        self.assertRegex(text, r"close\(3</etc/passwd>\) += 0")
        self.assertTrue(re.search(r"write\(1<pipe:\[\d+\]>", text))


if __name__ == "__main__":
    unittest.main()
