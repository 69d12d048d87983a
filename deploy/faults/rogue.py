"""A receiver that does everything a receiver should not: false certificates, redirects, answers that never end, and a count
of every byte that reached it.
"""

import datetime
import os
import socket
import ssl
import struct
import subprocess
import threading
import time

import ward as wards
from leak import Leaks
from ward import Team, WitnessHandler

# What stands in an answer before it goes wrong.
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n"
ENDLESS_BYTES = 64 << 20
ENDLESS_HEADER_BYTES = 4 << 20
CONFIGURATION = """\
[ca]
default_ca = own
[own]
database = {folder}/index.txt
serial = {folder}/serial
new_certs_dir = {folder}
certificate = {folder}/ca.pem
private_key = {folder}/authority.key
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
"""


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def make_certificates(folder):
    """An authority of its own in `folder`, whose certificates hold from 1970 on, so that a hub with a wrong clock is tried by its
    clock and not by its certificate: `server`, `elsewhere` (another host), `expired`; `client`, `client-soon` (ten days are left) and
    `client-expired`, which the hub shows; and `foreign`, of nobody it knows.
    """
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    path = lambda name: os.path.join(folder, name)
    with open(path("authority.cnf"), "w", encoding="utf-8") as file:
        file.write(CONFIGURATION.format(folder=folder))
    for name, text in (("index.txt", ""), ("serial", "1000\n")):
        with open(path(name), "w", encoding="utf-8") as file:
            file.write(text)
    for authority in ("ca", "foreign-ca"):
        key = path("authority.key" if authority == "ca" else "foreign-ca.key")
        openssl("req", "-new", *curve, "-subj", f"/CN={authority}", "-keyout", key, "-out", path("authority.csr"))
        with open(path("extensions"), "w", encoding="utf-8") as file:
            file.write("basicConstraints=critical,CA:TRUE\n")
        openssl("ca", "-batch", "-config", path("authority.cnf"), "-selfsign", "-keyfile", key, "-in", path("authority.csr"),
                "-startdate", "19700101000000Z", "-enddate", "20991231235959Z", "-extfile", path("extensions"),
                "-out", path(f"{authority}.pem"), "-notext", "-cert", path("ca.pem"))
    soon = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=10)).strftime("%Y%m%d%H%M%SZ")
    for name, host, end, authority in (
            ("server", "IP:127.0.0.1,DNS:localhost,DNS:team.spotward.test", "20991231235959Z", "ca"),
            ("elsewhere", "DNS:receiver.example", "20991231235959Z", "ca"),
            ("expired", "IP:127.0.0.1,DNS:localhost", "20200101000000Z", "ca"),
            ("client", "DNS:hub.spotward.test", "20991231235959Z", "ca"),
            ("client-soon", "DNS:hub.spotward.test", soon, "ca"),
            ("client-expired", "DNS:hub.spotward.test", "20200101000000Z", "ca"),
            ("foreign", "IP:127.0.0.1,DNS:localhost", "20991231235959Z", "foreign-ca")):
        openssl("req", "-new", *curve, "-subj", "/CN=127.0.0.1", "-keyout", path(f"{name}.key"), "-out", path("authority.csr"))
        with open(path("extensions"), "w", encoding="utf-8") as file:
            file.write(f"subjectAltName={host}\nextendedKeyUsage={'clientAuth' if name.startswith('client') else 'serverAuth'}\n")
        key = path("authority.key" if authority == "ca" else "foreign-ca.key")
        openssl("ca", "-batch", "-config", path("authority.cnf"), "-cert", path(f"{authority}.pem"), "-keyfile", key,
                "-in", path("authority.csr"), "-startdate", "19700101000000Z", "-enddate", end,
                "-extfile", path("extensions"), "-out", path(f"{name}.pem"), "-notext")


