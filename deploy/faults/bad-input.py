#!/usr/bin/env python3
"""Bad input of every kind: the daemon stays up, says clearly what it refuses, and uses the next good byte.

A running daemon is given noise, broken files, a false receiver, a second daemon on its state, and configurations with a
defect. One line a case; exits 0 only if all pass, else the folder is kept. docs/faults.md.

    bad-input.py --spotward .build/debug/spotward
"""

import argparse
import contextlib
import datetime
import gzip
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import time

import account
import configurations
import hostile
from people import written_out
from ward import LEFT, ROOT, SPEED, STOP_SECONDS, Looped, Team, Ward, london_free, racing, say, utc_now, wait_until

PATIENCE = 20               # seconds of yours for anything that must follow
LAG_LIMIT = 2.0             # seconds of yours a serial reading may be later on record because of a file
BIRTHS = ["2024-03-02", "2017-08-30", "02/03/2024", "30/08/2017", "20240302", "20170830"]
PERSON = "Jane-Example-9990000018"      # a file name such as exports have: it must not come into the log


class Bench:
    """The ward and what is needed to ask of it."""

    def __init__(self, ward, team, chance, only):
        self.ward, self.team, self.chance, self.only = ward, team, chance, only
        self.left = self.right = None
        self.good_count = 0
        self.worries = 0
        self.results = []

    def case(self, name, body):
        """Runs one case; what it raises is its failure."""
        if self.only not in name:
            return
        began = time.monotonic()
        try:
            told = body() or ""
            is_passed = True
        except AssertionError as error:
            told, is_passed = str(error), False
        except Exception as error:  # noqa: BLE001: a broken case is a failed case, and the others are still run
            told, is_passed = f"{type(error).__name__}: {error}", False
        self.results.append((name, is_passed))
        say(f"{'pass' if is_passed else 'FAIL'}  {time.monotonic() - began:5.1f} s  {name}{': ' if told else ''}{told}")

    def must_be_up(self):
        assert self.ward.daemon.poll() is None, f"the daemon ended with status {self.ward.daemon.returncode}"

    def ask(self, sql, *values):
        written_out(self.ward.control)
        with contextlib.closing(account.open_journal(self.ward.state)) as journal:
            return journal.execute(sql, values).fetchone()[0]

    def readings(self, source):
        return self.ask("SELECT count(*) FROM readings JOIN sources USING (source) WHERE name = ?", source)

    def counter(self, source, name):
        return self.ask(
            "SELECT coalesce((SELECT value FROM counters WHERE run = (SELECT max(run) FROM runs) AND source_name = ?"
            " AND name = ?), 0)", source, name)

    def readings_must_come(self, source):
        before = self.readings(source)
        assert wait_until(lambda: self.readings(source) >= before + 20, PATIENCE), f"no readings of {source} any more"

    def good_file(self, folder="drop"):
        """The next good file must be used."""
        self.good_count += 1
        name = f"good-{self.good_count:04}.csv"
        row = f"{london_free(utc_now())},adm-c021,36.{self.good_count:03}"
        self.ward.drop(name, f"measured_at,child,temp\n{row}\n", folder)
        path = self.ward.path(folder, "accepted", f"{name}.receipt.json")
        assert wait_until(lambda: os.path.exists(path), PATIENCE), f"the good file after it was not taken: {name}"
        self.must_be_up()

    def put_away(self, name, outcome, seconds=PATIENCE):
        """The receipt of a file that must be dealt with so."""
        wait_until(lambda: self.ward.receipt(name, "accepted") or self.ward.receipt(name, "refused"), seconds)
        receipt = self.ward.receipt(name, outcome)
        other = self.ward.receipt(name, "refused" if outcome == "accepted" else "accepted")
        assert receipt, f"not {outcome}: {other or 'no receipt at all'}"
        assert os.path.lexists(self.ward.path("drop", outcome, name)), f"{outcome}, but the file is gone"
        return receipt


# Serial lines.


def noise_on_a_line(bench):
    bench.readings_must_come("bedside-left")
    bench.left.pause()
    time.sleep(0.5)
    before, skipped = bench.readings("bedside-left"), bench.counter("bedside-left", "bytes.skipped")
    noise = bench.chance.randbytes(1 << 20)
    bench.left.shout(noise)
    time.sleep(1)
    heard = bench.readings("bedside-left") - before
    bench.must_be_up()
    bench.left.resume()
    bench.readings_must_come("bedside-left")
    gone = bench.counter("bedside-left", "bytes.skipped") - skipped
    # Short packets of the protocol have no check byte, so some stand in any noise; none of them may make a reading.
    assert gone > 0.95 * len(noise), f"only {gone} of {len(noise)} bytes are counted as skipped"
    assert heard <= 3, f"{heard} readings were made of noise"
    return f"{gone} bytes skipped and counted, {heard} readings made of them, then the device again"


def unplugged(bench):
    bench.left.unplug()
    assert wait_until(lambda: "the device hung up" in bench.ward.log_text, PATIENCE), "nothing is said of it"
    bench.must_be_up()
    bench.readings_must_come("bedside-right")
    bench.left = Interrupted.plugged(bench)
    bench.readings_must_come("bedside-left")
    return "said, the other line went on, readings came again after the return"


class Interrupted(Looped):
    """A device that can be talked over."""

    @classmethod
    def plugged(cls, bench):
        device = cls(LEFT, bench.ward.path("ports", "bedside-left"), SPEED, (60, 130), (215, 265))
        device.is_paused = False
        device.start()
        return device

    def pause(self):
        self.is_paused = True

    def resume(self):
        self.is_paused = False

    def send(self, data):
        if not self.is_paused:
            super().send(data)

    def shout(self, data):
        """All of it, as fast as the daemon reads."""
        rest = memoryview(data)
        end = time.monotonic() + PATIENCE
        while rest and time.monotonic() < end:
            try:
                rest = rest[os.write(self.master, rest[:4096]):]
            except BlockingIOError:
                time.sleep(0.001)
        assert not rest, f"{len(rest)} bytes of noise were not read"


# Dropped files.


def rows(count, child="adm-c021", first=0):
    """`count` different rows of the last hours."""
    now = utc_now()
    for number in range(count):
        at = london_free(now - datetime.timedelta(seconds=20_000 + count - number))
        yield f"{at},{child},36.{(first + number) % 1000:03}"


def csv(*lines, header="measured_at,child,temp"):
    return ("\n".join([header, *lines]) + "\n").encode()


def refused_file(bench, name, make, word):
    """A file that must be refused whole; `word` must stand in its receipt."""
    make(bench.ward.path("drop"), name)
    receipt = bench.put_away(name, "refused")
    told = f"{receipt.get('reason')} {receipt.get('explanation', '')}"
    assert word in told, f"'{word}' is not in the receipt: {told}"
    bench.good_file()
    return receipt["reason"][:90]


def written(content):
    def make(folder, name):
        with open(os.path.join(folder, f".{name}"), "wb") as file:
            file.write(content)
        os.rename(os.path.join(folder, f".{name}"), os.path.join(folder, name))
    return make


def sparse(folder, name):
    with open(os.path.join(folder, f".{name}"), "wb") as file:
        file.truncate(8 << 30)
    os.rename(os.path.join(folder, f".{name}"), os.path.join(folder, name))


def linked(folder, name):
    os.symlink("/etc/passwd", os.path.join(folder, name))


def hard_linked(folder, name):
    other = os.path.join(os.path.dirname(folder), "elsewhere.csv")
    with open(other, "wb") as file:
        file.write(csv(*rows(3)))
    os.link(other, os.path.join(folder, name))


def piped(folder, name):
    os.mkfifo(os.path.join(folder, name))


def listening(folder, name):
    """A socket; bound by a short relative name, since its address has room for 107 bytes only."""
    here = os.getcwd()
    os.chdir(folder)
    try:
        with socket.socket(socket.AF_UNIX) as end:
            end.bind(name)
    finally:
        os.chdir(here)


def a_folder(folder, name):
    os.mkdir(os.path.join(folder, f".{name}"))
    os.rename(os.path.join(folder, f".{name}"), os.path.join(folder, name))


REFUSED_FILES = [
    ("empty.csv", written(b""), "empty"),
    ("blank.csv", written(b"\n\n\n"), "empty"),
    ("huge.csv", sparse, "too-large"),
    ("binary.csv", written(b"measured_at,child,temp\n" + bytes(range(256)) * 40), "not text"),
    ("noise.ndjson", written(random.Random(5).randbytes(100_000)), "."),
    ("packed.csv", written(gzip.compress(csv(*rows(50)))), "gzip"),
    ("wide.csv", written(csv(*rows(5)).decode().encode("utf-16")), "UTF-16"),
    ("header.csv", written(csv(*rows(5), header="measured_at,child,tmep")), "'tmep' is not in the schema"),
    ("headless.csv", written(("\n".join(rows(5)) + "\n").encode()), "names of columns"),
    ("timeless.csv", written(csv("adm-c021,36.6", header="child,temp")), "measured_at"),
    ("doubled.csv", written(csv(*rows(5), header="measured_at,temp,temp")), "twice"),
    ("key.ndjson", written(b'{"measured_at":"2026-01-01T00:00:00Z","spO2":97}\n'), "spO2"),
    ("long-header.csv", written(b"measured_at,child," + b"t" * 70_000 + b"\n1,2,3\n"), "longer than"),
    ("export.xml", written(b"<readings/>"), "Neither the content nor the name"),
    ("link.csv", linked, "symbolic-link"),
    ("pipe.csv", piped, "pipe"),
    ("socket.csv", listening, "socket"),
    ("folder.csv", a_folder, "folder"),
    ("hard.csv", hard_linked, "hard-link"),
    ("strangers.csv", written(csv(*rows(4, child="adm-nobody"))), "no row could be used"),
]


def truncated(bench):
    """The end of the file is missing, within a row: the whole rows count, the part row is refused."""
    bench.ward.drop("truncated.csv", csv(*rows(10))[:-16])
    told = bench.put_away("truncated.csv", "accepted")["rows"]
    assert told["read"] == 10 and sum(told["refused"].values()) == 1, f"{told}"
    bench.good_file()
    return f"9 rows taken, 1 refused as {next(iter(told['refused']))}"


def world_writable(bench):
    """A file anybody may write to is read once, as it was; the folder is what guards it."""
    written(csv(*rows(3, first=50)))(bench.ward.path(), "open.csv")
    os.chmod(bench.ward.path("open.csv"), 0o666)
    os.rename(bench.ward.path("open.csv"), bench.ward.path("drop", "open.csv"))
    told = bench.put_away("open.csv", "accepted")["rows"]
    assert told["read"] == 3, f"{told}"
    bench.good_file()
    return "a file of mode 0666 is taken once, like any other"


def loose_folder(bench):
    """A folder anybody may write to is not read at all, and is read as soon as that is put right."""
    bench.ward.drop("loose.csv", csv(*rows(2, first=70)), folder="loose")
    assert wait_until(lambda: "loose: open" in bench.ward.log_text, PATIENCE), "nothing is said of the folder"
    assert os.path.exists(bench.ward.path("loose", "loose.csv")), "the file was taken from an open folder"
    bench.must_be_up()
    os.chmod(bench.ward.path("loose"), 0o700)
    bench.good_file(folder="loose")
    line = next(line for line in bench.ward.log_text.splitlines() if "loose: open" in line)
    return line.split("[WardDaemon] loose: ")[1].replace(bench.ward.folder + "/", "")[:110]


def odd_name(bench):
    """Line ends, escapes and a person's name in a file's name: harmless afterwards, and not in the log."""
    odd = f"{PERSON}\n\x1b[31m..\u202e.csv"
    written(csv(*rows(2, first=90)))(bench.ward.path(), "odd.csv")
    os.rename(bench.ward.path("odd.csv"), bench.ward.path("drop", odd))
    assert wait_until(lambda: any(PERSON in name for name in bench.ward.lying("accepted")), PATIENCE), "not taken"
    name = next(name for name in bench.ward.lying("accepted") if PERSON in name)
    assert name.isascii() and name.isprintable(), f"kept as {name!r}"
    assert PERSON not in bench.ward.log_text, "the name is in the log"
    bench.good_file()


def contradicting_files(bench):
    """Three files that give one second three values, each after the alarm of the one before was over: each raises its own
    alert, and none passes for another."""
    ward = bench.ward
    counted = ("SELECT count(*) FROM transitions WHERE condition = 'spot.spo2.low' AND admission_id = 'adm-c021'"
               " AND event = ?")
    before = bench.ask(counted, "fired")
    now = bench.ask("SELECT max(arrived_wall_us) FROM readings WHERE run = (SELECT max(run) FROM runs)") // 1_000_000
    low = london_free(datetime.datetime.fromtimestamp(now - 30, datetime.timezone.utc))
    for number, value in enumerate((94, 93, 92)):
        name = f"contradiction-{number}.csv"
        ward.drop(name, csv(f"{low},adm-c021,{value}", header="measured_at,child,spo2"))
        told = bench.put_away(name, "accepted")["rows"]
        assert told["accepted"] == 1, f"{told}"
        assert bench.ask(counted, "fired") == before + number + 1, f"file {number + 1} raised nothing"
        # The device goes on with good readings, and they end it.
        assert wait_until(lambda: bench.ask(counted, "resolved") >= before + number + 1, PATIENCE), "it does not end"
    assert "on record already" not in ward.log_text, "an alert passed for another one"
    return "three files, three alerts"


def big_file(bench):
    """100,000 rows, while the newest serial reading on record must stay as new as before."""
    def age():
        """How old the newest serial reading on record is, in seconds of yours, apart from a constant."""
        newest = bench.ask("SELECT max(arrived_mono_us) FROM readings JOIN sources USING (source)"
                           " WHERE name = 'bedside-right' AND run = (SELECT max(run) FROM runs)")
        return time.monotonic() - newest / 1e6 / SPEED

    usual = [age() for _ in range(40) if not time.sleep(0.05)]
    losses = bench.ward.log_text.count("inputs were lost")
    bench.ward.drop("big.csv", csv(*rows(100_000)))
    began = time.monotonic()
    loaded = []
    while not bench.ward.receipt("big.csv", "accepted") and time.monotonic() - began < 180:
        loaded.append(age())
        time.sleep(0.02)
        bench.must_be_up()
    took = time.monotonic() - began
    told = bench.put_away("big.csv", "accepted", 1)["rows"]
    assert told["read"] == told["accepted"] + told["retrospective"] == 100_000, f"{told}"
    assert bench.ward.log_text.count("inputs were lost") == losses, "serial inputs were lost"
    later = max(loaded) - max(usual)
    assert later < LAG_LIMIT, f"a serial reading was {later:.2f} s later on record than before"
    bench.readings_must_come("bedside-right")
    return f"{took:.1f} s; serial readings at most {max(0, later):.2f} s later on record than without it, none lost"


def many_files(bench):
    began = time.monotonic()
    names = [f"tiny-{number:04}.csv" for number in range(1000)]
    for number, name in enumerate(names):
        bench.ward.drop(name, csv(*rows(1, first=number)) + f"{london_free(utc_now())},adm-c021,37.{number:04}\n".encode())
    assert wait_until(lambda: not bench.ward.waiting(), 180), f"{len(bench.ward.waiting())} of 1000 still wait"
    accepted = set(bench.ward.lying("accepted"))
    missing = [name for name in names if name not in accepted or not bench.ward.receipt(name, "accepted")]
    assert not missing, f"{len(missing)} not accepted with a receipt, e.g. {missing[0]}"
    bench.readings_must_come("bedside-right")
    return f"all accepted with a receipt in {time.monotonic() - began:.1f} s"


# Configurations.


def wrong_configuration(bench, file, change):
    """`check` and `run` both refuse it with 78 and name file and line."""
    ward = bench.ward
    with open(os.path.join(ROOT, "deploy", "example", file) if file == "rules.yaml" else ward.path(file),
              encoding="utf-8") as original:
        broken = change(original.read())
    data = broken if isinstance(broken, bytes) else broken.encode()
    broken_file = f"broken-{file}"
    with open(ward.path(broken_file), "wb") as target:
        target.write(data)
    configuration = broken_file
    if file == "rules.yaml":
        with open(ward.path("spotward.yaml"), encoding="utf-8") as original:
            ward.write("broken-spotward.yaml", original.read().replace("rules: rules.yaml", f"rules: {broken_file}"))
        configuration = "broken-spotward.yaml"
    told = []
    for command in ("check", "run"):
        done = ward.run(command, "--config", configuration, timeout=20)
        assert done.returncode == 78, f"{command}: status {done.returncode}: {done.stderr[:300]!r}"
        defects = [line for line in done.stderr.splitlines()
                   if line.startswith(f"{broken_file}:") and ": warning:" not in line]
        assert defects, f"{command}: no defect names {broken_file}: {done.stderr[:300]!r}"
        is_of_a_line = defects[0].split(":")[1].isdigit()
        assert is_of_a_line or "is empty" in defects[0] or "is larger" in defects[0], f"no line number: {defects[0]}"
        leaked = [birth for birth in BIRTHS if birth in done.stderr + done.stdout]
        assert not leaked, f"{command}: a date of birth is repeated"
        told = defects
    return told[0][len("broken-"):][:120]


def no_configuration(bench):
    for path in ("nowhere.yaml", "drop"):
        for command in ("check", "run"):
            done = bench.ward.run(command, "--config", path)
            assert done.returncode == 78 and path in done.stderr, f"{path}: {done.returncode} {done.stderr[:200]!r}"


def several_defects(bench):
    """All at once, not one after another."""
    with open(bench.ward.path("spotward.yaml"), encoding="utf-8") as original:
        text = original.read()
    text = text.replace("profile: contec-cms50e", "profile: contec-cms50x").replace("https:", "http:").replace("low: 85", "low: 850")
    bench.ward.write("broken-spotward.yaml", text)
    done = bench.ward.run("check", "--config", "broken-spotward.yaml")
    lines = [line for line in done.stderr.splitlines()
             if line.startswith("broken-spotward.yaml:") and ": warning:" not in line]
    assert done.returncode == 78 and len(lines) == 3, f"{len(lines)} of 3 defects: {done.stderr[:400]!r}"
    return "three defects, three lines"


# Two daemons, false receivers, the end.


def second_daemon(bench):
    done = bench.ward.run("run", "--config", "spotward.yaml", timeout=20)
    assert done.returncode == 73, f"status {done.returncode}: {done.stderr[:300]!r}"
    line = next((line for line in done.stderr.splitlines() if "another spotward" in line), None)
    assert line, f"not said: {done.stderr[-300:]!r}"
    bench.must_be_up()
    bench.readings_must_come("bedside-left")
    bench.good_file()
    return line.replace(bench.ward.folder + "/", "")[:120]


def false_receiver(bench):
    """Another authority's certificate: not a byte of an alert is sent; with the right one all is delivered."""
    ward, team = bench.ward, bench.team
    foreign = ward.path("foreign")
    os.mkdir(foreign)
    subprocess.run(["bash", os.path.join(ROOT, "deploy", "demo", "certificate.sh"), foreign], check=True)
    assert wait_until(lambda: team.copies, PATIENCE), "no alert comes at all"
    team.present(foreign, "server")
    time.sleep(1)               # what is under way may end
    requests, accepted = len(team.statuses), len(team.copies)
    failures = ward.log_text.count("failed at tls")
    assert wait_until(lambda: ward.log_text.count("failed at tls") >= failures + 3, PATIENCE), "no attempt failed at TLS"
    assert (len(team.statuses), len(team.copies)) == (requests, accepted), "a request reached the false receiver"
    bench.must_be_up()
    owed = bench.ask("SELECT count(*) FROM outbox WHERE state <> 'accepted'")
    last = bench.ask("SELECT last_hub_seq FROM hub")
    team.present(ward.folder, "server")
    assert wait_until(lambda: bench.ask(
        "SELECT count(*) FROM outbox WHERE state <> 'accepted' AND hub_seq <= ?", last) == 0, 60), "never delivered"
    return f"{owed} alerts owed meanwhile, no request sent, all delivered afterwards"


