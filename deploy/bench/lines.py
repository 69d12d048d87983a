"""The daemon, the oximeters on its lines and the receiver of its messages: what delivery.py measures. The program is the
real one; the oximeters are pseudo-terminals, the receiver is receiver.c."""
import datetime
import os
import pathlib
import pty
import re
import signal
import subprocess
import threading
import time
import tty

import turns

CHILDREN = 16


class Receiver:
    """receiver.c and what it took: (nanoseconds, bytes, id, child, rule)."""

    def __init__(self, folder, plain):
        program = turns.c_program("receiver", folder, "-lssl", "-lcrypto", "-lpthread")
        certificate = ["-", "-"] if plain else [f"{folder}/server.pem", f"{folder}/server.key"]
        self.process = subprocess.Popen([program, *certificate], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        port = int(self.process.stdout.readline())
        self.url = f"{'http' if plain else 'https'}://127.0.0.1:{port}/alerts"
        self.taken, self.news = [], threading.Condition()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stdout:
            at, size, name, child, rule = line.decode().split()
            with self.news:
                self.taken.append((int(at), int(size), name, child, rule))
                self.news.notify_all()

    def wait(self, count, seconds):
        """Until there are `count`; what there is."""
        with self.news:
            self.news.wait_for(lambda: len(self.taken) >= count, seconds)
            return list(self.taken)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Lines:
    """The oximeters: pseudo-terminals with links to them."""

    def __init__(self, folder):
        os.makedirs(folder, exist_ok=True)
        self.links, self.masters, self.slaves = [], [], []
        for index in range(CHILDREN):
            master, slave = pty.openpty()
            tty.setraw(slave)
            link = f"{folder}/oximeter-{index}"
            os.symlink(os.ttyname(slave), link)
            self.links.append(link)
            self.masters.append(master)
            self.slaves.append(slave)

    def send(self, index, spo2):
        """One line; when its last byte had been written."""
        os.write(self.masters[index], b"SPO2=%03d HR=110\r\n" % spo2)
        return time.monotonic_ns()

    def close(self):
        for descriptor in self.masters + self.slaves:
            os.close(descriptor)


def instant(seconds_ago=0):
    return (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=seconds_ago)).strftime("%Y-%m-%dT%H:%M:%SZ")


class Daemon:
    """`spotward run` with rules that fire at the first reading beyond a limit and end at the first one inside."""

    def __init__(self, program, folder, receiver, lines, children=CHILDREN):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(mode=0o700)
        plain = receiver.url.startswith("http:")
        text = "hub: {id: bench, canary: false, phone: Ring 020 7946 0000}\nstate: state\nadmissions:\n"
        for index in range(children):
            text += (
                f"  - {{id: adm-{index:03}, born_on: 2017-08-30, admitted_at: {instant(86400)}, setting: home, limits: "
                '[{vital_sign: spo2, low: 94, author: "Dr A Example", reason: "measured"}], '
                'floors_declined: {by: Dr A Example, reason: "measured"}}\n')
        text += "ports:\n"
        if lines:
            text += "  devices:\n" + "".join(
                f"    - {{name: oximeter-{index}, path: {link}, profile: nonin-2500, child: adm-{index:03}}}\n"
                for index, link in enumerate(lines.links))
        (self.folder / "drop").mkdir(mode=0o700)
        text += "  folders: [{name: drop, path: drop}]\nrules: rules.yaml\nendpoints:\n"
        text += f"  - {{name: team, url: '{receiver.url}', secret_file: secret.txt"
        text += ", allow_plain_loopback: true}\n" if plain else ", ca_file: ca.pem}\n"
        text += "recordings: {keep: 512MiB, segment: 16MiB}\nclock: {speed: 1}\n"
        (self.folder / "spotward.yaml").write_text(text)
        rules = (turns.ROOT / "deploy/example/rules.yaml").read_text()
        quick = rules.replace("limit.spo2.low:\n    severe: {priority: P1, onset: 15s, hold: 60s}",
                              "limit.spo2.low:\n    severe: {priority: P1, onset: 0s, hold: 0s}")
        if quick == rules:
            turns.fail("deploy/example/rules.yaml has changed: the limit's onset was not found")
        (self.folder / "rules.yaml").write_text(quick)
        for name in ("ca.pem", "secret.txt"):
            (self.folder / name).write_bytes((self.folder.parent / name).read_bytes())
            (self.folder / name).chmod(0o600)
        self.program, self.process = program, None

    def start(self, wait=True):
        log = open(self.folder / "log", "wb")
        self.process = subprocess.Popen(
            [self.program, "run", "--config", str(self.folder / "spotward.yaml")], stdout=log, stderr=log,
            env={**os.environ, "SWIFT_BACKTRACE": "enable=no"})
        while wait and b" started: " not in (self.folder / "log").read_bytes():
            if self.process.poll() is not None:
                turns.fail("the daemon ended: " + (self.folder / "log").read_text()[-400:])
            time.sleep(0.005)

    def tick_phase(self):
        """At which part of a second of the boot clock its tick is: what is held of the second before is told then."""
        ahead = time.clock_gettime(time.CLOCK_REALTIME) - time.clock_gettime(time.CLOCK_BOOTTIME)
        for _ in range(400):
            for path in sorted((self.folder / "state/recordings").glob("*.rec")):
                # The first is one of the grid; others may come between, when something was handed over.
                found = re.search(r"^\S+ tick (\d+\.\d+)", path.read_text(errors="replace"), re.M)
                if found:
                    return (float(found.group(1)) - ahead) % 1
            time.sleep(0.01)
        turns.fail("the daemon's recording has no tick")

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
