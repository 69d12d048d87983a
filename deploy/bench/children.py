#!/usr/bin/env python3
"""Cost grows with readings, and not with children or history: what the whole daemon spends on a reading.

    python3 deploy/bench/children.py [--json] [--quick] [--spotward PROGRAM]

fed       the same number of readings in the same time, of 1, 100 or 1,000 children in turn
idle      all readings of one child, with 1, 100 or 1,000 children on the ward of whom nothing is due
history   the readings of 100 children, with 0 and with 5,000,000 rows in the journal before
ticks     instructions of a tick of the evaluator alone, with 1, 100, 1,000 and 4,000 children, by callgrind

Hubs run side by side and are fed in turn, so that the machine is the same for all. A reading's cost is the processors' time of the
whole process (user and system, all threads) from the dropped file to its receipt, less what the same hub spends on nothing in
the same time. The program is a release build with Swift's libraries linked in. Exit status: 0 measured, 2 failed.
"""
import argparse
import sqlite3
import sys
import time

from hub import Hub
from turns import (LEAST_ROUNDS, folder, in_turn, instructions_each, median, ratio, report, say, swift_program,
                   without_debugging)

ROWS = 50_000
CHILDREN = (1, 100, 1000)


class Watched:
    """A hub, and what it spends on nothing."""

    def __init__(self, hub, fed):
        self.hub, self.fed = hub.begin(), fed

    def rest(self, seconds):
        """Processors' time a second of a hub nothing comes to: the least of three, since children fall silent meanwhile."""
        found = []
        for _ in range(3):
            before, began = self.hub.cpu_seconds(), time.monotonic()
            time.sleep(seconds)
            found.append((self.hub.cpu_seconds() - before) / (time.monotonic() - began))
        return min(found)

    def microseconds(self, resting):
        """Of one reading."""
        text = self.hub.rows(ROWS, self.fed)
        before, began = self.hub.cpu_seconds(), time.monotonic()
        self.hub.take(text)
        spent = self.hub.cpu_seconds() - before - resting * (time.monotonic() - began)
        return spent / ROWS * 1e6


def age(hub, rows):
    """Gives a stopped hub a journal with so many more readings, spread over the last year, as the daemon itself writes them."""
    journal = sqlite3.connect(f"{hub.state}/journal.sqlite")
    with journal:
        now = time.time_ns() // 1000
        step = 365 * 86_400_000_000 // rows
        journal.execute(
            "INSERT INTO readings (run, source, admission, arrived_wall_us, arrived_mono_us, measured_wall_us, spo2, hr,"
            " quality, signal, disposition, implausible) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
            " WHERE i < ?1) SELECT 1, 1, 1 + i % (SELECT count(*) FROM admissions), ?2 + i * ?3, i * ?3, ?2 + i * ?3, 97,"
            " 110, 0, 0, 0, 0 FROM n", (rows, now - rows * step, step))
    journal.close()


def part(name, hubs, rounds):
    """Feeds hubs in turn. A row of the table for each, against the first."""
    try:
        resting = {label: watched.rest(5) for label, watched in hubs.items()}
        for label, watched in hubs.items():     # once, so that nothing is measured for the first time
            say(f"{name}, {label}: warming up")
            watched.microseconds(0)
        found = in_turn(
            {label: (lambda w=watched, r=resting[label]: w.microseconds(r)) for label, watched in hubs.items()}, rounds)
        first = next(iter(found.values()))
        return [{"part": name, "hub": label, "us a reading": round(median(figures), 2), **ratio(figures, first),
                 "idle CPU %": round(100 * resting[label], 2), "RSS MiB": round(hubs[label].hub.memory()["rss"] / 1024, 1)}
                for label, figures in found.items()]
    finally:
        for watched in hubs.values():
            watched.hub.remove()


def to_ready(hub):
    """Milliseconds from the call to the ready line."""
    began = time.monotonic()
    hub.begin()
    return (time.monotonic() - began) * 1000


def aged(spotward, rows):
    hub = Hub(spotward, 100).begin()
    hub.end()
    if rows:
        say(f"writing {rows:,} rows into a journal")
        age(hub, rows)
    passed = to_ready(hub)
    hub.end()
    return hub, passed


def ticks(bench):
    """Instructions of a tick of children nothing comes of: the difference of two lengths, the alarms of silence before both."""
    with folder() as at:
        stripped = without_debugging(bench, at)
        short, long = 1800, 2400
        rows = []
        for children in (1, 100, 1000, 4000):
            say(f"ticks of {children} children")
            runs = [[stripped, "tick", "--seconds", seconds, "--children", children] for seconds in (short, long)]
            each = instructions_each(*runs, long - short)
            rows.append({"part": "ticks", "hub": f"{children} children", "instructions a tick": round(each),
                         "of them a child": round(each / children, 1)})
        return rows


def main():
    parser = argparse.ArgumentParser(description="Readings, children, history: what a reading costs.")
    parser.add_argument("--spotward")
    parser.add_argument("--bench", help="spotward-bench, for the ticks")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="a million rows of history")
    parser.add_argument("--part", choices=("fed", "idle", "history", "ticks"))
    asked = parser.parse_args()
    spotward = swift_program("spotward", asked.spotward, static=True)
    history = 1_000_000 if asked.quick else 5_000_000
    rounds = LEAST_ROUNDS

    rows = []
    if asked.part in (None, "fed"):
        rows += part("fed", {f"{n} children": Watched(Hub(spotward, n), n) for n in CHILDREN}, rounds)
    if asked.part in (None, "idle"):
        rows += part("idle", {f"{n} children": Watched(Hub(spotward, n, resting=1), 1) for n in CHILDREN}, rounds)
    if asked.part in (None, "history"):
        starts, hubs = {}, {}
        for count in (0, history):
            hub, starts[f"{count:,} rows"] = aged(spotward, count)
            hubs[f"{count:,} rows"] = Watched(hub, 100)
        found = part("history", hubs, rounds)
        for row in found:
            row["start ms"] = round(starts[row["hub"]])
        rows += found
    if asked.part in (None, "ticks"):
        rows += ticks(swift_program("spotward-bench", asked.bench))
    if asked.json:
        report(rows, True)
        return 0
    for name in dict.fromkeys(row["part"] for row in rows):
        report([row for row in rows if row["part"] == name], False)
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
