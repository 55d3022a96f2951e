# SPDX-License-Identifier: Apache-2.0
"""A detector's side of /detector/v1, with real keys (libsodium) and real frames (make_stream)."""
import base64
import ctypes
import ctypes.util
import os
import struct
import subprocess

from websocket import WebSocket

SODIUM = ctypes.CDLL(ctypes.util.find_library("sodium") or "libsodium.so.23")
CAPABILITIES = {"kernel": "6.1.0", "arch": "x86_64", "btf": True, "ebpf": True, "ebpf_error": "", "ptrace": True, "cgroup": "v2",
                "podman": "4.3.1", "podman_error": "", "runtime": "runc", "cpus": 2, "memory_bytes": 4 << 30}


class Key:
    def __init__(self):
        self.public = ctypes.create_string_buffer(32)
        self.secret = ctypes.create_string_buffer(64)
        assert SODIUM.crypto_sign_keypair(self.public, self.secret) == 0

    def public_text(self):
        return base64.b64encode(self.public.raw).decode()

    def sign(self, nonce):
        message = b"syscope.detector.v1\0" + nonce
        signature = ctypes.create_string_buffer(64)
        assert SODIUM.crypto_sign_detached(signature, None, message, ctypes.c_ulonglong(len(message)), self.secret) == 0
        return base64.b64encode(signature.raw).decode()


class Detector:
    def __init__(self, port, key=None, name="host"):
        self.port = port
        self.key = key or Key()
        self.name = name
        self.socket = None

    def open(self):
        """Connects and reads the challenge."""
        self.socket = WebSocket(self.port, "/detector/v1", {"Sec-WebSocket-Protocol": "syscope.detector.v1"})
        challenge = self.socket.receive_json()
        assert challenge["type"] == "challenge" and challenge["protocol"] == 1, challenge
        self.nonce = base64.b64decode(challenge["nonce"])
        assert len(self.nonce) == 32
        return self.socket

    def say(self, kind, **more):
        message = {"type": kind, "protocol": 1, "public_key": self.key.public_text(), "signature": self.key.sign(self.nonce),
                   "name": self.name, "version": "0.1.0", "capabilities": CAPABILITIES}
        message.update(more)
        self.socket.send_json(message)
        return self.socket.receive_json()

    def enroll(self, token):
        self.open()
        answer = self.say("enroll", token=token, labels={"zone": "test"})
        self.socket.close()
        return answer

    def connect(self, streams=()):
        self.open()
        return self.say("hello", streams=list(streams))


def make_stream(scan, events):
    """The frames of a whole scan."""
    data = subprocess.run([os.environ["SYSCOPE_MAKE_STREAM"], scan, str(events)], check=True, capture_output=True).stdout
    frames = []
    while data:
        size = struct.unpack("<I", data[:4])[0]
        frames.append(data[4:4 + size])
        data = data[4 + size:]
    return frames
