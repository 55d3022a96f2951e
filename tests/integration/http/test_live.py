# SPDX-License-Identifier: Apache-2.0
"""/api/v1/live: what is stored comes first, then what comes, without hole or double; rights; typing into the terminal."""
import base64
import json
import time
import unittest

from detector import Detector, make_stream
from fixture import CONTRACT, ServerCase

EVENTS = 3000


class Live(ServerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        token = cls.root.call("POST", "/api/v1/enrollment-tokens", {}, 201)["token"]
        cls.detector = Detector(cls.server.port, name="node")
        cls.detector_id = cls.detector.enroll(token)["detector_id"]
        cls.detector.connect()
        cls.project = cls.root.call("POST", "/api/v1/projects", {"name": "Live"}, 201)
        cls.inside = f"/api/v1/projects/{cls.project['id']}"
        cls.root.call("PUT", f"{cls.inside}/detectors/{cls.detector_id}", expect=204)

    def new_scan(self):
        scan = self.root.call("POST", f"{self.inside}/scans", {"detector_id": self.detector_id, "image": "a"}, 201)
        self.assertEqual(self.next("scan.start")["scan"]["id"], scan["id"])
        return scan["id"]

    def next(self, kind):
        """The detector's next message of a kind."""
        while True:
            message = self.detector.socket.receive_json()
            if message["type"] == kind:
                return message

    def send(self, frames):
        for frame in frames:
            self.detector.socket.send(frame, 2)

    def receive(self, live):
        message = live.receive_json()
        CONTRACT.validate_as("LiveMessage", message)
        return message

    def until(self, live, condition):
        """Messages up to and with the one that fulfils the condition, each held against the contract."""
        seen = []
        while True:
            seen.append(self.receive(live))
            if condition(seen[-1]):
                return seen

    def subscribe(self, live, scan, **more):
        live.send_json(dict({"op": "subscribe", "id": 1, "scan": scan, "events": True, "terminal": True, "counters": True,
                             "from_seq": 1, "terminal_offset": 0}, **more))
        self.assertEqual(self.receive(live), {"type": "subscribed", "id": 1})

    @staticmethod
    def output(messages):
        return b"".join(base64.b64decode(piece["data"]) for message in messages if message["type"] == "terminal"
                        for piece in message["pieces"] if piece["kind"] != "resize")

    def test_a_viewer_from_the_start_sees_it_all(self):
        scan = self.new_scan()
        live = self.root.live()
        self.subscribe(live, scan)
        self.send(make_stream(scan, EVENTS))
        final = lambda m: m["type"] == "scan" and m["scan"]["state"] == "finished"
        counters = lambda m: m["type"] == "counters" and m["counters"]
        last = lambda m: m["type"] == "events" and m["last_seq"] >= EVENTS
        seen, missing = [], [final, counters, last]
        while missing:
            seen.append(self.receive(live))
            missing = [wanted for wanted in missing if not wanted(seen[-1])]
        while len(self.output(seen)) < 28:
            seen.append(self.receive(live))
        self.assertEqual(self.output(seen), b"hello \x1b[1mworld\x1b[0m\r\ncaf\xc3\xa9\r\n")
        events = [m for m in seen if m["type"] == "events"]
        numbers = [event["seq"] for m in events for event in m["events"]]
        self.assertEqual(numbers, sorted(set(numbers)))  # in order, none twice
        self.assertEqual(sum(m["of"] for m in events) + sum(m["unread"] for m in events), EVENTS)
        self.assertEqual([gap["count"] for m in events for gap in m["gaps"]], [5])
        self.assertTrue(all(m["shown"] == len(m["events"]) <= m["of"] for m in events))
        live.close()

    def test_a_late_viewer_gets_what_is_stored(self):
        scan = self.new_scan()
        frames = make_stream(scan, 100)
        self.send(frames)
        while self.next("ack")["frame"] < len(frames):
            pass
        live = self.root.live()
        self.subscribe(live, scan)
        seen = []
        while len(self.output(seen)) < 28 or not any(m["type"] == "events" and m["last_seq"] >= 100 for m in seen) \
                or not any(m["type"] == "scan" for m in seen):
            seen.append(self.receive(live))
        numbers = [event["seq"] for m in seen if m["type"] == "events" for event in m["events"]]
        self.assertEqual(numbers[:100], list(range(1, 101)))
        live.close()

    def test_a_filter_leaves_out_the_rest(self):
        scan = self.new_scan()
        live = self.root.live()
        self.subscribe(live, scan, terminal=False, counters=False, filter="evt.type = openat and evt.failed = true")
        self.send(make_stream(scan, 500))
        seen = self.until(live, lambda m: m["type"] == "scan" and m["scan"]["state"] == "finished")
        end = time.monotonic() + 15
        shown = lambda: [event for m in seen if m["type"] == "events" for event in m["events"]]
        while len(shown()) < 50 and time.monotonic() < end:
            seen.append(self.receive(live))
        self.assertEqual({event["syscall"] for event in shown()}, {"openat"})
        self.assertEqual(len(shown()), 50)
        live.send_json({"op": "filter", "id": 1, "filter": "evt.type = opennat"})
        message = self.until(live, lambda m: m["type"] == "error")[-1]
        self.assertEqual((message["id"], message["code"], message["at"], message["len"]), (1, "bad_filter", 11, 7))
        self.assertEqual(message["nearest"], "openat")
        live.send_json({"op": "filter", "id": 1, "filter": {"syscall": ["openat"]}})
        message = self.until(live, lambda m: m["type"] == "error")[-1]
        self.assertEqual((message["id"], message["code"]), (1, "bad_request"))
        live.send_json(dict(op="subscribe", id=2, scan=scan, events=True, filter="("))
        message = self.until(live, lambda m: m["type"] == "error")[-1]
        self.assertEqual((message["id"], message["code"], message["at"], message["len"]), (2, "bad_filter", 1, 0))
        live.send_json({"op": "unsubscribe", "id": 1})
        live.send_json({"op": "unsubscribe", "id": 1})
        self.assertEqual(self.until(live, lambda m: m["type"] == "error")[-1]["code"], "not_found")
        live.close()

    def test_a_filter_is_changed_while_events_come(self):
        self.root.call("POST", f"{self.inside}/filters", {"name": "opens", "text": "evt.type = openat"}, 201)
        scan = self.new_scan()
        frames = make_stream(scan, 9000)
        live = self.root.live()
        self.subscribe(live, scan, terminal=False, counters=False, from_seq=0, filter="opens and evt.failed = false")
        self.send(frames[:4])  # with the first chunk
        self.until(live, lambda m: m["type"] == "scan" and m["scan"]["events_stored"] > 0)
        live.send_json({"op": "filter", "id": 1, "filter": "not opens"})
        live.send_json({"op": "filter", "id": 99, "filter": ""})  # the answer says that the first one was taken
        seen = self.until(live, lambda m: m["type"] == "error")
        self.assertEqual([m for m in seen if m["type"] == "events" and m["events"]], [])
        self.send(frames[4:])
        seen = []
        while sum(m["of"] for m in seen if m["type"] == "events") < (9000 - 4096) * 9 // 10 - 1:
            seen.append(self.receive(live))
        self.assertEqual({event["syscall"] for m in seen if m["type"] == "events" for event in m["events"]}, {"getppid"})
        live.close()

    def test_keys_and_sizes_reach_the_detector_in_order(self):
        scan = self.new_scan()
        self.send(make_stream(scan, 10)[:2])
        live = self.root.live()
        self.subscribe(live, scan)
        for text in (b"l", b"s", b"\r", "é".encode()):
            live.send_json({"op": "terminal.input", "scan": scan, "data": base64.b64encode(text).decode()})
        live.send_json({"op": "terminal.resize", "scan": scan, "columns": 120, "rows": 40})
        typed = b"".join(base64.b64decode(self.next("scan.input")["data"]) for _ in range(4))
        self.assertEqual(typed, "ls\ré".encode())
        resize = self.next("scan.resize")
        self.assertEqual((resize["scan"], resize["columns"], resize["rows"]), (scan, 120, 40))
        live.close()

    def test_a_viewers_role_may_look_but_not_type(self):
        scan = self.new_scan()
        self.send(make_stream(scan, 10)[:2])
        user = self.add_user("vic", "viewer")
        member = f"{self.inside}/members/{user['id']}"
        vic = self.server.sign_in("vic").live()
        subscribe = {"op": "subscribe", "id": 1, "scan": scan, "events": True, "terminal": True}
        vic.send_json(subscribe)
        message = self.receive(vic)
        self.assertEqual((message["type"], message["code"], message["id"]), ("error", "not_found", 1))
        self.root.call("PUT", member, {"role": "viewer"}, 204)
        vic.send_json(subscribe)
        self.assertEqual(self.receive(vic)["type"], "subscribed")
        vic.send_json({"op": "terminal.input", "scan": scan, "data": "bHM="})
        self.assertEqual(self.until(vic, lambda m: m["type"] == "error")[-1]["code"], "forbidden")
        self.root.call("DELETE", member, expect=204)  # put out while watching: the right is asked for again
        vic.socket.settimeout(30)
        message = self.until(vic, lambda m: m["type"] == "error")[-1]
        self.assertEqual((message["code"], message["id"]), ("not_found", 1))
        vic.close()

    def test_the_overview_tells_scans_and_detectors_one_may_see(self):
        self.add_user("olga", "operator")
        self.add_user("ann", "analyst")
        overview = {"op": "subscribe", "id": 5, "channel": "overview"}
        viewers = {}
        for name in ("root", "olga"):
            viewers[name] = self.server.sign_in(name).live()
            viewers[name].send_json(overview)
            self.assertEqual(self.receive(viewers[name]), {"type": "subscribed", "id": 5})
        scan = self.new_scan()
        message = self.until(viewers["root"], lambda m: m["type"] == "scan")[-1]
        self.assertEqual((message["id"], message["scan"]["id"]), (5, scan))
        token = self.root.call("POST", "/api/v1/enrollment-tokens", {}, 201)["token"]
        other = Detector(self.server.port, name="seen")
        identity = other.enroll(token)["detector_id"]
        other.connect()
        for viewer in viewers.values():
            seen = self.until(viewer, lambda m: m["type"] == "detector" and m["detector"]["id"] == identity
                              and m["detector"]["state"] == "online")
            if viewer is viewers["olga"]:
                self.assertFalse([m for m in seen if m["type"] == "scan"])  # no member of that project
            viewer.close()
        other.socket.close()

    def test_a_slow_viewer_harms_nobody(self):
        scan = self.new_scan()
        slow, quick = self.root.live(), self.root.live()
        self.subscribe(slow, scan)
        self.subscribe(quick, scan)
        self.send(make_stream(scan, 200000))
        self.until(quick, lambda m: m["type"] == "scan" and m["scan"]["state"] == "finished")
        slow.socket.close()
        quick.close()
        self.root.call("GET", "/healthz", expect=200)

    def test_two_subscriptions_of_one_id_and_too_many_are_refused(self):
        live = self.root.live()
        for number in range(17):
            live.send_json({"op": "subscribe", "id": number, "channel": "overview"})
            message = self.until(live, lambda m: m["type"] in ("subscribed", "error"))[-1]
            self.assertEqual(message["type"], "subscribed" if number < 16 else "error")
        live.send_json({"op": "subscribe", "id": 1, "channel": "overview"})
        self.assertEqual(self.until(live, lambda m: m["type"] == "error")[-1]["code"], "conflict")
        live.close()


if __name__ == "__main__":
    unittest.main(verbosity=2)
