"""What every row of the fault matrix stands on: its ward, what is asked of it, and how it comes to rest."""

import contextlib
import dataclasses
import itertools
import os
import shutil
import signal
import subprocess
import time

import account
import leak
from people import MOTHER, NURSE, asked
from rogue import RogueTeam, make_certificates
from ward import BRISK_RULES, SPEED, STOP_SECONDS, Ward, environment, wait_until

PATIENCE = 20               # seconds of yours for anything that must follow
SETTLING = 60
CHILD = "adm-7f3a"
ROWS = []


class Skipped(Exception):
    """Why a row cannot be run on this machine."""


@dataclasses.dataclass
class Row:
    number: str             # of the matrix
    name: str
    body: object
    is_quick: bool          # run by default
    awaits: str             # what is not built yet; empty for what must hold
    speed: int
    has_own_account: bool   # the row ends with another journal than it began with
    may_be_refused: bool    # the receiver refuses signatures for a while


def row(number, name, quick=True, awaits="", speed=SPEED, own_account=False, refusals=False):
    def add(body):
        ROWS.append(Row(number, name, body, quick, awaits, speed, own_account, refusals))
        return body
    return add


class Bench(Ward):
    """A ward for one row."""

    def __init__(self, spotward, row):
        super().__init__(spotward, prefix="spotward-matrix-")
        make_certificates(self.folder)
        self.row = row
        self.team = RogueTeam(self.folder)
        self.configure(self.team.port, speed=row.speed, rules=BRISK_RULES)
        self.hangs = []
        self.cures = []             # what takes the fault away
        self.devices = []
        self.numbers = itertools.count(1)
        self.output = None          # where the daemon's words go, when not into the log
        leak.plant(self)

    # The daemon.

    def begin(self, **arguments):
        """Starts the daemon and waits for its door."""
        if self.output is None and not arguments:
            self.start()
        else:
            extra = arguments.pop("environment", {})
            self.log = self.log or open(self.path("spotward.log"), "ab")
            self.daemon = subprocess.Popen(
                [self.spotward, "run", "--config", self.path("spotward.yaml")],
                **({"stdout": self.log, "stderr": self.log} | arguments), env=environment() | extra)
        assert wait_until(lambda: self.daemon.poll() is not None or self.answers(), PATIENCE), "no door after the start"
        assert self.daemon.poll() is None, f"ended at its start with status {self.daemon.returncode}"

    def answers(self):
        with contextlib.suppress(OSError, ValueError):
            return asked(self.control, {"command": "nothing"}, 2) is not None
        return False

    def must_be_up(self):
        assert self.daemon.poll() is None, f"the daemon ended with status {self.daemon.returncode}"

    def end(self):
        """SIGTERM, and what must follow."""
        status, seconds = self.stop()
        if status != 0 or seconds > STOP_SECONDS:
            self.hangs.append(f"a stop with status {status} after {seconds:.1f} s")

    # What is asked.

    def worry(self, patience=PATIENCE):
        """Somebody is worried; gives the words by which it is known. The answer must say done."""
        note = f"worry {next(self.numbers)} of {self.row.number}"
        answer = asked(self.control, {"command": "concern", "by": MOTHER, "child": CHILD, "note": note}, patience)
        assert answer and answer["done"], f"{note}: {answer}"
        return note

    def has(self, note):
        """Whether the receiver has stored it."""
        return any(copy["note"] == note for copy in self.team.copies)

    def must_have(self, *notes, within=PATIENCE):
        began = time.monotonic()
        assert wait_until(lambda: all(self.has(note) for note in notes), within), (
            f"the team has not heard {[note for note in notes if not self.has(note)]} within {within} s")
        return time.monotonic() - began

    def ask(self, sql, *values):
        with contextlib.closing(account.open_journal(self.state)) as journal:
            return journal.execute(sql, values).fetchone()[0]

    def attempts(self, where="1"):
        with contextlib.suppress(account.sqlite3.Error):
            return self.ask(f"SELECT count(*) FROM deliveries WHERE {where}")
        return 0

    def must_try(self, times, within=PATIENCE, where="accepted = 0"):
        """So many attempts that came to nothing must be on record, beside those that are."""
        before = self.attempts(where)
        assert wait_until(lambda: self.attempts(where) >= before + times, within), (
            f"{self.attempts(where) - before} of {times} attempts within {within} s")

    def told(self, condition):
        with contextlib.suppress(account.sqlite3.Error):
            return self.ask("SELECT count(*) FROM transitions WHERE condition = ?", condition) > 0
        return False

    @property
    def resident(self):
        """Kilobytes."""
        with open(f"/proc/{self.daemon.pid}/status", encoding="utf-8") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))

    # Coming to rest.

    def heal(self):
        while self.cures:
            self.cures.pop()()
        self.team.be("up")
        self.team.present(self.folder, "server")

    def owed(self):
        with contextlib.suppress(account.sqlite3.Error):
            return self.ask("SELECT count(*) FROM outbox WHERE state <> 'accepted'")
        return None

    def settle(self):
        """All is told, then it is stopped in order; what fired in the moment of the stop is told by one more daemon."""
        for device in self.devices:
            device.unplug()
        self.devices = []
        if self.row.has_own_account:
            if self.daemon and self.daemon.poll() is None:
                self.end()
            return
        for number in range(5):
            if self.daemon is None or self.daemon.poll() is not None:
                if self.daemon is not None and self.daemon.returncode not in (0, -signal.SIGKILL):
                    self.hangs.append(f"the daemon ended by itself with status {self.daemon.returncode}")
                self.begin()
            wait_until(lambda: self.owed() == 0, SETTLING if number == 0 else 15)
            self.end()
            if self.owed() == 0:
                return

    def leaks(self):
        """Everything the hub said so far, after a look for who the child is."""
        if os.path.exists(self.path("spotward.log")):
            self.team.leaks.look_into("the log", self.path("spotward.log"))
        return self.team.leaks

    def finish(self, keep):
        while self.cures:
            with contextlib.suppress(Exception):
                self.cures.pop()()
        for device in self.devices:
            device.unplug()
        self.close()
        self.team.shutdown()
        self.team.server_close()
        if os.path.ismount(self.state):
            subprocess.run(["umount", "-l", self.state])
        if keep:
            print(f"                           kept: {self.folder}", flush=True)
        else:
            shutil.rmtree(self.folder)


