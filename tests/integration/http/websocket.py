# SPDX-License-Identifier: Apache-2.0
"""A WebSocket client (RFC 6455) that can also send rubbish."""
import base64
import json
import os
import socket
import struct
import time


class Refused(Exception):
    def __init__(self, status, body):
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body


class Closed(Exception):
    def __init__(self, code, reason=""):
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


class WebSocket:
    def __init__(self, port, path, headers=None, timeout=20):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self.rest = b""
        key = base64.b64encode(os.urandom(16)).decode()
        fields = {"Host": f"127.0.0.1:{port}", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": key,
                  "Sec-WebSocket-Version": "13"}
        fields.update(headers or {})
        lines = [f"GET {path} HTTP/1.1"] + [f"{name}: {value}" for name, value in fields.items() if value is not None]
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self.read_head()

    def read_head(self):
        while b"\r\n\r\n" not in self.rest:
            more = self.socket.recv(65536)
            if not more:
                raise Refused(0, self.rest)
            self.rest += more
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        self.head = head.decode()
        status = int(head.split(b" ")[1])
        if status != 101:
            length = int(dict(line.lower().split(": ", 1) for line in self.head.split("\r\n")[1:]).get("content-length", 0))
            while len(self.rest) < length:
                self.rest += self.socket.recv(65536)
            raise Refused(status, self.rest)

    def exactly(self, n):
        while len(self.rest) < n:
            more = self.socket.recv(1 << 20)
            if not more:
                raise Closed(1006)
            self.rest += more
        out, self.rest = self.rest[:n], self.rest[n:]
        return out

    def frame(self):
        first, second = self.exactly(2)
        length = second & 127
        if length == 126:
            length = struct.unpack(">H", self.exactly(2))[0]
        elif length == 127:
            length = struct.unpack(">Q", self.exactly(8))[0]
        assert not second & 128, "a server must not mask"
        return bool(first & 128), first & 15, self.exactly(length)

    def receive(self, seconds=30):
        """The next message; answers pings; raises Closed, TimeoutError when none comes for so long."""
        message = b""
        end = time.monotonic() + seconds
        while True:
            if time.monotonic() > end:
                raise TimeoutError(f"no message for {seconds} s")
            final, opcode, payload = self.frame()
            if opcode == 8:
                code = struct.unpack(">H", payload[:2])[0] if payload else 1005
                raise Closed(code, payload[2:].decode())
            if opcode == 9:
                self.send(payload, opcode=10)
            elif opcode in (0, 1, 2):
                message += payload
                if final:
                    return message

    def receive_json(self):
        return json.loads(self.receive())

    def send(self, payload, opcode=1, final=True):
        if isinstance(payload, str):
            payload = payload.encode()
        mask = os.urandom(4)
        head = bytes([(128 if final else 0) | opcode])
        if len(payload) < 126:
            head += bytes([128 | len(payload)])
        elif len(payload) < 65536:
            head += bytes([128 | 126]) + struct.pack(">H", len(payload))
        else:
            head += bytes([128 | 127]) + struct.pack(">Q", len(payload))
        pattern = mask * (len(payload) // 4 + 1)
        masked = (int.from_bytes(payload, "little") ^ int.from_bytes(pattern[:len(payload)], "little")).to_bytes(
            len(payload), "little")
        self.socket.sendall(head + mask + masked)

    def send_json(self, value):
        self.send(json.dumps(value))

    def close(self, code=1000):
        try:
            self.send(struct.pack(">H", code), opcode=8)
            while True:
                self.receive()
        except (Closed, OSError):
            pass
        self.socket.close()
