# SPDX-License-Identifier: Apache-2.0
"""What a stranger may try: other sites' requests, paths out of the web root, too much, rubbish."""
import json
import socket
import unittest

from fixture import ServerCase, check_headers
from websocket import Closed, Refused, WebSocket

MUTATION = {"X-Syscope": "1", "Content-Type": "application/json"}


class Safety(ServerCase):
    def test_a_mutation_needs_our_header_and_no_other_sites_origin(self):
        body = json.dumps({"name": "from elsewhere"})
        for headers in ({"Content-Type": "application/json"},
                        {"Content-Type": "application/json", "X-Syscope": "2"},
                        dict(MUTATION, Origin="http://evil.example"),
                        dict(MUTATION, Origin="null"),
                        dict(MUTATION, Origin=f"https://127.0.0.1:{self.server.port}"),
                        dict(MUTATION, Origin=f"http://127.0.0.1:{self.server.port + 1}")):
            status, found, data = self.root.raw("POST", "/api/v1/projects", body, headers)
            self.assertEqual((status, json.loads(data)["error"]["code"]), (403, "forbidden"), headers)
            check_headers(found)
        names = [project["name"] for project in self.root.call("GET", "/api/v1/projects")]
        self.assertNotIn("from elsewhere", names)

    def test_the_session_cookie_is_for_this_server_only(self):
        status, found, _ = self.server.client().raw(
            "POST", "/api/v1/session", json.dumps({"username": "root", "password": "correct horse battery staple"}), MUTATION)
        self.assertEqual(status, 200)
        self.assertRegex(found["set-cookie"], r"^syscope-sid=[A-Za-z0-9_-]{20,}; Path=/; HttpOnly; SameSite=Strict$")

    def test_no_path_leads_out_of_the_web_root(self):
        for path in ("/../secret", "/assets/../../secret", "/%2e%2e/secret", "/..%2fsecret", "/assets/..%2f..%2fsecret",
                     "/%5c..%5csecret", "/assets/%2e%2e/%2e%2e/secret", "//secret", "/.%00./secret"):
            _, _, data = self.server.client().raw("GET", path)
            self.assertNotIn(b"outside", data, path)

    def test_files_have_types_and_caching_and_places_get_the_page(self):
        client = self.server.client()
        status, found, data = client.raw("GET", "/assets/index-B3xk9_2a.js")
        self.assertEqual((status, len(data)), (200, 1024000))
        self.assertEqual(found["content-type"], "text/javascript; charset=utf-8")
        self.assertEqual(found["cache-control"], "public, max-age=31536000, immutable")
        status, _, data = client.raw("GET", "/assets/index-B3xk9_2a.js", headers={"If-None-Match": found["etag"]})
        self.assertEqual((status, data), (304, b""))
        for path in ("/", "/index.html", "/scans/17/events", "/projects"):
            status, found, data = client.raw("GET", path)
            self.assertEqual((status, found["cache-control"]), (200, "no-cache"), path)
            self.assertIn(b"<title>syscope", data)
            self.assertIn("default-src 'none'", found["content-security-policy"])
        self.assertEqual(client.raw("GET", "/assets/missing.js")[0], 404)
        self.assertEqual(client.raw("GET", "/assets")[0], 200)

    def test_head_says_what_get_would(self):
        client = self.server.client()
        for path in ("/", "/healthz", "/assets/index-B3xk9_2a.js", "/api/v1/setup", "/api/v1/nothing"):
            got = client.raw("GET", path)
            head = client.raw("HEAD", path)
            self.assertEqual(head[0], got[0], path)
            self.assertEqual(head[1]["content-length"], got[1]["content-length"], path)
            self.assertEqual(head[2], b"")

    def test_unknown_addresses_and_methods(self):
        for path in ("/api/v1/nothing", "/api/v1/users/a/b", "/api/v2/users", "/detector/v2"):
            status, found, data = self.root.raw("GET", path)
            self.assertEqual((status, json.loads(data)["error"]["code"]), (404, "not_found"), path)
            check_headers(found)
        status, found, data = self.root.raw("PUT", "/api/v1/projects", "{}", MUTATION)
        self.assertEqual((status, found["allow"]), (405, "GET, HEAD, POST"))
        self.assertEqual(json.loads(data)["error"]["code"], "method_not_allowed")
        self.assertEqual(self.root.raw("OPTIONS", "/api/v1/projects")[0], 405)
        self.assertEqual(self.root.raw("POST", "/", "{}", MUTATION)[0], 405)

    def test_too_much_is_refused_and_the_connection_goes_on(self):
        body = json.dumps({"name": "x" * (1 << 20)})
        status, found, data = self.root.raw("POST", "/api/v1/projects", body, MUTATION)
        self.assertEqual((status, json.loads(data)["error"]["code"]), (413, "too_large"))
        check_headers(found)
        status, _, data = self.root.raw("GET", "/api/v1/projects?" + "a" * 9000)
        self.assertEqual((status, json.loads(data)["error"]["code"]), (414, "uri_too_long"))
        self.assertEqual(self.root.raw("GET", "/" + "a" * 3000)[0], 414)
        self.root.call("GET", "/api/v1/projects", expect=200)

    def test_bodies_that_are_no_sound_json_are_named_so(self):
        for body in ("", "{", "[]", "null", '{"name":1}', '{"name":"a","owner":"b"}', '{"name":"a\\u0000b"}', '{"name":"\xff"}',
                     "[" * 100000):
            status, found, data = self.root.raw("POST", "/api/v1/projects", body.encode("latin-1"), MUTATION)
            self.assertEqual(status, 400, body[:40])
            self.assertTrue(json.loads(data)["error"]["message"])
        status, _, data = self.root.raw("POST", "/api/v1/projects", '{"name":"a"}', {"X-Syscope": "1", "Content-Type": "text/plain"})
        self.assertEqual(status, 400)

    def test_a_body_of_unknown_length_is_refused(self):
        head = (f"POST /api/v1/projects HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\nX-Syscope: 1\r\n"
                "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
        self.assertIn(b" 411 ", self.talk(head.encode()))

    def talk(self, data):
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=10) as connection:
            connection.sendall(data)
            out = b""
            try:
                while more := connection.recv(65536):
                    out += more
                    if b"\r\n\r\n" in out:
                        break
            except OSError:
                pass
            return out

    def test_rubbish_on_the_socket_ends_that_connection_only(self):
        for data in (b"\0" * 4096, b"GET\r\n\r\n", b"FOO / HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
                     b"CONNECT evil.example:80 HTTP/1.1\r\nHost: evil.example:80\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                     b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
                     b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAA\r\n\r\n",
                     b"GET / HTTP/1.1\r\n" + b"X: " + b"a" * 100000 + b"\r\n\r\n",
                     b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                     b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n"):
            self.talk(data)
            self.root.call("GET", "/healthz", expect=200)

    def test_pipelined_requests_are_answered_in_order(self):
        one = f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\n\r\n"
        two = f"GET /api/v1/setup HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\nConnection: close\r\n\r\n"
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=10) as connection:
            connection.sendall((one + two).encode())
            out = b""
            while more := connection.recv(65536):
                out += more
        self.assertLess(out.index(b'"status"'), out.index(b'"needed"'))

    def test_a_client_that_goes_while_its_request_runs_does_no_harm(self):
        body = json.dumps({"username": "root", "password": "not the password at all"})
        head = (f"POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\nX-Syscope: 1\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n")
        for _ in range(3):
            with socket.create_connection(("127.0.0.1", self.server.port), timeout=10) as connection:
                connection.sendall((head + body).encode())
        self.root.call("GET", "/healthz", expect=200)