def stop_with_dead_receiver(bench, mood):
    """In order, in time, and what is owed is told by the next daemon."""
    ward, team = bench.ward, bench.team
    team.be("up")
    if ward.daemon.poll() is not None:
        ward.start()
        wait_until(lambda: ward.log_text.count(" started: ") > 1, PATIENCE)
    team.be(mood)
    last = bench.ask("SELECT last_hub_seq FROM hub")
    assert wait_until(lambda: bench.ask("SELECT last_hub_seq FROM hub") > last, PATIENCE), "no new alert comes"
    time.sleep(0.3)
    status, seconds = ward.stop()
    assert status == 0, f"status {status} after {seconds:.1f} s"
    assert seconds <= STOP_SECONDS, f"it took {seconds:.1f} s"
    owed = bench.ask("SELECT count(*) FROM outbox WHERE state <> 'accepted'")
    last = bench.ask("SELECT last_hub_seq FROM hub")
    assert owed > 0, "nothing was owed, so nothing is shown"
    team.be("up")
    ward.start()
    assert wait_until(lambda: bench.ask(
        "SELECT count(*) FROM outbox WHERE state <> 'accepted' AND hub_seq <= ?", last) == 0, 60), "never delivered"
    return f"stopped in {seconds:.1f} s with {owed} owed; the next daemon delivered them"


def nothing_personal(bench):
    """No date of birth, no name, no NHS number in anything that was said or sent."""
    ward = bench.ward
    said = {"the log": ward.log_text}
    for name in ("accepted.ndjson",):
        with open(ward.path(name), encoding="utf-8") as file:
            said["the messages"] = file.read()
    hidden = [*BIRTHS, PERSON, "9990000018"]
    for folder, _, names in os.walk(ward.state):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                content = file.read()
            if PERSON.encode() not in content:
                said[f"state/{name}"] = ""
            for birth in BIRTHS:
                assert birth.encode() not in content, f"a date of birth is in state/{name}"
    for place, text in said.items():
        for word in hidden:
            assert word not in text, f"{word} is in {place}"
    return f"{len(said['the log'])} bytes of log, {len(said['the messages'])} of messages, {len(said) - 2} files of state"


