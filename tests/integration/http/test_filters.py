# SPDX-License-Identifier: Apache-2.0
"""The filter language over HTTP: pages, counts, facets, faults with their place, saved filters as macros, completion, rights."""
import unittest
from urllib.parse import quote

from detector import Detector, make_stream
from fixture import ServerCase

EVENTS = 10000  # every tenth a failed openat of /etc/missing


class Filters(ServerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        token = cls.root.call("POST", "/api/v1/enrollment-tokens", {}, 201)["token"]
        cls.detector = Detector(cls.server.port, name="node")
        cls.detector_id = cls.detector.enroll(token)["detector_id"]
        cls.detector.connect()
        cls.project = cls.root.call("POST", "/api/v1/projects", {"name": "Filters"}, 201)
        cls.inside = f"/api/v1/projects/{cls.project['id']}"
        cls.root.call("PUT", f"{cls.inside}/detectors/{cls.detector_id}", expect=204)
        cls.scan = cls.new_scan()
        cls.events = f"/api/v1/scans/{cls.scan['id']}/events"
        frames = make_stream(cls.scan["id"], EVENTS)
        for frame in frames:
            cls.detector.socket.send(frame, 2)
        while cls.next("ack")["frame"] < len(frames):
            pass

    @classmethod
    def next(cls, kind):
        while True:
            message = cls.detector.socket.receive_json()
            if message["type"] == kind:
                return message

    @classmethod
    def new_scan(cls, **more):
        scan = cls.root.call("POST", f"{cls.inside}/scans", dict({"detector_id": cls.detector_id, "image": "a"}, **more), 201)
        cls.start = cls.next("scan.start")["scan"]
        return scan

    def page(self, filter, client=None, **more):
        query = "&".join([f"filter={quote(filter, safe='')}"] + [f"{name}={value}" for name, value in more.items()])
        return (client or self.root).call("GET", self.events, expect=200, query="?" + query)

    def all(self, filter, backward=False, limit=1000):
        seen, at = [], {"before_seq": 1 << 50} if backward else {"after_seq": 0}
        while True:
            page = self.page(filter, limit=limit, **at)
            numbers = [event["seq"] for event in page["events"]]
            seen = numbers + seen if backward else seen + numbers
            following = page["prev_before_seq" if backward else "next_after_seq"]
            if following is None:
                return seen
            at = {"before_seq": following} if backward else {"after_seq": following}

    def count(self, filter):
        total, after = 0, 0
        while True:
            answer = self.root.call("GET", f"{self.events}/count", expect=200,
                                    query=f"?filter={quote(filter, safe='')}&after_seq={after}")
            total += answer["count"]
            after = answer["scanned_through_seq"]
            if answer["done"]:
                return total

    def save(self, name, text, expect=201, client=None, **more):
        return (client or self.root).call("POST", f"{self.inside}/filters", dict({"name": name, "text": text}, **more), expect)

    def check(self, text):
        return self.root.call("POST", f"{self.inside}/filters/check", {"filter": text}, 200)

    def complete(self, text, cursor=None):
        return self.root.call("POST", f"{self.inside}/filters/complete", {"filter": text, "cursor": len(text) if cursor is None else cursor}, 200)

    def test_pages_forward_and_backward_hold_the_same(self):
        tenth = list(range(10, EVENTS + 1, 10))
        others = [seq for seq in range(1, EVENTS + 1) if seq % 10]
        for filter, wanted in (("evt.type = openat", tenth), ("evt.type=openat", tenth), ("evt.res = ENOENT", tenth),
                               ("evt.failed = false", others), ("fs.path.name = /etc/missing", tenth),
                               ("fs.path.name startswith \"/etc/\" and proc.name = worker", tenth), ("fs.path.name = /etc/passwd", []),
                               ("user.uid = 1000 and proc.pname = bash and evt.num < 31", list(range(1, 31))),
                               ("container.image contains 'sample' and evt.type != getppid", tenth), ("evt.type = socket", []),
                               ("evt.num >= 5000 and evt.num <= 5010", list(range(5000, 5011))), ("", list(range(1, EVENTS + 1)))):
            self.assertEqual(self.all(filter), wanted, filter)
            self.assertEqual(self.all(filter, backward=True, limit=333), wanted, filter)
            self.assertEqual(self.count(filter), len(wanted), filter)

    def test_a_text_with_every_odd_character_comes_through(self):
        for odd in ("a&b=c%20+d;e", "é😀", "\\\"'", "\t"):
            text = "fs.path.name != " + '"' + odd.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") + '"'
            page = self.page(text + " and evt.num = 20")
            self.assertEqual([event["seq"] for event in page["events"]], [20], text)

    def test_events_say_who_and_on_what(self):
        event = self.page("evt.type = openat", limit=1)["events"][0]
        self.assertEqual((event["process"]["exe"], event["process"]["user"], event["process"]["container_name"]),
                         ("/usr/bin/worker", "worker", "sample"))
        self.assertEqual(event["process"]["parents"][0]["exe"], "/usr/bin/bash")
        self.assertEqual(event["object"]["path"], "/etc/missing")
        self.assertIsNone(self.root.call("GET", f"{self.events}/1", expect=200)["object"])

    def test_a_bad_filter_is_told_with_its_place(self):
        for path in (self.events, f"{self.events}/count", f"{self.events}/facets"):
            fault = self.root.call("GET", path, expect=400, query="?filter=" + quote('proc.name = "é😀" and evt.typ = read'))["error"]
            self.assertEqual((fault["code"], fault["at"], fault["len"], fault["nearest"]), ("bad_filter", 22, 7, "evt.type"))
            self.assertIn("filter: position 23", fault["message"])
        for text in ("evt.type =", "(", "evt.type = openat and", "evt.latency > soon", "a b", "proc.name = '", "no_such_macro", "not",
                     "(" * 200 + "evt.failed=true" + ")" * 200, "evt.num in (" + ",".join(["1"] * 3000) + ")"):
            fault = self.root.call("GET", self.events, expect=400, query="?filter=" + quote(text))["error"] if len(text) < 2000 else \
                self.root.call("POST", f"{self.inside}/scans", {"detector_id": self.detector_id, "image": "a", "filter": text + "("}, 400)["error"]
            self.assertEqual(fault["code"], "bad_filter", text[:50])
            self.assertLessEqual(fault["at"] + fault["len"], len(text) + 1)
        status, _, body = self.root.raw("GET", self.events + "?filter=proc.name%3D%22%ff%fe%22")
        self.assertEqual((status, b"bad_filter" in body), (400, True))

    def test_counts_come_from_sums_or_from_the_events(self):
        answer = self.root.call("GET", f"{self.events}/count", expect=200)
        self.assertEqual(answer, {"count": EVENTS, "exact": True, "done": True, "scanned_through_seq": EVENTS + 5})
        answer = self.root.call("GET", f"{self.events}/count", expect=200, query=f"?filter=evt.failed%3Dtrue&after_seq={EVENTS - 100}")
        self.assertEqual((answer["count"], answer["exact"], answer["done"]), (10, False, True))

    def test_facets_lead_to_filters(self):
        answer = self.root.call("GET", f"{self.events}/facets", expect=200, query="?fields=evt.type,evt.res,fs.path.name,evt.num&limit=2")
        self.assertTrue(answer["done"])
        facets = {facet["field"]: facet for facet in answer["facets"]}
        self.assertEqual([(v["value"], v["count"]) for v in facets["evt.type"]["values"]], [("getppid", 9000), ("openat", 1000)])
        self.assertEqual([v["value"] for v in facets["evt.res"]["values"]], ["SUCCESS", "ENOENT"])
        self.assertEqual((facets["fs.path.name"]["missing"], len(facets["fs.path.name"]["values"])), (9000, 1))
        self.assertEqual(facets["evt.num"]["others"], EVENTS - 2)
        for facet in answer["facets"]:
            for value in facet["values"]:
                self.assertEqual(self.count(value["filter"]), value["count"], value)
        answer = self.root.call("GET", f"{self.events}/facets", expect=200, query="?filter=" + quote("evt.failed = true"))
        self.assertEqual(answer["facets"][0]["values"], [{"value": "openat", "count": 1000, "filter": "evt.type = openat"}])

    def test_checking_writes_it_canonically(self):
        good = self.check("evt.type==openat   and ( evt.failed = true )")
        self.assertEqual(good, {"ok": True, "canonical": "evt.type = openat and evt.failed = true"})
        self.assertEqual(self.check(good["canonical"]), good)
        self.assertEqual(self.check("  "), {"ok": True, "canonical": ""})
        bad = self.check("😀evt.type")
        self.assertEqual((bad["ok"], bad["at"]), (False, 0))
        bad = self.check("proc.nam = x")
        self.assertEqual((bad["ok"], bad["at"], bad["len"], bad["nearest"]), (False, 0, 8, "proc.name"))
        self.assertIn("proc.name", bad["message"])
        self.root.call("POST", f"{self.inside}/filters/check", {}, 400)
        self.root.call("POST", f"{self.inside}/filters/check", {"filter": 7}, 400)

    def test_completion_counts_as_browsers_do(self):
        self.save("my_own", "evt.failed = true")
        answer = self.complete('proc.name = "é😀" and proc.na')
        self.assertEqual((answer["from"], answer["to"]), (22, 29))
        self.assertEqual((answer["candidates"][0]["kind"], answer["candidates"][0]["text"]), ("field", "proc.name"))
        answer = self.complete("my_")
        self.assertIn(("macro", "my_own"), [(c["kind"], c["text"]) for c in answer["candidates"]])
        self.assertIn("openat", [c["text"] for c in self.complete("evt.type = opena")["candidates"]])
        self.assertTrue(self.complete("evt.type ")["candidates"])
        self.complete("", 0)
        self.complete("évt", 99)
        self.complete("evt.type = openat", 3)

    def test_saved_filters_are_macros(self):
        opens = self.save("opens", "evt.type in (open, openat)", description="Opens of files")
        self.assertEqual((opens["name"], opens["description"]), ("opens", "Opens of files"))
        failed = self.save("failed_opens", "opens and evt.failed = true")
        self.assertEqual(self.count("failed_opens and evt.num <= 100"), 10)
        self.assertEqual(self.all("not opens and evt.num < 4"), [1, 2, 3])
        self.assertEqual(self.check("failed_opens")["canonical"], "evt.type in (open, openat) and evt.failed = true")
        names = [f["name"] for f in self.root.call("GET", f"{self.inside}/filters", expect=200)]
        self.assertEqual(names, sorted(names))
        self.assertIn("opens", names)
        path = f"{self.inside}/filters/{opens['id']}"
        # A change is seen by those that use it.
        changed = self.root.call("PATCH", path, {"text": "evt.type = getppid"}, 200)
        self.assertEqual((changed["description"], changed["created_at"]), (opens["description"], opens["created_at"]))
        self.assertEqual(self.count("failed_opens"), 0)
        # While it is used it cannot go, nor be called otherwise, nor become what its user cannot use.
        fault = self.root.call("DELETE", path, expect=409)["error"]
        self.assertIn("failed_opens", fault["message"])
        self.assertIn("failed_opens", self.root.call("PATCH", path, {"name": "openings"}, 409)["error"]["message"])
        # No cycle, however long.
        fault = self.root.call("PATCH", path, {"text": "failed_opens or evt.failed = true"}, 400)["error"]
        self.assertEqual((fault["code"], fault["at"], fault["len"]), ("bad_filter", 0, len("failed_opens")))
        self.assertEqual(self.save("selfish", "not selfish", 400)["error"]["code"], "bad_filter")
        self.root.call("PATCH", f"{self.inside}/filters/{failed['id']}", {"name": "failing"}, 200)
        self.root.call("DELETE", f"{self.inside}/filters/{failed['id']}", expect=204)
        self.root.call("DELETE", path, expect=204)
        self.root.call("DELETE", path, expect=404)
        self.assertEqual(self.root.call("GET", self.events, expect=400, query="?filter=opens")["error"]["code"], "bad_filter")

    def test_lists_of_values_are_saved_too(self):
        shells = self.save("shells", "(bash, sh)")
        self.save("programs", "(worker, shells)")
        self.assertEqual(self.check("proc.name in shells")["canonical"], "proc.name in (bash, sh)")
        self.assertEqual(self.count("proc.name in programs and evt.num <= 10"), 10)
        self.assertEqual(self.root.call("GET", self.events, expect=400, query="?filter=shells")["error"]["code"], "bad_filter")
        self.assertIn("programs", self.root.call("DELETE", f"{self.inside}/filters/{shells['id']}", expect=409)["error"]["message"])
        fault = self.root.call("PATCH", f"{self.inside}/filters/{shells['id']}", {"text": "(ash, programs)"}, 400)["error"]
        self.assertEqual(fault["code"], "bad_filter")
        self.assertEqual(self.save("half", "(bash, sh", 400)["error"]["code"], "bad_filter")

    def test_what_cannot_be_saved_is_named(self):
        self.save("taken", "evt.failed = true")
        self.save("taken", "evt.failed = false", 409)
        for name in ("", "Upper", "1st", "a.b", "a-b", "and", "not", "in", "exists", "contains", "ä", "x" * 65):
            self.assertEqual(self.save(name, "evt.failed = true", 400)["error"]["field"], "name", name)
        self.assertEqual(self.save("empty", " \n", 400)["error"]["field"], "text")
        self.assertEqual(self.save("long", "evt.failed = true", 400, description="d" * 501)["error"]["field"], "description")
        fault = self.save("broken", "evt.failed = perhaps", 400)["error"]
        self.assertEqual((fault["code"], fault["at"], fault["len"]), ("bad_filter", 13, 7))
        self.assertEqual(self.save("huge", "evt.failed = true or " * 2000 + "evt.failed = true", 400)["error"]["code"], "bad_filter")

    def test_macros_that_grow_without_end_are_refused(self):
        self.save("g0", " or ".join(["evt.failed = true"] * 10))
        fault = None
        for level in range(1, 6):  # ten times as many conditions with each
            status, _, body = self.root.raw("POST", f"{self.inside}/filters", '{"name":"g%d","text":"%s"}' % (
                level, " or ".join([f"g{level - 1}"] * 10)), {"X-Syscope": "1", "Content-Type": "application/json"})
            if status != 201:
                fault = body
                break
        self.assertEqual((status, b"bad_filter" in fault), (400, True))

    def test_a_capture_filter_is_opened_and_sent(self):
        self.save("quiet", "not evt.type in (futex, epoll_wait)")
        scan = self.new_scan(filter="quiet and proc.name=nginx")
        canonical = "not evt.type in (futex, epoll_wait) and proc.name = nginx"
        self.assertEqual((scan["filter"], self.start["filter"]), (canonical, canonical))
        self.assertEqual(self.root.call("GET", f"/api/v1/scans/{scan['id']}", expect=200)["filter"], canonical)
        self.assertEqual((self.scan["filter"], self.new_scan()["filter"], self.start["filter"]), ("", "", ""))
        fault = self.root.call("POST", f"{self.inside}/scans", {"detector_id": self.detector_id, "image": "a", "filter": "quite"}, 400)
        self.assertEqual((fault["error"]["code"], fault["error"]["at"], fault["error"]["len"]), ("bad_filter", 0, 5))
        fault = self.root.call("POST", f"{self.inside}/scans", {"detector_id": self.detector_id, "image": "a", "filter": "evt.num > 3"}, 400)
        self.assertIn("evt.num cannot stand in a capture filter", fault["error"]["message"])

    def test_rights(self):
        saved = self.save("shared", "evt.failed = true")
        path = f"{self.inside}/filters/{saved['id']}"
        user = self.add_user("vic", "viewer")
        vic = self.server.sign_in("vic")
        every = (("GET", f"{self.inside}/filters", None), ("POST", f"{self.inside}/filters", {"name": "mine", "text": "shared"}),
                 ("PATCH", path, {"text": "evt.failed = false"}), ("DELETE", path, None),
                 ("POST", f"{self.inside}/filters/check", {"filter": "shared"}),
                 ("POST", f"{self.inside}/filters/complete", {"filter": "sh", "cursor": 2}),
                 ("GET", self.events, None), ("GET", f"{self.events}/count", None), ("GET", f"{self.events}/facets", None))
        for method, where, body in every:
            vic.call(method, where, body, 404)
        self.root.call("PUT", f"{self.inside}/members/{user['id']}", {"role": "viewer"}, 204)
        for method, where, body in every:
            writes = method in ("PATCH", "DELETE") or where.endswith("/filters") and method == "POST"
            vic.call(method, where, body, 403 if writes else 200)
        self.root.call("PUT", f"{self.inside}/members/{user['id']}", {"role": "analyst"}, 204)
        may = "scan.create" in vic.call("GET", self.inside, expect=200)["permissions"]
        self.assertTrue(may)
        mine = vic.call("POST", f"{self.inside}/filters", {"name": "mine", "text": "shared"}, 201)
        vic.call("DELETE", f"{self.inside}/filters/{mine['id']}", expect=204)
        # Another project has filters of its own.
        other = self.add_project("Elsewhere")
        elsewhere = f"/api/v1/projects/{other['id']}/filters"
        self.assertEqual(self.root.call("GET", elsewhere, expect=200), [])
        self.root.call("PATCH", f"{elsewhere}/{saved['id']}", {"text": "evt.failed = true"}, 404)
        self.root.call("DELETE", f"{elsewhere}/{saved['id']}", expect=404)
        self.assertFalse(self.root.call("POST", f"{elsewhere}/check", {"filter": "shared"}, 200)["ok"])
        self.root.call("DELETE", f"/api/v1/projects/{other['id']}", expect=204)

    def test_strangers_to_the_language_change_nothing_and_need_the_header(self):
        status, _, _ = self.root.raw("POST", f"{self.inside}/filters", '{"name":"x","text":"evt.failed=true"}',
                                     {"Content-Type": "application/json"})
        self.assertEqual(status, 403)
        status, _, _ = self.root.raw("POST", f"{self.inside}/filters/check", '{"filter":"evt.failed=true"}',
                                     {"Content-Type": "application/json"})
        self.assertEqual(status, 200)  # it only answers


if __name__ == "__main__":
    unittest.main(verbosity=2)
