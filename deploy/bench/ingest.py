#!/usr/bin/env python3
"""How fast a running daemon takes a dropped file, against how fast the same program reads it: whole processes in turn.

A CSV of a million rows is dropped on a daemon without devices, and timed from the drop to the receipt; then `spotward decode`
reads the same bytes. Both end with every row: the receipt says so, and the printed rows are counted. Each round drops a file of
its own, as the same content is applied once. What the daemon adds is two readings of the file (the first hashes and inspects
it), the recording, the evaluator and the journal.

    python3 deploy/bench/ingest.py [--spotward PROGRAM] [--rows 1000000] [--rounds 7] [--quick] [--json]

Exit status: 0 measured, 1 rows are missing, 2 the measurement itself failed. About five minutes.
"""
import argparse
import datetime
import pathlib
import subprocess
import sys
import time

import turns

sys.path.append(str(turns.ROOT / "deploy" / "faults"))
import ward as wards  # noqa: E402  (the folder above is no package)

PATIENCE = 900


def document(rows, turn):
    """Rows a tenth of a second apart that end now, so that they are neither late nor ahead; `turn` makes them differ."""
    end = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    lines = ["measured_at,child,spo2,hr,rr,temp"]
    stamp = ""
    for row in range(rows):
        if row % 10 == 0:
            at = end - datetime.timedelta(seconds=(rows - row) // 10)
            stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        lines.append(f"{stamp},adm-7f3a,{93 + (row + turn) % 7},{110 + row % 13},{24 + row % 3},36.{5 + row % 5}")
    return ("\n".join(lines) + "\n").encode()


def taken(ward, name, content, rows):
    """Seconds from the drop of a file to its receipt."""
    began = time.monotonic()
    ward.drop(name, content)
    while (receipt := ward.receipt(name, "accepted")) is None:
        if ward.daemon.poll() is not None or ward.receipt(name, "refused") or time.monotonic() - began > PATIENCE:
            turns.fail(f"{name} was not taken; see {ward.path('spotward.log')}", 1)
        time.sleep(0.01)
    if receipt["rows"]["accepted"] + receipt["rows"]["retrospective"] != rows:
        turns.fail(f"of {rows} rows {receipt['rows']} were taken", 1)
    return time.monotonic() - began


def decoded(spotward, path, rows):
    began = time.monotonic()
    done = subprocess.run([spotward, "decode", path, "--protocol", "csv"], capture_output=True, check=True)
    seconds = time.monotonic() - began
    if done.stdout.count(b"\n") != rows + 1:
        turns.fail("decode lost rows", 1)
    return seconds


def main():
    options = argparse.ArgumentParser(description="A daemon's intake of a large file against its decoding.")
    options.add_argument("--spotward")
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=turns.LEAST_ROUNDS)
    options.add_argument("--quick", action="store_true", help="a tenth of the rows")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    rows = chosen.rows // 10 if chosen.quick else chosen.rows
    spotward = turns.swift_program("spotward", chosen.spotward)
    ward = wards.Ward(spotward, prefix="spotward-bench-")
    team = wards.Team(ward.folder)
    try:
        ward.configure(team.port, speed=1)
        ward.start()
        if not wards.wait_until(lambda: " started: " in ward.log_text, 30):
            turns.fail(f"the daemon does not start: {ward.log_text[-500:]}")
        path = pathlib.Path(ward.path("rows.csv"))
        turn = iter(range(10**6))

        def daemon():
            number = next(turn)
            content = document(rows, number)
            path.write_bytes(content)
            return taken(ward, f"rows-{number}.csv", content, rows)

        found = turns.in_turn({"daemon": daemon, "decode": lambda: decoded(spotward, path, rows)}, chosen.rounds)
        turns.report([{
            "rows": rows, "daemon rows/s": round(rows / turns.median(found["daemon"])),
            "decode rows/s": round(rows / turns.median(found["decode"])),
            **turns.ratio(found["daemon"], found["decode"]),
            "peak KiB": peak(ward.daemon.pid),
        }], chosen.json)
        ward.stop()
    finally:
        team.shutdown()
        ward.close()
    ward.remove()


def peak(process):
    """The greatest resident memory of a running process."""
    for line in pathlib.Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return None


if __name__ == "__main__":
    main()
