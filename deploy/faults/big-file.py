#!/usr/bin/env python3
"""A dropped file of any size needs bounded memory: makes a large CSV of each kind and measures `spotward decode` with it.

The file is written while it is read, through a pipe, so that no disk space is needed. Peak memory is what the kernel counts
of the process (ru_maxrss). Exit status: 0 all below the limit, 1 not, 2 the measurement failed.

    python3 deploy/faults/big-file.py [--spotward PATH] [--megabytes 300] [--limit-megabytes 64]
"""

import argparse
import os
import subprocess
import sys
import threading

KINDS = {
    "csv": ("measured_at,spo2,hr\n", "2026-11-21T23:{m:02}:{s:02}Z,97,118\n"),
    "ndjson": ("", '{{"measured_at":"2026-11-21T23:{m:02}:{s:02}Z","spo2":97,"hr":118}}\n'),
    "csv-viatom-app": ("Time,Oxygen Level,Pulse Rate,Motion\n", "22:{m:02}:{s:02} Mar 06 2025,97,118,0\n"),
    # One row of 300 MB, and dates that are never settled: what is held is bounded as well.
    "csv-contec": ("DATE,TIME,SPO2,PULSE\n", None),
    "csv-o2insight": ("Time,SpO2(%),Pulse Rate(bpm)\n", "22:{m:02}:{s:02} 05/06/2025,97,118\n"),
}


def write(pipe, kind, size):
    head, row = KINDS[kind]
    try:
        pipe.write(head.encode())
        hour = (
            "".join(row.format(m=i // 60, s=i % 60) for i in range(3600)).encode() if row else b"2021-05-15,12:06:42,95,7" * 4096
        )
        for _ in range(size // len(hour) + 1):
            pipe.write(hour)
        pipe.close()
    except BrokenPipeError:
        pass  # the document was refused before its end


def measure(spotward, kind, size):
    """Peak memory in bytes, and how many rows were printed."""
    reader, writer = os.pipe()
    process = subprocess.Popen(
        [spotward, "decode", "-", "--protocol", kind], stdin=reader, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    os.close(reader)
    feeder = threading.Thread(target=write, args=(os.fdopen(writer, "wb"), kind, size))
    complaints = []
    listener = threading.Thread(target=lambda: complaints.append(process.stderr.read()))
    feeder.start()
    listener.start()
    rows = sum(piece.count(b"\n") for piece in iter(lambda: process.stdout.read(1 << 20), b""))
    feeder.join()
    listener.join()
    _, status, usage = os.wait4(process.pid, 0)
    if os.WIFSIGNALED(status):
        sys.exit(f"big-file: {kind} ended by signal {os.WTERMSIG(status)}: {complaints[0].decode()}")
    return usage.ru_maxrss * 1024, rows


def main():
    options = argparse.ArgumentParser(description="Measures the memory of `spotward decode` with large files.")
    options.add_argument("--spotward", default=".build/release/spotward")
    options.add_argument("--megabytes", type=int, default=300)
    options.add_argument("--limit-megabytes", type=int, default=64)
    chosen = options.parse_args()
    if not os.access(chosen.spotward, os.X_OK):
        print(f"big-file: {chosen.spotward} is no program; build it with swift build -c release", file=sys.stderr)
        return 2
    failures = 0
    for kind in KINDS:
        peak, rows = measure(chosen.spotward, kind, chosen.megabytes * 1_000_000)
        isBounded = peak <= chosen.limit_megabytes * 1_000_000
        failures += not isBounded
        print(f"{kind}: {chosen.megabytes} MB, {rows} rows, peak {peak / 1e6:.1f} MB {'ok' if isBounded else 'TOO MUCH'}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
