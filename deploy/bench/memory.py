#!/usr/bin/env python3
"""Goal P14: what `spotward run` holds in memory, over time: a home, after two million readings, and 1,000 children.

    python3 deploy/bench/memory.py [--json] [--quick] [--spotward PROGRAM]

The program is a release build with Swift's libraries linked in, as docs/operating.md has it built; it is built unless one is given. A
device sends 60 frames a second over a pseudo-terminal; the readings come as dropped files of 100,000 rows, stamped with now and
so judged as live ones. Figures are of /proc/PID/status, in MiB. Exit status: 0 measured, 1 above a floor, 2 failed.
"""
import argparse
import sys
import time

from hub import Hub
from turns import report, say, swift_program

FLOORS = {"home": 40.0, "growth": 1.0, "children": 120.0}
ROWS = 100_000


def mebibytes(kib):
    return round(kib / 1024, 2)


class Story:
    """The rows of the table, as they come."""

    def __init__(self):
        self.rows = []

    def note(self, hub, ward, moment):
        found = hub.memory()
        self.rows.append({"ward": ward, "moment": moment, **{name: mebibytes(kib) for name, kib in found.items()}})
        say(f"{ward}, {moment}: {mebibytes(found['rss'])} MiB")
        return found


def feed(hub, story, ward, files):
    """Drops `files` files and notes memory on the way. Gives own memory after the first and after the last, in KiB."""
    own = []
    for number in range(files):
        hub.take(hub.rows(ROWS))
        if number in (0, files // 2, files - 1):
            time.sleep(1)
            own.append(story.note(hub, ward, f"{(number + 1) * ROWS:,} readings")["own"])
    return own[0], own[-1]


def measure(spotward, ward, children, devices, seconds, files, story):
    hub = Hub(spotward, children, devices).begin()
    try:
        story.note(hub, ward, "ready")
        waited = 0
        for moment in seconds:
            time.sleep(moment - waited)
            waited = moment
            last = story.note(hub, ward, f"{moment} s")
        first, after = feed(hub, story, ward, files)
        hub.end()
        return {"idle": mebibytes(last["rss"]), "fed": story.rows[-1]["rss"], "peak": story.rows[-1]["peak"],
                "growth": mebibytes(after - first)}
    finally:
        hub.remove()


def main():
    parser = argparse.ArgumentParser(description="What the daemon holds in memory.")
    parser.add_argument("--spotward")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="a tenth of the readings, half a minute of waiting")
    asked = parser.parse_args()
    spotward = swift_program("spotward", asked.spotward, static=True)
    seconds, files = ((10, 20), 3) if asked.quick else ((10, 30, 60), 21)

    story = Story()
    home = measure(spotward, "one home", 1, 1, seconds, files, story)
    ward = measure(spotward, "1,000 children", 1000, 8, seconds, files, story)
    say("")
    goals = [
        {"goal": "one home, steady", "MiB": home["idle"], "floor": FLOORS["home"], "aim": 24},
        {"goal": "one home, all its readings later", "MiB": home["fed"], "floor": FLOORS["home"], "aim": 24},
        {"goal": "growth between the first file and the last", "MiB": home["growth"], "floor": FLOORS["growth"], "aim": 0},
        {"goal": "1,000 children, steady", "MiB": ward["idle"], "floor": FLOORS["children"], "aim": 64},
        {"goal": "1,000 children, peak of all", "MiB": ward["peak"], "floor": FLOORS["children"], "aim": 64},
        {"goal": "growth with 1,000 children", "MiB": ward["growth"], "floor": FLOORS["growth"], "aim": 0},
    ]
    if asked.json:
        report(story.rows + goals, True)
    else:
        report(story.rows, False)
        print()
        report(goals, False)
    return 0 if all(goal["MiB"] <= goal["floor"] for goal in goals) else 1


if __name__ == "__main__":
    sys.exit(main())
