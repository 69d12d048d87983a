#!/usr/bin/env python3
"""Goal P15: how long `spotward` takes from the call to its work, against the least a program in Swift and in C can take.

    python3 deploy/bench/start.py [--json] [--rounds 21] [--spotward PROGRAM] [--instructions]

Whole processes in turn. `run` is timed to the line that says that the ward is watched: the ports are open and the journal is on
disk; `first` with an empty state folder, `again` with the journal of the start before. The program is a release build with Swift's
libraries linked in, as docs/operating.md has it built. Exit status: 0 measured, 1 above the floor, 2 failed.
"""
import argparse
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

from hub import READY, Hub
from turns import c_program, fail, folder, in_turn, instructions, median, need, ratio, report, swift_program, HERE

FLOOR_MS = 50
AIM_MS = 20


def to_its_end(argv):
    """Milliseconds from the call to the end of a program, and of the processors' time in between."""
    began = time.perf_counter()
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    passed = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        fail(f"{argv[0]} ended with {process.returncode}")
    return {"ms": passed * 1000, "cpu": (usage.ru_utime + usage.ru_stime) * 1000}


def to_ready(spotward, hub, is_first):
    """The same to the ready line; the program is then stopped in order."""
    if is_first:
        shutil.rmtree(hub.state, ignore_errors=True)
    began = time.perf_counter()
    with subprocess.Popen(
            [spotward, "run", "--config", hub.path("spotward.yaml")], stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE) as process:
        for line in process.stderr:
            if READY.encode() in line:
                break
        else:
            fail("spotward run ended before it was ready")
        passed = time.perf_counter() - began
        cpu = sum(int((task / "schedstat").read_text().split()[0])
                  for task in pathlib.Path(f"/proc/{process.pid}/task").iterdir())
        process.send_signal(signal.SIGTERM)
        process.stderr.read()
    return {"ms": passed * 1000, "cpu": cpu / 1e6}


def minimal_swift(at):
    out = f"{at}/start-swift"
    if subprocess.run(["swiftc", "-O", "-static-stdlib", "-o", out, str(HERE / "start.swift")]).returncode:
        fail("start.swift does not build")
    return out


def main():
    parser = argparse.ArgumentParser(description="From the call to the work.")
    parser.add_argument("--spotward")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--children", type=int, default=1)
    parser.add_argument("--instructions", action="store_true", help="count them too, by callgrind")
    asked = parser.parse_args()
    need("cc", "swiftc", "openssl")
    spotward = swift_program("spotward", asked.spotward, static=True)
    hub = Hub(spotward, children=asked.children, devices=min(asked.children, 1))
    try:
        with folder() as at:
            check = [spotward, "check", "--config", hub.path("spotward.yaml")]
            simple = {"C": [c_program("start", at)], "Swift, minimal": [minimal_swift(at)],
                      "spotward --version": [spotward, "--version"], "spotward check": check}
            programs = {name: (lambda argv=argv: to_its_end(argv)) for name, argv in simple.items()}
            programs["spotward run, first"] = lambda: to_ready(spotward, hub, True)
            programs["spotward run, again"] = lambda: to_ready(spotward, hub, False)
            found = in_turn(programs, asked.rounds)
            rows = []
            for name, figures in found.items():
                wall = [figure["ms"] for figure in figures]
                row = {"program": name, "ms": round(median(wall), 1), "least": round(min(wall), 1),
                       "greatest": round(max(wall), 1),
                       "times minimal Swift": ratio(figures, found["Swift, minimal"], "ms")["ratio"],
                       "of it CPU ms": round(median(figures, "cpu"), 1), "rounds": len(figures)}
                if asked.instructions:
                    row["instructions"] = instructions(simple[name]) if name in simple else None
                rows.append(row)
    finally:
        hub.remove()
    report(rows, asked.json)
    worst = max(row["ms"] for row in rows)
    if not asked.json:
        print(f"\nfloor {FLOOR_MS} ms, aim {AIM_MS} ms; the slowest median is {worst} ms")
    return 0 if worst <= FLOOR_MS else 1


if __name__ == "__main__":
    sys.exit(main())
