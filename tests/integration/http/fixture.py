# SPDX-License-Identifier: Apache-2.0
"""The real server beside a private PostgreSQL, and a client that holds every answer against the contract."""
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

from openapi import Contract
from websocket import WebSocket

ROOT = pathlib.Path(__file__).resolve().parents[3]
PASSWORD = "correct horse battery staple"
CONTRACT = Contract()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Database:
    def __init__(self, folder):
        self.folder = folder
        self.script = ROOT / "tests/integration/postgres/fixture.sh"
        self.run("start")
        self.conninfo = (folder / "conninfo").read_text().strip()

    def run(self, command):
        done = subprocess.run(["sh", str(self.script), command, str(self.folder)], check=False)
        if done.returncode == 77:
            sys.exit(77)
        done.check_returncode()


class Server:
    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="syscope-http-"))
        self.web = self.folder / "web"
        (self.web / "assets").mkdir(parents=True)
        (self.web / "index.html").write_text("<!doctype html><title>syscope</title>")
        (self.web / "assets/index-B3xk9_2a.js").write_bytes(bytes(range(256)) * 4000)
        (self.folder / "secret").write_text("outside of the web root")
        self.database = Database(self.folder)
        self.port = free_port()
        self.process = None
        self.env = dict(os.environ, SYSCOPE_SERVER_DATABASE=self.database.conninfo,
                        SYSCOPE_SERVER_LISTEN=f"127.0.0.1:{self.port}", SYSCOPE_SERVER_WEB_ROOT=str(self.web))
        self.env.setdefault("LOG", "info")
        try:
            self.start()
        except BaseException:
            self.database.run("stop")
            raise

    def start(self):
        self.log = open(self.folder / "log", "ab")
        self.process = subprocess.Popen([os.environ["SYSCOPE_SERVER_BIN"], "serve"], env=self.env, stdout=self.log,
                                        stderr=self.log)
        client = self.client()
        self.wait(lambda: client.raw("GET", "/readyz")[0] == 200)

    def sql(self, statement):
        subprocess.run(["psql", "-q", "-d", self.database.conninfo, "-c", statement], check=True)

    def wait(self, condition, seconds=30):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if condition():
                    return
            except OSError:
                pass
            assert self.process.poll() is None, "the server died:\n" + (self.folder / "log").read_text()
            time.sleep(0.05)
        raise AssertionError("waited in vain; the log:\n" + (self.folder / "log").read_text()[-4000:])

    def kill(self, number=signal.SIGKILL):
        self.process.send_signal(number)
        code = self.process.wait(30)
        self.log.close()
        return code

    def command(self, *arguments):
        done = subprocess.run([os.environ["SYSCOPE_SERVER_BIN"], *arguments], env=self.env, check=True, capture_output=True,
                              text=True)
        return done.stdout

    def client(self):
        return Client(self.port)

    def stop(self):
        code = self.kill(signal.SIGTERM) if self.process.poll() is None else self.process.returncode
        text = (self.folder / "log").read_text()
        self.database.run("stop")
        if code != 0 or "ERROR: AddressSanitizer" in text or "runtime error" in text:
            print(text, file=sys.stderr)
        else:
            shutil.rmtree(self.folder)
        assert code == 0, f"the server ended with {code}"

    def set_up(self):
        """Makes the first administrator and returns a signed-in client."""
        text = self.command("token", "setup")
        token = text.split("token=")[-1].split()[0] if "token=" in text else text.split()[-1]
        self.client().call("POST", "/api/v1/setup",
                           {"token": token, "username": "root", "display_name": "Root", "password": PASSWORD}, 201)
        return self.sign_in("root")

    def sign_in(self, username, password=PASSWORD):
        client = self.client()
        client.call("POST", "/api/v1/session", {"username": username, "password": password}, 200)
        return client


class Client:
    def __init__(self, port):
        self.port = port
        self.cookie = None
        self.connection = None

    def __del__(self):
        if self.connection:
            self.connection.close()

    def raw(self, method, path, body=None, headers=None):
        """(status, headers in lower case, bytes) over a connection that is kept alive."""
        headers = dict(headers or {})
        if self.cookie and "Cookie" not in headers:
            headers["Cookie"] = self.cookie
        for last in (not self.connection, True):  # a kept connection may have been closed meanwhile
            if not self.connection:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                self.connection.request(method, path, body, headers)
                response = self.connection.getresponse()
                data = response.read()
                break
            except (http.client.HTTPException, OSError):
                self.connection.close()
                self.connection = None
                if last:
                    raise
        found = {name.lower(): value for name, value in response.getheaders()}
        if "set-cookie" in found:
            self.cookie = found["set-cookie"].split(";")[0]
        return response.status, found, data

    def call(self, method, path, body=None, expect=None, query="", headers=None):
        """One call as the client makes it: the answer is held against openapi.yaml. Returns the parsed body."""
        fields = {"X-Syscope": "1", "Origin": f"http://127.0.0.1:{self.port}"} if method != "GET" else {}
        if body is not None:
            fields["Content-Type"] = "application/json"
        fields.update(headers or {})
        status, found, data = self.raw(method, path + query, json.dumps(body) if body is not None else None, fields)
        value = json.loads(data) if data else None
        CONTRACT.check(method, path, status, value)
        check_headers(found)
        if expect is not None:
            assert status == expect, f"{method} {path}{query}: {status} instead of {expect}: {value}"
        return value

    def live(self, headers=None):
        fields = {"Origin": f"http://127.0.0.1:{self.port}", "Cookie": self.cookie}
        fields.update(headers or {})
        return WebSocket(self.port, "/api/v1/live", fields)


def check_headers(headers):
    csp = headers["content-security-policy"]
    for part in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "base-uri 'none'",
                 "frame-ancestors 'none'", "form-action 'none'"):
        assert part in csp, csp
    assert "unsafe" not in csp
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


class ServerCase(unittest.TestCase):
    """One server for all tests of a class; self.root is the signed-in first administrator."""

    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.stop)
        cls.root = cls.server.set_up()

    def add_user(self, username, role):
        return self.root.call("POST", "/api/v1/users", {"username": username, "display_name": username.title(), "role": role,
                                                        "password": PASSWORD}, 201)

    def add_project(self, name):
        return self.root.call("POST", "/api/v1/projects", {"name": name}, 201)