@contextlib.contextmanager
def injecting(bench, *rules):
    """strace(1) on the whole daemon, which makes its system calls fail or wait."""
    strace = shutil.which("strace")
    if not strace:
        raise Skipped("strace is not installed")
    arguments = [part for rule in rules for part in ("-e", f"inject={rule}")]
    names = ",".join(rule.split(":")[0] for rule in rules)
    tracer = subprocess.Popen(
        [strace, "-f", "-q", "-p", str(bench.daemon.pid), "-o", bench.path("trace"), "-e", f"trace={names}", *arguments],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    wait_until(lambda: tracer.poll() is not None or traces(tracer, bench.daemon), PATIENCE)
    if tracer.poll() is not None:
        raise Skipped(f"strace may not trace here: {tracer.stderr.read().decode().strip()[:100]}")
    try:
        yield
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.wait()


def traces(tracer, daemon, tasks=None):
    """Whether it has these threads of the daemon by now; all of them where none is named."""
    return all(_tracer(daemon.pid, task) == tracer.pid for task in tasks or os.listdir(f"/proc/{daemon.pid}/task"))


def _tracer(process, task):
    with contextlib.suppress(OSError):
        with open(f"/proc/{process}/task/{task}/status", encoding="utf-8") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("TracerPid"))
    return None


def injected(bench):
    """How many calls were made to fail or wait."""
    with contextlib.suppress(FileNotFoundError):
        with open(bench.path("trace"), encoding="utf-8", errors="replace") as file:
            return sum("(INJECTED" in line or "(DELAYED" in line for line in file)
    return 0


def take_over(bench):
    """A nurse takes the worry, so that its ladder is quiet."""
    episode = bench.ask("SELECT episode_id FROM transitions WHERE condition = 'concern' ORDER BY seq DESC LIMIT 1")
    return asked(bench.control, {"command": "acknowledge", "by": NURSE, "episode": episode})
