# SPDX-License-Identifier: Apache-2.0
"""A client of /api/v1 for the tests: signs in as the tests' administrator (who is created with the setup link where needed)."""
import base64
import http.cookiejar
import json
import os
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

ADMIN = ("admin", "correct horse battery staple")


class ApiError(Exception):
    def __init__(self, status, body):
        super().__init__(f"{status}: {body}")
        self.status = status
        self.body = body

    @property
    def code(self):
        return self.body.get("error", {}).get("code")

    @property
    def message(self):
        return self.body.get("error", {}).get("message")


class Api:
    def __init__(self, url=None):
        self.url = url or os.environ["SYSCOPE_URL"]
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def call(self, method, path, body=None, headers=None, **query):
        url = f"{self.url}/api/v1{path}"
        if query:
            url += "?" + urllib.parse.urlencode(query)
        data = None if body is None else json.dumps(body).encode()
        all_headers = {"Content-Type": "application/json", "X-Syscope": "1", "Origin": self.url, **(headers or {})}
        request = urllib.request.Request(url, data=data, method=method, headers=all_headers)
        try:
            with self.opener.open(request, timeout=60) as reply:
                text = reply.read()
                return json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            text = error.read()
            try:
                parsed = json.loads(text)
            except ValueError:
                parsed = {"error": {"message": text.decode(errors="replace")}}
            raise ApiError(error.code, parsed) from None

    def get(self, path, **query):
        return self.call("GET", path, **query)

    def post(self, path, body=None):
        return self.call("POST", path, body if body is not None else {})

    def put(self, path, body=None):
        return self.call("PUT", path, body if body is not None else {})

    def delete(self, path):
        return self.call("DELETE", path)

    def sign_in(self, username, password):
        return self.post("/session", {"username": username, "password": password})


def admin():
    """A signed-in administrator; creates the first one when there is none yet."""
    api = Api()
    if api.get("/setup")["needed"]:
        token = os.environ["SYSCOPE_SETUP_LINK"].split("token=")[1]
        api.post("/setup", {"token": token, "username": ADMIN[0], "display_name": "Admin", "password": ADMIN[1]})
    api.sign_in(*ADMIN)
    return api


def wait(what, check, seconds=60, every=0.1):
    """The first true answer of check()."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = check()
        if answer:
            return answer
        time.sleep(every)
    raise AssertionError(f"{what}: not within {seconds} s")


def online_detector(api):
    def find():
        online = [d for d in api.get("/detectors") if d["state"] == "online"]
        return online[0] if online else None

    return wait("a detector comes online", find)


def project_with_detector(api, name):
    """A project of that name, made at its first use, with the local detector assigned."""
    found = [p for p in api.get("/projects") if p["name"] == name]
    project = found[0] if found else api.post("/projects", {"name": name, "description": "made by the tests"})
    detector = online_detector(api)
    api.put(f"/projects/{project['id']}/detectors/{detector['id']}")
    return project, detector


def start_scan(api, project, detector, image, command, **more):
    body = {
        "detector_id": detector["id"],
        "image": image,
        "command": command,
        "tty": True,
        "columns": 80,
        "rows": 24,
        "network": "none",
        "latency": True,
        "string_limit": 256,
        **more,
    }
    return api.post(f"/projects/{project['id']}/scans", body)


FINAL = {"finished", "failed", "cancelled", "interrupted"}


def wait_for_state(api, scan, states, seconds=120):
    return wait(f"scan is {states}", lambda: (s := api.get(f"/scans/{scan['id']}"))["state"] in states and s, seconds)


def wait_for_end(api, scan, seconds=180):
    return wait_for_state(api, scan, FINAL, seconds)


def all_events(api, scan, **filters):
    after = 0
    while True:
        page = api.get(f"/scans/{scan['id']}/events", after_seq=after, limit=1000, **filters)
        yield from page["events"]
        if page["done"]:
            return
        after = page["next_after_seq"]


def terminal(api, scan):
    """The recorded output, all of it, its offsets checked."""
    offset = 0
    output = b""
    while True:
        page = api.get(f"/scans/{scan['id']}/terminal", from_offset=offset, limit_bytes=1 << 18)
        for piece in page["pieces"]:
            if piece["kind"] == "resize":
                continue
            assert piece["offset"] == len(output), f"a hole at {len(output)}: next piece is at {piece['offset']}"
            output += base64.b64decode(piece["data"])
        if page["done"]:
            return output
        offset = page["next_offset"]


def workload_output(size):
    """What tests/workloads/workload.c writes, as a terminal records it."""
    lines = bytearray()
    line = 0
    while len(lines) < size:
        lines += b"%015d %046d\n" % (line, line * line)
        line += 1
    return bytes(lines[:size]).replace(b"\n", b"\r\n")


def workload_image():
    subprocess.run([os.path.join(os.environ["SYSCOPE_ROOT"], "tests/support/workload_image.sh")], check=True)
    return "localhost/syscope-workload"


def data_file(*names):
    return os.path.join(os.environ["SYSCOPE_DATA"], *names)


def stack_env():
    """The environment that the file `env` of the data folder makes."""
    script = '. "$SYSCOPE_DATA/env" && env -0'
    out = subprocess.run(["bash", "-c", script], check=True, capture_output=True).stdout
    return dict(item.split("=", 1) for item in out.decode().split("\0") if "=" in item)


def detector_cli(*args, **more):
    program = os.path.join(os.environ["SYSCOPE_BIN"], "syscope-detector")
    return subprocess.run([program, *args], env=stack_env(), capture_output=True, timeout=180, **more)
