"""A whole hub to be measured: `spotward run` as it is shipped, devices on pseudo-terminals, files in its drop folder, and
a receiver over HTTPS that answers. Used by memory.py, start.py and children.py.
"""
import datetime
import os
import pathlib
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "faults"))

from ward import Looped, Team, Ward, wait_until, utc_now, london_free, LEFT  # noqa: E402

READY = " started: "
TICK = os.sysconf("SC_CLK_TCK")


def child(number):
    return f"adm-{number:05d}"


class Hub(Ward):
    """One hub: so many children, the first ones with a device each, and a drop folder for all.

    Of the children from `resting` on a reading is due once a week only, so that they do not fall silent.
    """

    def __init__(self, spotward, children=1, devices=0, resting=None, folder=None):
        super().__init__(spotward, folder, prefix="spotward-hub-")
        self.children = children
        self.resting = children if resting is None else resting
        self.team = Team(self.folder)
        self.players = [self.device(number) for number in range(devices)]
        self.write("spotward.yaml", self.configuration(devices))
        self.dropped = 0

    def device(self, number):
        """A Contec oximeter, 60 frames a second, well the whole time."""
        return Looped(LEFT, self.path("ports", f"d{number}"), 1, (60, 130))

    def configuration(self, devices):
        admitted = london_free(utc_now() - datetime.timedelta(days=1))
        lines = ["hub: {id: hub-bench, canary: false, phone: Ring 020 7946 0000}", "state: state", "admissions:"]
        for number in range(self.children):
            born = f"{2010 + number % 15}-0{1 + number % 9}-1{number % 10}"
            cadence = "cadence: 7d, " if number >= self.resting else ""
            lines.append(f"  - {{id: {child(number)}, born_on: {born}, admitted_at: {admitted}, {cadence}"
                         "floors_declined: {by: Dr A Example, reason: measured}}")
        lines.append("ports:")
        if devices:
            lines.append("  devices:")
        lines += [f"    - {{name: d{number}, path: ports/d{number}, profile: contec-cms50e, child: {child(number)}}}"
                  for number in range(devices)]
        lines += ["  folders:", "    - {name: drop, path: drop, max_bytes: 1GiB}", "endpoints:", "  - name: team",
                  f"    url: https://127.0.0.1:{self.team.port}/alerts", "    secret_file: secret.txt",
                  "    ca_file: ca.pem", "recordings: {keep: 64MiB, segment: 16MiB}"]
        return "\n".join(lines) + "\n"

    def begin(self):
        """Starts everything and waits until the hub says it is ready."""
        for player in self.players:
            player.start()
        runs = self.log_text.count(READY)
        self.start()
        if not wait_until(lambda: self.log_text.count(READY) > runs or self.daemon.poll() is not None, 300):
            raise SystemExit("the hub is not ready after five minutes")
        if self.daemon.poll() is not None:
            raise SystemExit(f"the hub ended: {self.log_text.splitlines()[-1]}")
        return self

    def end(self):
        """An orderly stop; the folder stays."""
        status, _ = self.stop()
        if status != 0:
            raise SystemExit(f"the hub ended with {status}: {self.log_text.splitlines()[-1]}")

    def remove(self):
        for player in self.players:
            player.unplug()
        self.team.shutdown()
        super().remove()

    def rows(self, count, children=None):
        """So many readings of now, of each child in turn, as a CSV."""
        children = children or self.children
        began = time.time() - 5
        lines = ["measured_at,child,spo2,hr"]
        for number in range(count):
            at = began + 4.0 * number / count
            stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at)) + f".{int(at % 1 * 1e6):06d}Z"
            # Well, and never twice the same content: a file of known content is not read again.
            lines.append(f"{stamp},{child(number % children)},{96 + number // children % 4},{100 + number // children % 9}")
        return "\n".join(lines) + "\n"

    def take(self, text, seconds=600):
        """Drops a file and waits until every row of it is on record."""
        name = f"f{self.dropped}.csv"
        self.dropped += 1
        self.drop(name, text)
        if not wait_until(lambda: self.receipt(name, "accepted") or self.daemon.poll() is not None, seconds):
            raise SystemExit(f"{name} is not taken after {seconds} s: {self.log_text.splitlines()[-1]}")
        receipt = self.receipt(name, "accepted")
        if not receipt:
            raise SystemExit(f"the hub ended: {self.log_text.splitlines()[-1]}")
        for kind in ("accepted", "refused"):    # thousands of receipts are not what is measured
            for left in self.lying(kind):
                os.unlink(self.path("drop", kind, left))
        return receipt

    def memory(self):
        """Of the process, in KiB: resident, its peak, and the resident part that is its own and not of a file."""
        with open(f"/proc/{self.daemon.pid}/status", encoding="ascii") as file:
            found = dict(line.split(":", 1) for line in file)
        return {name: int(found[key].split()[0])
                for name, key in (("rss", "VmRSS"), ("peak", "VmHWM"), ("own", "RssAnon"), ("of files", "RssFile"))}

    def cpu_seconds(self):
        """User and system time of the process, all of its threads, those that ended too."""
        with open(f"/proc/{self.daemon.pid}/stat", encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK
