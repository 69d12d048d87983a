#!/usr/bin/env python3
"""Days of a ward in minutes: does anything grow that should not, and is everything accounted for at the end?

One daemon, two oximeters, a receiver over HTTPS that is away for an hour each day, a file of temperatures every hour, a worry and
its end each day; the ward's clock runs many times as fast as life, so every message is marked as a test. Once an hour of
the ward the process is looked at from outside: resident memory, descriptors, threads, the journal's log, what it wrote.

    soak.py --spotward .build/debug/spotward                        # one day at 600 times: what deploy/test.sh runs, three minutes
    soak.py --spotward .build/release/spotward --days 30 --speed 900   # goal R14: 48 minutes

Must hold: memory grows by at most 1 MiB after the first day (where there is only one, after its first half), the log of the
journal stays below 8 MiB, the usual number of descriptors and threads stays, and account.py
finds nothing. At this speed what is timed by life's clock (synchronisations, the sleeps of the machine's own timers) is
rarer for each day of the ward than it will be: what is written a day is `--writes`' to say, at the speed of life.

    soak.py --spotward .build/release/spotward --writes 3600        # goal R16: an hour at the speed of life, one child, four
                                                                    # streams of a value a second
    soak.py --spotward .build/release/spotward --writes 3600 --pulse-wave   # one oximeter that sends its pulse wave too
"""

import argparse
import contextlib
import datetime
import os
import statistics
import struct
import sys
import time

import account
from drops import Drop
from kill import SETTLING, comes_to_rest, owed
from people import DOCTOR, MOTHER, asked
from rows import CHILD
from ward import DEVICES, LEFT, RIGHT, Looped, Team, Ward, london_free, say, utc_now, wait_until

HOUR, DAY = 3600, 86_400
MIB = 1024 * 1024
GROWTH, LOG, WRITES_A_DAY = 1 * MIB, 8 * MIB, 150_000_000
KEPT_DAYS = 14  # readings, where the configuration does not say otherwise
SPARE = 2       # descriptors or threads: connections come and go
# Each tells SpO2 and heart rate once a second, and well in the first eight seconds of its recording: four streams.
ONE_HERTZ = ("nonin-2500", "viatom-o2ring")


class Look:
    """The process and its journal at one moment."""

    def __init__(self, ward, hours):
        self.hours = hours
        process = f"/proc/{ward.daemon.pid}"
        fields = {}
        with open(f"{process}/status", encoding="utf-8") as file:
            for line in file:
                name, _, value = line.partition(":")
                fields[name] = value.split()
        self.resident = int(fields["VmRSS"][0]) * 1024
        self.own = int(fields["RssAnon"][0]) * 1024
        self.threads = int(fields["Threads"][0])
        self.descriptors = len(os.listdir(f"{process}/fd"))
        with open(f"{process}/io", encoding="utf-8") as file:
            self.written = int(dict(line.split(": ") for line in file)["write_bytes"])
        self.log, self.journal = (size(ward, name) for name in ("journal.sqlite-wal", "journal.sqlite"))


def size(ward, name):
    with contextlib.suppress(FileNotFoundError):
        return os.path.getsize(os.path.join(ward.state, name))
    return 0


def owed_to_file(ward):
    """Bytes that moving the log into the journal's file will write: each page that is in the log and not moved yet, once."""
    with open(os.path.join(ward.state, "journal.sqlite-shm"), "rb") as file:
        index = file.read(100)
    last, moved = (struct.unpack_from("=I", index, place)[0] for place in (16, 96))
    with open(os.path.join(ward.state, "journal.sqlite-wal"), "rb") as file:
        size = struct.unpack_from(">I", file.read(12), 8)[0]
        pages = set()
        for frame in range(moved, last):
            file.seek(32 + frame * (24 + size))
            pages.add(file.read(4))
    return len(pages) * size


def quiet_but(recording, link, speed, *trouble):
    """Half an hour well, then what `trouble` names."""
    return Looped(recording, link, speed, *[(60, 100)] * 45, *trouble)