def run(bench):
    ward, team = bench.ward, bench.team
    bench.left = Interrupted.plugged(bench)
    bench.right = racing(ward.path("ports", "bedside-right"))
    bench.right.start()
    ward.start()
    assert wait_until(lambda: os.path.exists(ward.path("state", "journal.sqlite")), PATIENCE), "no journal"
    time.sleep(1)

    bench.case("a random megabyte on a serial line", lambda: noise_on_a_line(bench))
    bench.case("a device unplugged and back", lambda: unplugged(bench))
    bench.case("file: truncated", lambda: truncated(bench))
    for name, make, word in REFUSED_FILES:
        bench.case(f"file: {name}", lambda: refused_file(bench, name, make, word))
    bench.case("file: world-writable", lambda: world_writable(bench))
    bench.case("folder: world-writable", lambda: loose_folder(bench))
    bench.case("file: an odd name", lambda: odd_name(bench))
    bench.case("files that contradict each other", lambda: contradicting_files(bench))
    bench.case("file: 100,000 rows", lambda: big_file(bench))
    bench.case("1,000 tiny files", lambda: many_files(bench))
    bench.case("socket: noise", lambda: hostile.noise_on_the_socket(bench))
    bench.case("socket: commands that are wrong", lambda: hostile.commands_that_are_wrong(bench))
    bench.case("socket: a line without end", lambda: hostile.a_line_without_end(bench))
    bench.case("socket: a door held shut", lambda: hostile.a_door_held_shut(bench))
    bench.case("socket: questions without listening", lambda: hostile.questions_without_listening(bench))
    bench.case("command files", lambda: hostile.command_files(bench))
    bench.case("answers of a receiver", lambda: hostile.answers_of_a_receiver(bench))
    bench.case("registers that are broken", lambda: hostile.broken_registers(bench))
    bench.case("a second daemon on the same state", lambda: second_daemon(bench))
    bench.case("a receiver with a foreign certificate", lambda: false_receiver(bench))
    bench.case("SIGTERM, receiver refuses connections", lambda: stop_with_dead_receiver(bench, "down"))
    bench.case("SIGTERM, receiver never answers", lambda: stop_with_dead_receiver(bench, "still"))
    for name, change in configurations.DAEMON_FILE:
        bench.case(f"configuration: {name}", lambda: wrong_configuration(bench, "spotward.yaml", change))
    for name, change in configurations.RULES_FILE:
        bench.case(f"configuration: {name}", lambda: wrong_configuration(bench, "rules.yaml", change))
    bench.case("configuration: none there", lambda: no_configuration(bench))
    bench.case("configuration: several defects", lambda: several_defects(bench))
    bench.case("the daemon is still up and stops in order", lambda: last_stop(bench))
    bench.case("nothing personal was said", lambda: nothing_personal(bench))


def last_stop(bench):
    bench.must_be_up()
    bench.readings_must_come("bedside-left")
    bench.readings_must_come("bedside-right")
    status, seconds = bench.ward.stop()
    assert status == 0 and seconds <= STOP_SECONDS, f"status {status} after {seconds:.1f} s"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--spotward", required=True, help="the built program")
    parser.add_argument("--folder", help="an empty folder to work in (default: a new one under the temporary folder)")
    parser.add_argument("--only", default="", metavar="WORD", help="only the cases whose name holds this word")
    parser.add_argument("--keep", action="store_true", help="keep the folder also when all is well")
    arguments = parser.parse_args()
    ward = Ward(arguments.spotward, arguments.folder)
    team = Team(ward.folder)
    ward.configure(team.port, rules=None)
    prepare(ward)
    say(f"bad input, in {ward.folder}")
    bench = Bench(ward, team, random.Random(2), arguments.only)
    try:
        run(bench)
    finally:
        for device in (bench.left, bench.right):
            if device:
                device.unplug()
        ward.close()
    failed = [name for name, is_passed in bench.results if not is_passed]
    if failed or arguments.keep:
        say(f"kept: {ward.folder}")
    else:
        ward.remove()
    say(f"{len(bench.results)} cases, {len(failed)} failed" + (f": {', '.join(failed)}" if failed else ""))
    return 1 if failed else 0


def prepare(ward):
    """Short onsets in the shipped rules' form, a folder anybody may write to, a secret anybody may read."""
    with open(ward.path("rules.yaml"), encoding="utf-8") as file:
        text = file.read()
    ward.write("rules.yaml", re.sub(r"(priority: P[23], onset: )\d+s, hold: \d+s", r"\g<1>5s, hold: 5s", text))
    with open(ward.path("spotward.yaml"), encoding="utf-8") as file:
        text = file.read()
    ward.write("spotward.yaml", text.replace(
        "    - {name: drop, path: drop}", "    - {name: loose, path: loose}\n    - {name: drop, path: drop}"))
    os.mkdir(ward.path("loose"))
    os.chmod(ward.path("loose"), 0o777)
    shutil.copy(ward.path("secret.txt"), ward.path("open-secret.txt"))
    os.chmod(ward.path("open-secret.txt"), 0o644)


if __name__ == "__main__":
    sys.exit(main())
