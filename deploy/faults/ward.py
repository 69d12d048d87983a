"""A ward to be maltreated: one folder with certificate, configuration, devices, receiver and daemon. Used by kill.py and
bad-input.py.

Only the hardware and the team are played; the program is the real one, started as a service would start it.
"""

import contextlib
import datetime
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import weakref

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [os.path.join(ROOT, "deploy", "demo"), os.path.join(ROOT, "deploy", "receivers")]

from play import Player, batches  # noqa: E402  (the folders above are not packages)
import receiver as reference  # noqa: E402

SPEED = 30                      # seconds of a child's night in one second of yours
STOP_SECONDS = 5                # an orderly stop takes no longer
DEVICES = os.path.join(ROOT, "devices")
LEFT = f"{DEVICES}/contec-cms50e/recordings/night-desaturation.rec"
RIGHT = f"{DEVICES}/nonin-xpod-3012/recordings/night-tachycardia.rec"

# Onsets, holds and steps so short that alarms are raised, climb and are resolved while the daemon lives only for moments.
BRISK_RULES = """\
version: 1
timing: {start_grace: 1s}
conditions:
  limit.spo2.low: {severe: {onset: 5s, hold: 5s}}
  spot.spo2.low:
    mild: {onset: 5s, hold: 5s}
    severe: {onset: 5s, hold: 5s}
  spot.hr.high:
    mild: {onset: 5s, hold: 5s}
    severe: {onset: 5s, hold: 5s}
  spot.partial_sum:
    mild: {onset: 5s, hold: 5s}
    severe: {onset: 5s, hold: 5s}
  tech.probe_off: {mild: {onset: 5s, hold: 2s}}
  tech.unassigned: {mild: {hold: 5s}}
ladders:
  P1:
    steps: [{after: 0s, roles: [primary]}, {after: 10s, roles: [in-charge]}, {after: 20s, roles: [escalation]}]
    acknowledgement_lasts: 1m
  P2:
    steps: [{after: 0s, roles: [primary]}, {after: 10s, roles: [in-charge]}, {after: 20s, roles: [escalation]}]
    acknowledgement_lasts: 1m
  concern:
    steps: [{after: 0s, roles: [primary, reviewer]}, {after: 10s, roles: [in-charge]}, {after: 20s, roles: [escalation]}]
    acknowledgement_lasts: 1m
  P4:
    steps: [{after: 0s, roles: []}, {after: 10s, roles: [primary]}]
"""


def say(text):
    print(text, flush=True)


def london_free(instant):
    """An instant as a dropped file gives it, in UTC."""
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def utc_now():
    return datetime.datetime.now(datetime.timezone.utc)


# The team's side.


class Witness(reference.Ledger):
    """The reference receiver's ledger, which also keeps every copy of what it answered 200 to, in order.

    A copy is of the alert itself, or of one that travelled along in another's message.
    """

    def __init__(self, path):
        super().__init__(path)
        self.copies = []

    def take(self, entries):
        new = super().take(entries)
        with self.lock:
            self.copies += [copy_of(entry) for entry in entries]
        return new


def copy_of(entry):
    """What must be the same in every copy of an alert. A lead's is all of it but the attempt, and what the attempt knew of the
    hub's clock: the first may be made before a receiver has said the time."""
    event = entry["event"]
    data = event.get("data")
    told = {"id": entry["id"], "hub_seq": entry["hub_seq"], "type": entry["type"], "carried_by": entry.get("carried_by")}
    if data is None:
        return told | {"episode": event["episode_id"], "condition": event["condition"], "body": event, "note": None}
    body = {key: value for key, value in data.items() if key not in ("delivery", "clock")}
    clock = {key: value for key, value in data["clock"].items() if key not in ("hub_synchronised", "applied_skew_s")}
    also = data["delivery"].get("also", [])
    return told | {
        "episode": data["episode"]["id"], "condition": data["condition"]["rule_id"],
        "body": {**event, "data": body | {"clock": clock}, "also": also}, "note": data.get("concern", {}).get("note")}


class WitnessHandler(reference.Handler):
    """The reference receiver, which may also keep an alert and never say so, or answer with anything."""

    answered = None

    def taken(self, event):
        self.answered = self.server.reply(event) if self.server.reply else None

    def heartbeat(self, body):
        self.answered = None    # that was for the alert before on this connection
        return super().heartbeat(body)

    def answer(self, status, text, kind="text/plain; charset=utf-8"):
        self.server.statuses.append(status)
        if status == 200 and self.server.mode == "mute":
            self.close_connection = True    # on record here, unknown to the hub: it must come again with the same id
            return None
        while self.server.mode == "still":
            time.sleep(0.1)
        if status == 200 and self.answered is not None:
            text, kind = self.answered, "application/json"
        return super().answer(status, text, kind)