def live(ward, team, speed, days):
    """What was seen each hour of the ward, and what was dropped."""
    began, looks, drops = time.monotonic(), [], []
    for hour in range(1, days * 24 + 1):
        pause = began + hour * HOUR / speed - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        if ward.daemon.poll() is not None:
            raise SystemExit(f"soak: the daemon ended with status {ward.daemon.returncode} in hour {hour}; see {ward.folder}")
        now = utc_now() + datetime.timedelta(seconds=(time.monotonic() - began) * (speed - 1))
        drops.append(Drop(f"hour-{hour:04}.csv", "temperatures", rows=1, outcome="accepted"))
        drops[-1].sha256 = ward.drop(
            drops[-1].name, f"measured_at,child,temp\n{london_free(now)},{CHILD},{36.5 + hour % 13 / 10:.1f}\n")
        team.be("down" if hour % 24 == 7 else "up")
        if hour % 24 == 12:
            answer = asked(ward.control, {"command": "concern", "by": MOTHER, "child": CHILD, "note": f"day {hour // 24}"})
            assert answer and answer["done"], answer
        if hour % 24 == 14:
            close_worries(ward)
        looks.append(Look(ward, hour))
        if hour % 24 == 0:
            tell(looks[-1])
    return looks, drops


def close_worries(ward):
    with contextlib.closing(account.open_journal(ward.state)) as journal:
        rows = journal.execute("SELECT episode_id, state FROM transitions WHERE condition = 'concern' ORDER BY seq").fetchall()
    for episode, state in {row["episode_id"]: row["state"] for row in rows}.items():
        if state not in account.OVER:
            answer = asked(ward.control, {"command": "close", "by": DOCTOR, "episode": episode, "reason": "seen"})
            assert answer and answer["done"], answer


def forgotten(drops, days):
    """The files so old at the end that their rows may have been removed. They go in order, the oldest first, and in small pieces at
    life's pace: at this speed the ward is days behind with it."""
    return {drop.sha256 for drop in drops[:max(0, days - KEPT_DAYS) * 24]}


def tell(look):
    say(f"{look.hours / 24:6.1f} {look.resident / MIB:9.2f} {look.own / MIB:7.2f} {look.descriptors:6} {look.threads:8}"
        f" {look.log / MIB:8.2f} {look.journal / MIB:9.1f} {look.written / MIB:9.1f}")


