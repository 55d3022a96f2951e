# SPDX-License-Identifier: Apache-2.0
"""/detector/v1 as docs/protocol.md has it: enrolment, proof of the key, resume, acknowledgements, and what a bad detector may try."""
import json
import struct
import time
import unittest

from detector import Detector, Key, make_stream
from fixture import ServerCase
from websocket import Closed


class Sockets(ServerCase):
    def token(self, **more):
        return self.root.call("POST", "/api/v1/enrollment-tokens", dict({"uses": 1, "expires_in_s": 600}, **more), 201)["token"]

    def enrolled(self, name="node"):
        detector = Detector(self.server.port, name=name)
        answer = detector.enroll(self.token())
        self.assertEqual(answer["type"], "enrolled", answer)
        detector.id = answer["detector_id"]
        return detector

    def with_scan(self, name, **more):
        """A connected detector that was told to start a scan."""
        detector = self.enrolled(name)
        project = self.add_project(name)
        self.root.call("PUT", f"/api/v1/projects/{project['id']}/detectors/{detector.id}", expect=204)
        self.assertEqual(detector.connect()["type"], "welcome")
        scan = self.root.call("POST", f"/api/v1/projects/{project['id']}/scans",
                              dict({"detector_id": detector.id, "image": "a"}, **more), 201)
        start = detector.socket.receive_json()
        self.assertEqual(start["type"], "scan.start")
        return detector, scan, start

    def refused(self, answer, code):
        self.assertEqual((answer["type"], answer["code"]), ("refused", code), answer)
        self.assertTrue(answer["message"])

    def ends(self, socket):
        with self.assertRaises((Closed, OSError)):
            while True:
                socket.receive()

    def test_enrolment_takes_a_good_token_once(self):
        token = self.token()
        first = Detector(self.server.port, name="first")
        answer = first.enroll(token)
        self.assertEqual(answer["type"], "enrolled")
        self.assertEqual(self.root.call("GET", f"/api/v1/detectors/{answer['detector_id']}")["labels"], {"zone": "test"})
        self.assertEqual(first.enroll(token), answer)  # the same key again is no second use
        self.refused(Detector(self.server.port).enroll(token), "token_used")
        self.refused(Detector(self.server.port).enroll("invented"), "bad_token")
        late = self.token()
        self.server.sql("update enrollment_token set expires_at = created_at + 1 where uses_left > 0")
        self.refused(Detector(self.server.port).enroll(late), "token_expired")

    def test_only_the_key_itself_gets_in(self):
        detector = self.enrolled("keyed")
        self.refused(Detector(self.server.port).connect(), "unknown_detector")
        detector.open()
        self.refused(detector.say("hello", signature=Key().sign(detector.nonce)), "bad_signature")
        self.ends(detector.socket)
        detector.open()
        old = detector.key.sign(detector.nonce)
        detector.socket.close()
        detector.open()
        self.refused(detector.say("hello", signature=old), "bad_signature")  # of another connection's nonce
        welcome = detector.connect()
        self.assertEqual((welcome["type"], welcome["detector_id"], welcome["resume"]), ("welcome", detector.id, []))
        self.assertEqual(welcome["window_bytes"], 8 << 20)

    def test_another_protocol_and_unsound_hellos_are_refused(self):
        detector = self.enrolled("odd")
        for change in ({"protocol": 2}, {"public_key": None}, {"public_key": "!"}, {"signature": ""}, {"name": 5},
                       {"streams": {}}, {"streams": [{"scan": "x"}]}, {"streams": [5]}, {"capabilities": []}):
            detector.open()
            answer = detector.say("hello", **change)
            self.assertEqual(answer["type"], "refused", change)
            self.assertTrue(answer["message"])
            self.ends(detector.socket)

    def test_rubbish_is_refused_with_a_message(self):
        detector = self.enrolled("rubbish")
        for payload, opcode in (("", 1), ("{", 1), ("[]", 1), ('{"type":"fly"}', 1), ('{"type":5}', 1), ('{"type":"status"}', 1),
                                (b"\0" * 100, 2)):
            socket = detector.open()
            socket.send(payload, opcode)
            self.refused(socket.receive_json(), "protocol")
            self.ends(socket)
        detector.connect()
        detector.socket.send('{"type":"hello"}')
        self.refused(detector.socket.receive_json(), "protocol")
        socket = detector.open()
        socket.send("x" * ((1 << 20) + 1))
        with self.assertRaises(Closed) as closed:
            socket.receive()
        self.assertEqual(closed.exception.code, 1009)

    def test_a_second_connection_takes_the_first_ones_place(self):
        detector = self.enrolled("twice")
        detector.connect()
        first = detector.socket
        self.assertEqual(detector.connect()["type"], "welcome")
        self.refused(first.receive_json(), "busy")
        self.ends(first)
        self.assertEqual(self.root.call("GET", f"/api/v1/detectors/{detector.id}")["state"], "online")

    def test_presence_follows_the_connection(self):
        detector = self.enrolled("present")
        state = lambda: self.root.call("GET", f"/api/v1/detectors/{detector.id}")["state"]
        self.assertEqual(state(), "never_connected")
        detector.connect()
        self.assertEqual(state(), "online")
        detector.socket.send_json({"type": "status", "spool": {"bytes": 10, "frames": 2, "dropped_frames": 1}, "scans": 0,
                                   "ring": {"lost": 0}})
        self.server.wait(lambda: self.root.call("GET", f"/api/v1/detectors/{detector.id}")["spool"] is not None)
        self.assertEqual(self.root.call("GET", f"/api/v1/detectors/{detector.id}")["spool"],
                         {"bytes": 10, "frames": 2, "dropped_frames": 1})
        detector.socket.socket.close()  # without a word
        self.server.wait(lambda: state() == "reconnecting")
        detector.connect()
        detector.socket.close(1000)
        self.server.wait(lambda: state() == "stopped")

    def test_a_revoked_detector_is_put_out_and_stays_out(self):
        detector = self.enrolled("bad")
        detector.connect()
        self.root.call("DELETE", f"/api/v1/detectors/{detector.id}", expect=204)
        self.refused(detector.socket.receive_json(), "revoked")
        self.ends(detector.socket)
        self.refused(detector.connect(), "revoked")

    def test_a_scan_travels_whole(self):
        detector, scan, start = self.with_scan("whole", command=["sh", "-c", "true"], time_limit_s=5)
        self.assertEqual(start["scan"]["command"], ["sh", "-c", "true"])
        self.assertEqual((start["scan"]["time_limit_s"], start["scan"]["network"], start["scan"]["tty"]), (5, "none", True))
        frames = make_stream(scan["id"], 9000)
        for frame in frames:
            detector.socket.send(frame, 2)
        acknowledged = 0
        while acknowledged < len(frames):
            answer = detector.socket.receive_json()
            self.assertEqual((answer["type"], answer["scan"]), ("ack", scan["id"]))
            self.assertGreater(answer["frame"], acknowledged)
            acknowledged = answer["frame"]
        self.assertEqual(self.root.call("GET", f"/api/v1/scans/{scan['id']}")["events_stored"], 9000)

    def test_frames_sent_again_are_stored_once_and_resume_says_where(self):
        detector, scan, _ = self.with_scan("again")
        frames = make_stream(scan["id"], 5000)
        for frame in frames[:4]:
            detector.socket.send(frame, 2)
        while detector.socket.receive_json()["frame"] < 4:
            pass
        detector.socket.close()
        welcome = detector.connect([{"scan": scan["id"], "last_frame": len(frames), "ended": True}])
        self.assertEqual(welcome["resume"], [{"scan": scan["id"], "committed": 4}])
        for frame in frames[2:]:  # two of them a second time
            detector.socket.send(frame, 2)
        while detector.socket.receive_json().get("frame") != len(frames):
            pass
        stored = self.root.call("GET", f"/api/v1/scans/{scan['id']}")
        self.assertEqual((stored["events_stored"], stored["state"]), (5000, "finished"))

    def test_a_server_that_was_killed_loses_nothing_and_doubles_nothing(self):
        detector, scan, _ = self.with_scan("killed")
        frames = make_stream(scan["id"], 40000)
        for frame in frames[:8]:
            detector.socket.send(frame, 2)
        detector.socket.receive_json()
        self.server.kill()
        self.server.start()
        welcome = detector.connect([{"scan": scan["id"], "last_frame": len(frames), "ended": True}])
        committed = welcome["resume"][0]["committed"]
        for frame in frames[committed:]:
            detector.socket.send(frame, 2)
        while detector.socket.receive_json().get("frame") != len(frames):
            pass
        self.root = self.server.sign_in("root")
        self.assertEqual(self.root.call("GET", f"/api/v1/scans/{scan['id']}")["events_stored"], 40000)

    def test_a_queued_scan_starts_when_its_detector_comes(self):
        detector = self.enrolled("late")
        project = self.add_project("late")
        self.root.call("PUT", f"/api/v1/projects/{project['id']}/detectors/{detector.id}", expect=204)
        scan = self.root.call("POST", f"/api/v1/projects/{project['id']}/scans", {"detector_id": detector.id, "image": "a"}, 201)
        self.assertEqual(scan["state"], "queued")
        self.assertEqual(detector.connect()["type"], "welcome")
        self.assertEqual(detector.socket.receive_json()["scan"]["id"], scan["id"])

    def test_scans_of_others_are_not_taken(self):
        detector, scan, _ = self.with_scan("owner")
        thief = self.enrolled("thief")
        welcome = thief.connect([{"scan": scan["id"], "last_frame": 1, "ended": False}])
        self.assertEqual(welcome["resume"], [{"scan": scan["id"], "gone": True}])
        thief.socket.send(make_stream(scan["id"], 10)[0], 2)
        answer = thief.socket.receive_json()
        self.assertEqual((answer["type"], answer["frame"]), ("nack", 1), answer)
        self.assertEqual(self.root.call("GET", f"/api/v1/scans/{scan['id']}")["state"], "queued")

    def test_spoilt_frames_are_refused_and_the_stream_goes_on(self):
        detector, scan, _ = self.with_scan("spoilt")
        frames = make_stream(scan["id"], 10)
        spoilt = bytearray(frames[2])
        spoilt[-1] ^= 1
        streams = [{"scan": scan["id"], "last_frame": 8, "ended": True}]
        for payload in (bytes(spoilt), frames[2][:20], b"", b"rubbish" * 100):
            detector.socket.send(payload, 2)
            answer = detector.socket.receive_json()
            while answer["type"] == "ack":
                answer = detector.socket.receive_json()
            self.assertIn(answer["type"], ("nack", "refused"), payload[:20])
            if answer["type"] == "refused":
                self.assertTrue(answer["message"])
                self.assertEqual(detector.connect(streams)["type"], "welcome")
        welcome = detector.connect(streams)
        for frame in frames[welcome["resume"][0]["committed"]:]:
            detector.socket.send(frame, 2)
        while True:
            answer = detector.socket.receive_json()
            if answer["type"] == "ack" and answer["frame"] == len(frames):
                break
        self.assertEqual(self.root.call("GET", f"/api/v1/scans/{scan['id']}")["state"], "finished")

    def test_a_database_that_is_away_loses_no_frame(self):
        detector, scan, _ = self.with_scan("patient")
        frames = make_stream(scan["id"], 9000)
        streams = [{"scan": scan["id"], "last_frame": len(frames), "ended": True}]
        self.server.database.run("halt")
        try:
            for frame in frames:
                detector.socket.send(frame, 2)
            time.sleep(1)
        finally:
            self.server.database.run("resume")
        end = time.monotonic() + 40
        acknowledged = 0
        while acknowledged < len(frames) and time.monotonic() < end:
            try:
                answer = detector.socket.receive_json()
                if answer["type"] == "ack":
                    acknowledged = answer["frame"]
                    continue
                self.assertEqual(answer["type"], "refused", answer)
            except (Closed, OSError):
                pass
            time.sleep(0.5)
            try:
                welcome = detector.connect(streams)
            except (Closed, OSError):
                continue
            if welcome["type"] == "welcome":
                for frame in frames[welcome["resume"][0]["committed"]:]:
                    detector.socket.send(frame, 2)
                acknowledged = welcome["resume"][0]["committed"]
        self.server.wait(lambda: self.root.raw("GET", "/readyz")[0] == 200)
        self.assertEqual(self.root.call("GET", f"/api/v1/scans/{scan['id']}", expect=200)["events_stored"], 9000)

    def test_a_server_that_stops_says_goodbye(self):
        detector = self.enrolled("goodbye")
        detector.connect()
        self.assertEqual(self.server.kill(15), 0)
        with self.assertRaises(Closed) as closed:
            detector.socket.receive()
        self.assertEqual(closed.exception.code, 1001)
        self.server.start()
        type(self).root = self.server.sign_in("root")


if __name__ == "__main__":
    unittest.main(verbosity=2)