class CountingSocket(ssl.SSLSocket):
    """Counts every byte that came out of a connection's TLS, and looks whether it tells who the child is: a class of its own for
    each certificate that was shown, since a connection under the one before may still be read."""

    received = 0
    leaks = None
    lock = threading.Lock()

    @classmethod
    def count(cls, data):
        with cls.lock:
            cls.received += len(data)
            cls.leaks.look("a request", data)

    def recv(self, *arguments):
        data = super().recv(*arguments)
        self.count(data)
        return data

    def recv_into(self, buffer, *arguments):
        number = super().recv_into(buffer, *arguments)
        self.count(memoryview(buffer)[:number])
        return number


class RogueHandler(WitnessHandler):
    """Further moods, each with what it does to an alert it has stored: "stall", "endless", "headers", "informational",
    ("response", k): the answer is cut behind its byte k; ("request", k): the request is, and nothing is stored;
    ("redirect", status, where).
    """

    def do_POST(self):
        mood = self.server.mode
        if isinstance(mood, tuple) and mood[0] == "request":
            if mood[1]:
                self.rfile.read(mood[1])
            return self.reset()
        return super().do_POST()

    def answer(self, status, text, kind="text/plain; charset=utf-8"):
        mood = self.server.mode
        if isinstance(mood, tuple) and mood[0] == "redirect":
            self.server.statuses.append(mood[1])
            self.close_connection = True
            return self.say(f"HTTP/1.1 {mood[1]} Elsewhere\r\nlocation: {mood[2]}\r\ncontent-length: 0\r\n\r\n".encode())
        if status != 200 or mood in ("up", "busy", "mute", "still", "down"):
            return super().answer(status, text, kind)
        self.server.statuses.append(status)
        self.close_connection = True
        if mood == "stall":
            self.say(HEAD + b"content-length: 100\r\n\r\nsome of it")
            return self.wait()
        if mood == "endless":
            self.say(HEAD + b"content-length: %d\r\n\r\n" % ENDLESS_BYTES)
            return self.pour(b"x" * 65_536, ENDLESS_BYTES)
        if mood == "headers":
            self.say(HEAD)
            return self.pour(b"x-more: " + b"y" * 1000 + b"\r\n", ENDLESS_HEADER_BYTES)
        if mood == "informational":
            while self.server.mode == mood and self.say(b"HTTP/1.1 103 Early Hints\r\n\r\n"):
                time.sleep(0.01)
            return None
        if isinstance(mood, tuple) and mood[0] == "response":
            self.say((HEAD + b"content-length: 8\r\n\r\naccepted")[:mood[1]])
            return self.reset()
        raise AssertionError(mood)

    def say(self, data):
        try:
            self.connection.sendall(data)
            return True
        except OSError:
            return False

    def wait(self):
        mood = self.server.mode
        while self.server.mode == mood:
            time.sleep(0.05)

    def pour(self, piece, limit):
        mood, poured = self.server.mode, 0
        while poured < limit and self.server.mode == mood and self.say(piece):
            poured += len(piece)
        with self.server.lock:
            self.server.poured = max(self.server.poured, poured)

    def reset(self):
        """Ends the connection as a cable that is pulled does."""
        self.close_connection = True
        try:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        except OSError:
            pass


class RogueTeam(Team):
    def __init__(self, folder, certificate="server"):
        self.poured, self.lock = 0, threading.Lock()
        self.leaks = Leaks()
        super().__init__(folder, certificate)
        self.RequestHandlerClass = RogueHandler

    def connection_class(self):
        return type("CountingSocket", (CountingSocket,), {"received": 0, "leaks": self.leaks})

    @property
    def received(self):
        """Bytes of requests under the certificate that is shown now."""
        return self.context.sslsocket_class.received

    def be(self, mode, retry_after=None):
        self.mode = mode
        status = mode if isinstance(mode, int) else mode[1] if isinstance(mode, tuple) and mode[0] == "redirect" else None
        if status is None:
            super().be(mode)
        else:
            self.faults = wards.reference.Faults(status, None, retry_after)


class Ear:
    """A port that counts who connects to it, and says nothing."""

    def __init__(self, host="127.0.0.1", port=0):
        self.socket = socket.create_server((host, port))
        self.port = self.socket.getsockname()[1]
        self.connections = 0
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            connection.close()

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