def judge(result, looks, days):
    settled = DAY // HOUR if days > 1 else 12
    grown = max(look.resident for look in looks[-3:]) - max(look.resident for look in looks[settled - 3:settled])
    result.tell(f"KiB more resident memory than after hour {settled}", grown // 1024)
    result.expect("memory that grew", [f"{grown} bytes"] if grown > GROWTH else [])
    result.expect("a log of the journal beyond 8 MiB", [look.log for look in looks if look.log > LOG])
    # A message under way has a connection of its own, so one look may have some more.
    for name in ("descriptors", "threads"):
        usual = [statistics.median(getattr(look, name) for look in part) for part in (looks[:settled], looks[settled:])]
        result.expect(f"{name} not given back", [f"{usual[0]}, then {usual[1]}"] if usual[1] > usual[0] + SPARE else [])


def writes(ward, team, seconds, has_pulse_wave):
    """Bytes a day at the speed of life, from what the kernel counted for the process.

    The log is moved into the file each half hour or so: what it owes is added at the end, and what it owed at the beginning, the tables of
    a new journal above all, is taken off.
    """
    warm_up = 60
    ward.configure(team.port, speed=1)
    if has_pulse_wave:
        devices = [quiet_but(LEFT, ward.path("ports", "bedside-left"), 1)]
    else:
        devices = [Looped(f"{DEVICES}/{profile}/recordings/edges.rec", ward.path("ports", profile), 1, (0, 8))
                   for profile in ONE_HERTZ]
        with open(ward.path("spotward.yaml"), encoding="utf-8") as file:
            lines = [line for line in file if "- {name: bedside-right" not in line]
        place = next(index for index, line in enumerate(lines) if "- {name: bedside-left" in line)
        lines[place:place + 1] = [
            f"    - {{name: {profile}, path: ports/{profile}, profile: {profile}, child: {CHILD}}}\n" for profile in ONE_HERTZ]
        ward.write("spotward.yaml", "".join(lines))
    try:
        for device in devices:
            device.start()
        ward.start()
        time.sleep(warm_up)
        before, owed_before = Look(ward, 0), owed_to_file(ward)
        time.sleep(seconds)
        after, owed_after = Look(ward, seconds / HOUR), owed_to_file(ward)
    finally:
        for device in devices:
            device.unplug()
    written = after.written - before.written
    a_day = (written + owed_after - owed_before) * DAY / seconds
    say(f"{written / 1e6:.2f} MB written in {seconds} s; the log owes the file {owed_after / 1e6:.2f} MB, {owed_before / 1e6:.2f} before: "
        f"{a_day / 1e6:.0f} MB a day, at most {WRITES_A_DAY / 1e6:.0f}")
    ward.stop()
    return a_day <= WRITES_A_DAY


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--spotward", required=True, help="the built program")
    parser.add_argument("--days", type=int, default=1, help="days of the ward (default: 1)")
    parser.add_argument("--speed", type=float, default=600, help="times as fast as life, at most 1000 (default: 600)")
    parser.add_argument("--writes", type=int, metavar="SECONDS", help="count what is written, at the speed of life, and no more")
    parser.add_argument("--pulse-wave", action="store_true", help="with --writes: of one oximeter that sends its pulse wave")
    arguments = parser.parse_args()
    if arguments.days < 1 or not 1 <= arguments.speed <= 1000:
        parser.error("--days from 1, --speed from 1 to 1000")

    ward = Ward(arguments.spotward, prefix="spotward-soak-")
    team = Team(ward.folder)
    if arguments.writes:
        try:
            is_good = writes(ward, team, arguments.writes, arguments.pulse_wave)
        finally:
            ward.remove()
        return 0 if is_good else 1
    ward.configure(team.port, speed=arguments.speed)
    devices = [quiet_but(LEFT, ward.path("ports", "bedside-left"), arguments.speed, (215, 265)),
               quiet_but(RIGHT, ward.path("ports", "bedside-right"), arguments.speed, (300, 350), (850, 870))]
    is_clean = False
    say(f"{arguments.days} days at {arguments.speed:g} times, {arguments.days * DAY / arguments.speed / 60:.0f} minutes, in {ward.folder}")
    say("   day  resident     own  files  threads      log   journal   written   (MiB)")
    try:
        for device in devices:
            device.start()
        ward.start()
        assert wait_until(lambda: os.path.exists(ward.control), 30), "no door after the start"
        looks, drops = live(ward, team, arguments.speed, arguments.days)
        while devices:
            devices.pop().unplug()
        team.be("up")
        close_worries(ward)
        is_settled = comes_to_rest(ward)
        status, seconds = ward.stop()
        if owed(ward):
            # What fired in the moment of the stop: the next tells it.
            ward.start()
            wait_until(lambda: owed(ward) == 0, SETTLING)
            status, seconds = ward.stop()
        result = account.take(ward, team.copies, drops, forgotten(drops, arguments.days))
        judge(result, looks, arguments.days)
        result.expect("not settled in time", [] if is_settled else [f"nothing got less in {SETTLING} s"])
        result.expect("a stop not in order", [] if status == 0 else [status])
        for line in result.lines():
            say(line)
        is_clean = result.is_clean
    finally:
        for device in devices:
            device.unplug()
        ward.close()
    if is_clean:
        ward.remove()
    else:
        say(f"kept: {ward.folder}")
    say(f"{'All accounted for' if is_clean else 'FAILED'}: {arguments.days} days at {arguments.speed:g} times.")
    return 0 if is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
