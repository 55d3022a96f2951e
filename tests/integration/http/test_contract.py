# SPDX-License-Identifier: Apache-2.0
"""Every path of docs/openapi.yaml against the running server: documented status, documented body; and who may do what."""
import re
import unittest

from detector import Detector, make_stream
from fixture import CONTRACT, PASSWORD, ServerCase

NOBODY = "7f2c0c8e-0000-4000-8000-000000000000"
EVENTS = 5000


class Contract(ServerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        token = cls.root.call("POST", "/api/v1/enrollment-tokens", {"label": "test", "uses": 1, "expires_in_s": 600}, 201)
        cls.token = token
        cls.detector = Detector(cls.server.port, name="node-1")
        assert cls.detector.enroll(token["token"])["type"] == "enrolled"
        assert cls.detector.connect()["type"] == "welcome"
        cls.detector_id = cls.root.call("GET", "/api/v1/detectors", expect=200)[0]["id"]
        cls.project = cls.root.call("POST", "/api/v1/projects", {"name": "One", "description": "first"}, 201)
        cls.inside = f"/api/v1/projects/{cls.project['id']}"
        cls.root.call("PUT", f"{cls.inside}/detectors/{cls.detector_id}", expect=204)
        cls.scan = cls.root.call("POST", f"{cls.inside}/scans",
                                 {"detector_id": cls.detector_id, "image": "localhost/syscope-sample", "command": ["true"],
                                  "time_limit_s": 60}, 201)
        start = cls.detector.socket.receive_json()
        assert start["type"] == "scan.start" and start["scan"]["id"] == cls.scan["id"], start
        frames = make_stream(cls.scan["id"], EVENTS)
        for frame in frames:
            cls.detector.socket.send(frame, 2)
        while True:
            answer = cls.detector.socket.receive_json()
            assert answer["type"] == "ack", answer
            if answer["frame"] == len(frames):
                break

    def test_the_scan_is_told_as_it_was(self):
        scan = self.root.call("GET", f"/api/v1/scans/{self.scan['id']}", expect=200)
        self.assertEqual((scan["state"], scan["exit_code"], scan["container_id"]), ("finished", 0, "abc123"))
        self.assertEqual((scan["events_stored"], scan["syscalls_stored"]), (EVENTS, EVENTS))
        self.assertEqual(scan["totals"]["counted"], EVENTS + 5)
        self.assertEqual(scan["completeness"]["lost"]["kernel"], 5)
        self.assertEqual(scan["completeness"]["verdict"], "incomplete")
        self.assertEqual((scan["project_name"], scan["detector_name"]), ("One", "node-1"))
        self.assertEqual(scan["created_by"]["username"], "root")
        self.assertIn("scan.stop", scan["permissions"])
        self.assertEqual(scan["command"], ["true"])
        self.assertEqual(self.root.call("GET", "/api/v1/scans", query="?state=ended")[0]["id"], scan["id"])
        self.assertEqual(self.root.call("GET", "/api/v1/scans", query="?state=active"), [])
        self.assertEqual(len(self.root.call("GET", f"{self.inside}/scans", query="?limit=1&state=finished")), 1)

    def test_events_come_page_by_page_without_hole_or_double(self):
        path = f"/api/v1/scans/{self.scan['id']}/events"
        seen, after = [], 0
        while after is not None:
            page = self.root.call("GET", path, expect=200, query=f"?after_seq={after}&limit=1000")
            seen += [event["seq"] for event in page["events"]]
            after = page["next_after_seq"]
        self.assertEqual(seen, list(range(1, EVENTS + 1)))
        self.assertEqual([gap["count"] for gap in page["gaps"]], [5])
        last = self.root.call("GET", path, expect=200, query=f"?before_seq={EVENTS + 1}&limit=3")
        self.assertEqual([event["seq"] for event in last["events"]], [EVENTS - 2, EVENTS - 1, EVENTS])

    def test_filters_find_what_they_should(self):
        path = f"/api/v1/scans/{self.scan['id']}/events"
        failed, after = 0, 0
        while after is not None:
            page = self.root.call("GET", path, expect=200, query=f"?after_seq={after}&limit=1000&filter=evt.failed=true+and+evt.type%3Dopenat")
            self.assertTrue(all(event["failed"] and event["errno"] == "ENOENT" for event in page["events"]))
            failed += len(page["events"])
            after = page["next_after_seq"]
        self.assertEqual(failed, EVENTS // 10)
        page = self.root.call("GET", path, expect=200, query="?filter=evt.text+icontains+GETPPID&limit=2")
        self.assertEqual([event["syscall"] for event in page["events"]], ["getppid", "getppid"])

    def test_one_event_counters_gaps_completeness_terminal(self):
        scan = f"/api/v1/scans/{self.scan['id']}"
        event = self.root.call("GET", f"{scan}/events/10", expect=200)
        self.assertEqual((event["syscall"], event["comm"], event["pid"]), ("openat", "worker", 42))
        counters = self.root.call("GET", f"{scan}/counters", expect=200)
        calls = {counter["syscall"]: counter for counter in counters["counters"]}
        self.assertEqual(calls["getppid"]["calls"], EVENTS - EVENTS // 10 + 5)
        self.assertEqual(self.root.call("GET", f"{scan}/gaps", expect=200)[0]["stage"], "kernel")
        verdict = self.root.call("GET", f"{scan}/completeness", expect=200)
        self.assertEqual(verdict["stored"] + verdict["lost"]["kernel"], verdict["counted"])
        page = self.root.call("GET", f"{scan}/terminal", expect=200, query="?from_offset=0&limit_bytes=1000")
        self.assertEqual((len(page["pieces"]), page["next_offset"], page["end_offset"], page["done"]), (2, 28, 28, True))
        self.assertEqual(self.root.call("GET", f"{scan}/events/{EVENTS + 3}", expect=404)["error"]["code"], "not_found")

    def test_users_and_roles(self):
        user = self.add_user("ada", "analyst")
        path = f"/api/v1/users/{user['id']}"
        self.root.call("POST", "/api/v1/users", {"username": "ADA", "display_name": "x", "role": "viewer", "password": PASSWORD}, 409)
        fault = self.root.call("POST", "/api/v1/users", {"username": "b", "display_name": "B", "role": "king", "password": PASSWORD}, 400)
        self.assertEqual(fault["error"]["field"], "role")
        fault = self.root.call("POST", "/api/v1/users", {"username": "b", "display_name": "B", "role": "viewer", "password": "short"}, 400)
        self.assertEqual(fault["error"]["field"], "password")
        self.root.call("GET", path, expect=200)
        self.assertEqual(self.root.call("PATCH", path, {"display_name": "Ada L."}, 200)["display_name"], "Ada L.")
        client = self.server.sign_in("ada")
        self.assertEqual(client.call("GET", "/api/v1/session", expect=200)["user"]["role"], "analyst")
        client.call("GET", "/api/v1/users", expect=403)
        self.assertTrue(self.root.call("PATCH", path, {"disabled": True}, 200)["disabled"])
        client.call("GET", "/api/v1/session", expect=401)
        self.root.call("DELETE", path, expect=204)
        self.root.call("GET", path, expect=404)
        self.assertEqual(len(self.root.call("GET", "/api/v1/roles", expect=200)), 4)
        me = self.root.call("GET", "/api/v1/session", expect=200)["user"]
        self.root.call("DELETE", f"/api/v1/users/{me['id']}", expect=409)

    def test_projects_and_members(self):
        project = self.add_project("Two")
        path = f"/api/v1/projects/{project['id']}"
        self.root.call("POST", "/api/v1/projects", {"name": "two"}, 409)
        self.assertEqual(self.root.call("PATCH", path, {"description": "second"}, 200)["description"], "second")
        user = self.add_user("vera", "viewer")
        vera = self.server.sign_in("vera")
        for method, where in (("GET", path), ("GET", f"{path}/members"), ("GET", f"{path}/scans"), ("GET", f"{path}/detectors"),
                              ("DELETE", path), ("GET", f"{path}/candidates")):
            vera.call(method, where, expect=404)
        self.assertEqual(vera.call("GET", "/api/v1/projects", expect=200), [])
        self.assertEqual([c["username"] for c in self.root.call("GET", f"{path}/candidates", query="?query=VER")], ["vera"])
        self.root.call("PUT", f"{path}/members/{user['id']}", {"role": "viewer"}, 204)
        self.assertEqual(vera.call("GET", path, expect=200)["my_role"], "viewer")
        self.assertIn("vera", [m["username"] for m in vera.call("GET", f"{path}/members", expect=200)])
        vera.call("PATCH", path, {"name": "mine"}, 403)
        vera.call("PUT", f"{path}/members/{user['id']}", {"role": "admin"}, 403)
        vera.call("POST", f"{path}/scans", {"detector_id": self.detector_id, "image": "x"}, 403)
        vera.call("GET", f"{path}/candidates", expect=403)
        self.root.call("DELETE", f"{path}/members/{user['id']}", expect=204)
        vera.call("GET", path, expect=404)
        self.root.call("DELETE", path, expect=204)
        self.root.call("GET", path, expect=404)

    def test_another_projects_scan_does_not_exist(self):
        self.add_user("eve", "analyst")
        eve = self.server.sign_in("eve")
        scan = f"/api/v1/scans/{self.scan['id']}"
        for method, path in (("GET", scan), ("DELETE", scan), ("POST", f"{scan}/stop"), ("GET", f"{scan}/events"),
                             ("GET", f"{scan}/events/1"), ("GET", f"{scan}/counters"), ("GET", f"{scan}/gaps"),
                             ("GET", f"{scan}/completeness"), ("GET", f"{scan}/terminal")):
            eve.call(method, path, expect=404)
        self.assertEqual(eve.call("GET", "/api/v1/scans", expect=200), [])

    def test_detectors_and_tokens(self):
        detector = self.root.call("GET", f"/api/v1/detectors/{self.detector_id}", expect=200)
        self.assertEqual((detector["state"], detector["capabilities"]["kernel"]), ("online", "6.1.0"))
        self.assertEqual([project["name"] for project in detector["projects"]], ["One"])
        changed = self.root.call("PATCH", f"/api/v1/detectors/{self.detector_id}", {"labels": {"zone": "a"}}, 200)
        self.assertEqual((changed["name"], changed["labels"]), ("node-1", {"zone": "a"}))
        self.assertEqual(len(self.root.call("GET", f"{self.inside}/detectors", expect=200)), 1)
        token = self.root.call("POST", "/api/v1/enrollment-tokens", {"label": "x"}, 201)
        self.assertIn(token["token"], token["command"])
        self.assertIn(f"--server http://127.0.0.1:{self.server.port}", token["command"])
        listed = {entry["id"]: entry for entry in self.root.call("GET", "/api/v1/enrollment-tokens", expect=200)}
        self.assertEqual(listed[self.token["id"]]["used"], 1)
        self.assertNotIn(token["token"], str(listed))
        self.root.call("DELETE", f"/api/v1/enrollment-tokens/{token['id']}", expect=204)
        self.root.call("POST", "/api/v1/enrollment-tokens", {"uses": 0}, 400)

    def test_images_are_asked_of_the_detector(self):
        import threading
        socket = self.detector.socket

        def reply():
            request = socket.receive_json()
            assert request["type"] == "images.list", request
            socket.send_json({"type": "reply", "request": request["request"], "ok": True, "result": [
                {"id": "sha256:1", "names": ["localhost/syscope-sample:latest", 7], "size": 4200, "created": "2026-01-01"}, "odd",
                {"size": -1}]})
        thread = threading.Thread(target=reply)
        thread.start()
        images = self.root.call("GET", f"/api/v1/detectors/{self.detector_id}/images", expect=200)
        thread.join()
        self.assertEqual(images[0]["names"], ["localhost/syscope-sample:latest"])
        self.assertEqual(len(images), 2)

        def refuse():
            request = socket.receive_json()
            socket.send_json({"type": "reply", "request": request["request"], "ok": False, "error": "podman is not there"})
        thread = threading.Thread(target=refuse)
        thread.start()
        fault = self.root.call("GET", f"/api/v1/detectors/{self.detector_id}/images", expect=502)
        thread.join()
        self.assertIn("podman is not there", fault["error"]["message"])

    def test_a_detector_that_is_away_is_said_to_be(self):
        token = self.root.call("POST", "/api/v1/enrollment-tokens", {}, 201)["token"]
        away = Detector(self.server.port, name="away")
        identity = away.enroll(token)["detector_id"]
        fault = self.root.call("GET", f"/api/v1/detectors/{identity}/images", expect=409)
        self.assertEqual(fault["error"]["code"], "detector_away")
        self.assertEqual(self.root.call("GET", f"/api/v1/detectors/{identity}")["state"], "never_connected")
        self.root.call("DELETE", f"/api/v1/detectors/{identity}", expect=204)
        self.assertEqual(self.root.call("GET", f"/api/v1/detectors/{identity}")["state"], "revoked")

    def test_a_scan_is_stopped_and_deleted(self):
        scan = self.root.call("POST", f"{self.inside}/scans", {"detector_id": self.detector_id, "image": "a", "tty": False}, 201)
        self.assertEqual(self.detector.socket.receive_json()["type"], "scan.start")
        path = f"/api/v1/scans/{scan['id']}"
        self.root.call("DELETE", path, expect=409)
        self.assertEqual(self.root.call("POST", f"{path}/stop", expect=202)["id"], scan["id"])
        stop = self.detector.socket.receive_json()
        self.assertEqual((stop["type"], stop["scan"]), ("scan.stop", scan["id"]))
        for frame in make_stream(scan["id"], 10):
            self.detector.socket.send(frame, 2)
        while self.detector.socket.receive_json().get("frame") != 8:
            pass
        self.root.call("POST", f"{path}/stop", expect=202)
        self.root.call("DELETE", path, expect=204)
        self.root.call("GET", path, expect=404)

    def test_wrong_scans_are_named(self):
        base = {"detector_id": self.detector_id, "image": "x"}
        for change, field in (({"image": ""}, "image"), ({"image": 5}, "image"), ({"columns": 0}, "columns"),
                              ({"network": "host"}, "network"), ({"command": "ls"}, "command"), ({"command": [1]}, "command"),
                              ({"time_limit_s": -1}, "time_limit_s"), ({"string_limit": 5000}, "string_limit"),
                              ({"detector_id": "x"}, "detector_id"), ({"filter": 1}, "filter"), ({"latency": 1}, "latency"), ({"ring_bytes": 1}, "ring_bytes")):
            fault = self.root.call("POST", f"{self.inside}/scans", dict(base, **change), 400)
            self.assertEqual(fault["error"].get("field"), field, (change, fault))
        fault = self.root.call("POST", f"{self.inside}/scans", dict(base, detector_id=NOBODY), 400)
        self.assertEqual(fault["error"]["field"], "detector_id")

    def test_wrong_queries_are_named(self):
        scan = f"/api/v1/scans/{self.scan['id']}"
        for path, query, field in ((f"{scan}/events", "?limit=1001", "limit"), (f"{scan}/events", "?limit=0", "limit"),
                                   (f"{scan}/events", "?after_seq=x", "after_seq"), (f"{scan}/events/count", "?after_seq=-1", "after_seq"),
                                   (f"{scan}/events/facets", "?limit=101", "limit"), (f"{scan}/events/facets", "?fields=a.b", "fields"),
                                   (f"{scan}/events", "?after_seq=1&before_seq=5", "before_seq"),
                                   (f"{scan}/terminal", "?limit_bytes=0", "limit_bytes"),
                                   ("/api/v1/scans", "?state=fine", "state"), ("/api/v1/scans", "?limit=201", "limit"),
                                   ("/api/v1/scans/x", "", "scan_id"), (f"{scan}/events/0", "", "seq")):
            fault = self.root.call("GET", path, expect=400, query=query)
            self.assertEqual(fault["error"].get("field"), field, (path, query, fault))

    def test_every_path_needs_a_session_but_those_that_say_so(self):
        stranger = self.server.client()
        for method, pattern, operation in CONTRACT.operations():
            if operation.get("security") == []:
                continue
            path = re.sub(r"\{[a-z_]+\}", NOBODY, pattern)
            stranger.call(method, path, {} if method in ("POST", "PATCH", "PUT") else None, 401)

    def test_what_is_not_there_answers_so_on_every_path(self):
        for method, pattern, operation in CONTRACT.operations():
            if "{" not in pattern or "requestBody" in operation:
                continue
            path = re.sub(r"\{[a-z_]+\}", NOBODY, pattern.replace("{seq}", "1"))
            self.root.call(method, path, expect=404)
            self.root.call(method, re.sub(r"\{[a-z_]+\}", "odd", pattern), expect=400)

    def test_signing_in_and_out(self):
        client = self.server.client()
        client.call("POST", "/api/v1/session", {"username": "root", "password": "wrong password here"}, 401)
        client.call("POST", "/api/v1/session", {"username": "nobody", "password": "wrong password here"}, 401)
        client.call("POST", "/api/v1/session", {"username": "root"}, 400)
        client.call("DELETE", "/api/v1/session", expect=204)
        client.call("POST", "/api/v1/session", {"username": "root", "password": PASSWORD}, 200)
        first = client.cookie
        client.call("POST", "/api/v1/session", {"username": "root", "password": PASSWORD}, 200)
        self.assertNotEqual(first, client.cookie)
        second, client.cookie = client.cookie, first
        client.call("GET", "/api/v1/session", expect=401)  # the old one ended with the new sign-in
        client.cookie = second
        client.call("DELETE", "/api/v1/session", expect=204)
        client.cookie = second
        client.call("GET", "/api/v1/session", expect=401)

    def test_guessing_is_slowed_down(self):
        self.add_user("target", "viewer")
        client = self.server.client()
        status = 401
        for _ in range(12):
            status, headers, _ = client.raw("POST", "/api/v1/session", '{"username":"target","password":"guess guess guess"}',
                                            {"X-Syscope": "1", "Content-Type": "application/json"})
            if status == 429:
                break
        self.assertEqual(status, 429)
        self.assertGreater(int(headers["retry-after"]), 0)

    def test_set_up_is_over(self):
        self.assertFalse(self.server.client().call("GET", "/api/v1/setup", expect=200)["needed"])
        fault = self.server.client().call("POST", "/api/v1/setup", {"token": "x", "username": "a", "display_name": "A",
                                                                    "password": PASSWORD}, 403)
        self.assertEqual(fault["error"]["code"], "bad_token")


class Away(ServerCase):
    def test_a_database_that_is_away_is_said_and_comes_back(self):
        self.root.call("GET", "/readyz", expect=200)
        self.server.database.run("halt")
        self.server.wait(lambda: self.root.raw("GET", "/readyz")[0] == 503)
        self.root.call("GET", "/healthz", expect=200)
        fault = self.root.call("GET", "/readyz", expect=503)
        self.assertTrue(fault["error"]["message"])
        for path in ("/api/v1/projects", "/api/v1/session", "/api/v1/setup"):
            fault = self.root.call("GET", path, expect=503)
            self.assertEqual(fault["error"]["code"], "unavailable")
        self.assertEqual(self.root.raw("GET", "/")[0], 200)
        self.server.database.run("resume")
        self.server.wait(lambda: self.root.raw("GET", "/readyz")[0] == 200)
        self.root.call("GET", "/api/v1/projects", expect=200)


if __name__ == "__main__":
    unittest.main(verbosity=2)