class Team(reference.Server):
    """A receiver in a thread of this process, whose mood is changed from one moment to the next.

    Moods: "up", "busy" (503), "mute" (takes the alert, and the connection ends without an answer), "still"
    (takes the alert and says nothing), "down" (no connection).
    """

    request_queue_size = 64

    def __init__(self, folder, certificate="server"):
        reference.http.server.ThreadingHTTPServer.__init__(self, ("127.0.0.1", 0), WitnessHandler)
        self.secrets = [reference.read_secret(os.path.join(folder, "secret.txt"))]
        self.public_keys, self.sign = [], None
        self.ledger = Witness(os.path.join(folder, "accepted.ndjson"))
        self.faults = reference.Faults(None, 0, None)
        self.watch = reference.HubWatch(self.ledger, lambda record: None, time.monotonic())
        self.shown, self.late = reference.Shown(), reference.Late(None, None)
        self.printing = threading.Lock()
        self.person = None
        self.reply = None           # (event) → the body of a 200, instead of the usual; None for the usual
        self.mode = "up"
        self.statuses = []
        self.complaints = []
        self.open_connections = weakref.WeakSet()
        self.context = None
        self.present(folder, certificate)
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def present(self, folder, certificate):
        """Shows this certificate from the next connection on."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(os.path.join(folder, f"{certificate}.pem"), os.path.join(folder, f"{certificate}.key"))
        context.sslsocket_class = self.connection_class()
        self.context = context
        self.hang_up()

    def connection_class(self):
        return ssl.SSLSocket

    def be(self, mode):
        self.mode = mode
        self.faults = reference.Faults(503 if mode == "busy" else None, None if mode == "busy" else 0, None)
        if mode == "down":
            self.hang_up()

    def hang_up(self):
        """Ends every connection: one that is kept open would go on as it began."""
        for connection in list(self.open_connections):
            with contextlib.suppress(OSError, ValueError):
                connection.shutdown(socket.SHUT_RDWR)
        self.open_connections.clear()

    def verify_request(self, request, client_address):
        return self.mode != "down"

    def get_request(self):
        plain, address = super().get_request()
        context = self.context
        connection = context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)
        self.open_connections.add(connection)
        if context is not self.context:
            connection.shutdown(socket.SHUT_RDWR)    # accepted while another certificate took its place
        return connection, address

    def say(self, text):
        if text.startswith("refused"):
            self.complaints.append(text)

    def handle_error(self, request, client_address):
        pass    # connections end in every way here

    @property
    def copies(self):
        """Every accepted copy, repeats too, in the order of arrival: see `copy_of`."""
        with self.ledger.lock:
            return list(self.ledger.copies)


# The devices' side.


def cut(recording, *spans):
    """Batches of a recording from these spans of its seconds, one after another: (seconds since the start, bytes)."""
    story, start = [], 0.0
    for begin, end in spans:
        story += [(start + at - begin, data) for at, data in batches(recording) if begin <= at < end]
        start += end - begin
    return story, start


class Looped(Player):
    """A device that tells the same short story for ever, and whose bytes are lost while nobody reads them."""

    def __init__(self, recording, link, speed, *spans):
        super().__init__(recording, link, speed)
        self.story, self.length = cut(recording, *spans)
        self.lost = 0
        os.set_blocking(self.master, False)

    def play(self):
        start = time.monotonic()
        round_number = 0
        while not self.stopping.is_set():
            for at, data in self.story:
                wait = start + (round_number * self.length + at) / self.speed - time.monotonic()
                if wait > 0 and self.stopping.wait(wait):
                    return
                self.send(data)
            round_number += 1

    def send(self, data):
        """As a line without flow control: what does not fit is gone, and a frame may be cut."""
        try:
            written = os.write(self.master, data)
        except BlockingIOError:
            written = 0
        except OSError:
            return
        self.sent += written
        self.lost += len(data) - written

    def swallow(self):
        while not self.stopping.is_set():
            try:
                os.read(self.master, 4096)
            except BlockingIOError:
                time.sleep(0.05)
            except OSError:
                return


def desaturating(link, speed=SPEED):
    """Two minutes of night: 70 s well, 50 s at SpO2 88."""
    return Looped(LEFT, link, speed, (60, 130), (215, 265))


def racing(link, speed=SPEED):
    """Two minutes of night: 40 s well, 50 s at a pulse of 166, 10 s well, 20 s without a finger."""
    return Looped(RIGHT, link, speed, (60, 100), (300, 350), (100, 110), (850, 870))


# The daemon's side.


class Ward:
    """The folder, the files in it and whatever runs on them."""

    def __init__(self, spotward, folder=None, prefix="spotward-faults-"):
        self.spotward = os.path.abspath(spotward)
        self.folder = os.path.abspath(folder) if folder else tempfile.mkdtemp(prefix=prefix)
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        if os.listdir(self.folder):
            raise SystemExit(f"{self.folder} is not empty")
        subprocess.run(["bash", os.path.join(ROOT, "deploy", "demo", "certificate.sh"), self.folder], check=True)
        for name in ("ports", "drop"):
            os.mkdir(self.path(name), 0o700)
        self.daemon = None
        self.log = None
        self.preload = None         # a library that stands between the daemon and the C library

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    @property
    def state(self):
        return self.path("state")

    @property
    def control(self):
        return self.path("state", "control.sock")

    @property
    def log_text(self):
        try:
            with open(self.path("spotward.log"), encoding="utf-8", errors="replace") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def configure(self, port, speed=SPEED, rules=None):
        """The example ward, at this speed, with this receiver."""
        with open(os.path.join(ROOT, "deploy", "example", "spotward.yaml"), encoding="utf-8") as file:
            text = file.read()
        admitted = london_free(utc_now() - datetime.timedelta(days=1))
        # Killed on purpose, and its alerts counted: no test of its own among them, and no giving up after three kills.
        text = re.sub(r"(?m)^(  id: .*)$", r"\1\n  canary: false\n  safe_mode: false", text, count=1)
        text = re.sub(r"(?m)^clock:.*$", f"clock: {{speed: {speed}}}", text)
        text = re.sub(r"admitted_at: \S+", f"admitted_at: {admitted}", text)
        text = text.replace("https://127.0.0.1:8443/alerts", f"https://127.0.0.1:{port}/alerts")
        if rules is None:
            shutil.copy(os.path.join(ROOT, "deploy", "example", "rules.yaml"), self.path("rules.yaml"))
        else:
            self.write("rules.yaml", rules)
        return self.write("spotward.yaml", text)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path(name)

    def start(self, configuration="spotward.yaml"):
        """Starts the daemon; its words go to the end of spotward.log."""
        if self.log is None:
            self.log = open(self.path("spotward.log"), "ab")
        self.daemon = subprocess.Popen(
            [self.spotward, "run", "--config", self.path(configuration)], stdout=self.log, stderr=self.log,
            env=environment() | ({"LD_PRELOAD": self.preload} if self.preload else {}))
        return self.daemon

    def kill(self):
        """SIGKILL. True when it was still alive to be killed."""
        was_alive = self.daemon.poll() is None
        self.daemon.kill()
        self.daemon.wait()
        return was_alive

    def stop(self):
        """SIGTERM. Gives the exit status and the seconds it took; a daemon that does not stop is killed, status None."""
        began = time.monotonic()
        self.daemon.send_signal(signal.SIGTERM)
        try:
            return self.daemon.wait(timeout=STOP_SECONDS * 3), time.monotonic() - began
        except subprocess.TimeoutExpired:
            self.kill()
            return None, time.monotonic() - began

    def run(self, *arguments, timeout=60):
        """Another command of the program, to its end."""
        return subprocess.run(
            [self.spotward, *arguments], capture_output=True, text=True, errors="replace", timeout=timeout,
            env=environment(), cwd=self.folder)

    def drop(self, name, content, folder="drop"):
        """Puts a file into the drop folder as docs/dropped-files.md asks: written hidden, then renamed."""
        data = content if isinstance(content, bytes) else content.encode()
        hidden = self.path(folder, f".{name}")
        with open(hidden, "wb") as file:
            file.write(data)
        os.rename(hidden, self.path(folder, name))
        return hashlib.sha256(data).hexdigest()

    def lying(self, subfolder):
        """Names of the files put away in `accepted` or `refused`, or claimed in `processing`; receipts left out."""
        with contextlib.suppress(FileNotFoundError):
            return [name for name in os.listdir(self.path("drop", subfolder)) if not is_receipt(name)]
        return []

    def waiting(self):
        """Files of the drop folder that the daemon has not dealt with."""
        names = [name for name in os.listdir(self.path("drop")) if not os.path.isdir(self.path("drop", name))]
        return names + self.lying("processing")

    def receipt(self, name, outcome):
        """The receipt beside a file put away; None when there is none or it is not JSON."""
        with contextlib.suppress(FileNotFoundError, ValueError):
            with open(self.path("drop", outcome, f"{name}.receipt.json"), encoding="utf-8") as file:
                return json.load(file)
        return None

    def close(self):
        """Ends the daemon if it still runs, and nothing else."""
        if self.daemon and self.daemon.poll() is None:
            self.kill()
        if self.log:
            self.log.close()
            self.log = None

    def remove(self):
        self.close()
        shutil.rmtree(self.folder)


def is_receipt(name):
    return name.endswith(".receipt.json") or name == ".receipt.part"


def environment():
    """Without Swift's backtracer: it would outlive a process that traps and hold our pipes."""
    return {**os.environ, "SWIFT_BACKTRACE": "enable=no"}


def wait_until(is_done, seconds):
    """Whether it came true in time."""
    end = time.monotonic() + seconds
    while not is_done():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