class Sockets(ServerCase):
    def live_headers(self, **more):
        return dict({"Origin": f"http://127.0.0.1:{self.server.port}", "Cookie": self.root.cookie}, **more)

    def test_upgrades_that_are_not_for_us_are_answered(self):
        cases = (("/api/v1/live", {"Origin": None, "Cookie": self.root.cookie}, 403),
                 ("/api/v1/live", self.live_headers(Origin="http://evil.example"), 403),
                 ("/api/v1/live", self.live_headers(**{"Sec-WebSocket-Protocol": "chat"}), 400),
                 ("/api/v1/live", self.live_headers(**{"Sec-WebSocket-Version": "8"}), 400),
                 ("/api/v1/live", self.live_headers(**{"Sec-WebSocket-Key": None}), 400),
                 ("/api/v1/other", self.live_headers(), 404),
                 ("/detector/v1", {}, 400),
                 ("/detector/v1", {"Sec-WebSocket-Protocol": "syscope.detector.v9"}, 400))
        for path, headers, status in cases:
            with self.assertRaises(Refused) as refused:
                WebSocket(self.server.port, path, headers)
            self.assertEqual(refused.exception.status, status, (path, headers))
            self.assertTrue(json.loads(refused.exception.body)["error"]["message"])

    def test_nobody_watches_without_a_session(self):
        for cookie in (None, "syscope-sid=invented", "syscope-sid="):
            live = WebSocket(self.server.port, "/api/v1/live", self.live_headers(Cookie=cookie))
            live.send_json({"op": "subscribe", "id": 1, "channel": "overview"})
            self.assertEqual(live.receive_json()["code"], "not_signed_in")
            with self.assertRaises(Closed) as closed:
                live.receive()
            self.assertEqual(closed.exception.code, 4401)

    def test_rubbish_from_a_viewer_is_named_and_does_not_end_the_connection(self):
        live = self.root.live()
        for text in ("", "{", "[]", "null", "{}", '{"op":1}', '{"op":"subscribe"}', '{"op":"subscribe","id":-1}',
                     '{"op":"subscribe","id":1}', '{"op":"subscribe","id":1,"scan":"x"}', '{"op":"subscribe","id":1,"channel":"x"}',
                     '{"op":"fly","id":1}', '{"op":"unsubscribe","id":1}', '{"op":"terminal.input"}',
                     '{"op":"terminal.input","scan":"7f2c0c8e-0000-4000-8000-000000000000","data":"***"}'):
            live.send(text)
            answer = live.receive_json()
            self.assertEqual(answer["type"], "error", text)
            self.assertIn(answer["code"], ("bad_request", "not_found", "conflict"), text)
            self.assertTrue(answer["message"])
        live.send_json({"op": "subscribe", "id": 1, "channel": "overview"})
        self.assertEqual(live.receive_json(), {"type": "subscribed", "id": 1})
        live.close()

    def test_what_is_too_large_or_of_the_wrong_kind_closes(self):
        for payload, opcode, code in (("x" * (200 << 10), 1, 1009), (b"\0" * 100, 2, 1003)):
            live = self.root.live()
            live.send(payload, opcode)
            with self.assertRaises(Closed) as closed:
                live.receive()
            self.assertEqual(closed.exception.code, code)

    def test_fragmented_messages_are_put_together(self):
        live = self.root.live()
        text = json.dumps({"op": "subscribe", "id": 7, "channel": "overview"})
        live.send(text[:5], 1, final=False)
        live.send(text[5:9], 0, final=False)
        live.send(b"", 9)  # a ping in between
        live.send(text[9:], 0)
        self.assertEqual(live.receive_json(), {"type": "subscribed", "id": 7})
        live.close()

    def test_frames_that_are_no_frames_end_that_connection_only(self):
        for data in (b"\xff" * 64, b"\x81\x7f" + b"\xff" * 8, b"\x00" * 64, b"\x88\x05abc"):
            live = self.root.live()
            live.socket.sendall(data)
            try:
                live.receive()
            except (Closed, OSError):
                pass
            live.socket.close()
        self.root.call("GET", "/healthz", expect=200)

    def test_signing_out_ends_the_view(self):
        client = self.server.sign_in("root")
        live = client.live()
        live.send_json({"op": "subscribe", "id": 1, "channel": "overview"})
        live.receive_json()
        client.call("DELETE", "/api/v1/session", expect=204)
        live.socket.settimeout(30)
        self.assertEqual(live.receive_json()["code"], "not_signed_in")
        with self.assertRaises(Closed) as closed:
            live.receive()
        self.assertEqual(closed.exception.code, 4401)


if __name__ == "__main__":
    unittest.main(verbosity=2)
