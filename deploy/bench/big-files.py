#!/usr/bin/env python3
"""A file of any size needs the same memory, and leaves nothing half done: `spotward decode` and `spotward replay` with large ones.

Documents are written while they are read, through a pipe, so that no disk space is needed; each is read at a tenth of the size and
at the whole, and both peaks must be under the limit and close to each other. A recording is made by `spotward-bench make-night`.
Then a replay is ended by Ctrl-C, and its output file must be as it was before.

    python3 deploy/bench/big-files.py [--spotward PROGRAM] [--bench PROGRAM] [--megabytes 300] [--limit-megabytes 64]
                                      [--quick] [--json]

Exit status: 0 all is bounded, 1 not, 2 the measurement itself failed. About two minutes; --quick takes a tenth of the size.
"""
import argparse
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

import turns

# A larger file may hold this much more in memory: noise of the allocator.
GROWTH_MEGABYTES = 4

HL7 = (
    "MSH|^~\\&|GW^00A03700273EDE18^EUI-64|V|||2026112123{m:02}{s:02}.0000+0000||ORU^R01^ORU_R01|1|P|2.6|||AL|NE||UNICODE UTF-8\r"
    "PID|||adm-7f3a\rOBR|1|1|1|182777000^monitoring of patient^SCT|||2026112123{m:02}{s:02}.0000+0000\r"
    "OBX|1|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|1.3.1.150456|98|262688^MDC_DIM_PERCENT^MDC|||||R\r"
    "OBX|2|NM|149530^MDC_PULS_OXIM_PULS_RATE^MDC|1.3.1.149530|118|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||R\r")

OBSERVATION = (
    '{{"resourceType":"Observation","status":"final","code":{{"coding":[{{"system":"http://loinc.org","code":"59408-5"}}]}},'
    '"effectiveDateTime":"2026-11-21T23:{m:02}:{s:02}Z","valueQuantity":'
    '{{"value":97,"system":"http://unitsofmeasure.org","code":"%"}}}}')

# Name: format, what stands before the rows, a row, what stands between and behind them.
KINDS = {
    "csv": ("csv", "measured_at,spo2,hr\n", "2026-11-21T23:{m:02}:{s:02}Z,97,118\n", "", ""),
    "ndjson": ("ndjson", "", '{{"measured_at":"2026-11-21T23:{m:02}:{s:02}Z","spo2":97,"hr":118}}\n', "", ""),
    "csv-viatom-app": (
        "csv-viatom-app", "Time,Oxygen Level,Pulse Rate,Motion\n", "22:{m:02}:{s:02} Mar 06 2025,97,118,0\n", "", ""),
    "csv-contec, one row of it all": ("csv-contec", "DATE,TIME,SPO2,PULSE\n", "2021-05-15,12:06:42,95,7", "", ""),
    "csv-o2insight, dates never settled": (
        "csv-o2insight", "Time,SpO2(%),Pulse Rate(bpm)\n", "22:{m:02}:{s:02} 05/06/2025,97,118\n", "", ""),
    "hl7v2-oru": ("hl7v2-oru", "", HL7, "", ""),
    "fhir-r4, one bundle": (
        "fhir-r4", '{"resourceType":"Bundle","type":"collection","entry":[', '{{"resource":' + OBSERVATION + "}}", ",", "]}"),
    "fhir-r4, a resource a line": ("fhir-r4", "", OBSERVATION + "\n", "", ""),
}


def write(pipe, kind, size):
    _, head, row, between, tail = KINDS[kind]
    hour = [row.format(m=second // 60, s=second % 60) for second in range(3600)]
    block = between.join(hour).encode()
    try:
        pipe.write(head.encode())
        for turn in range(size // len(block) + 1):
            pipe.write((between.encode() if turn else b"") + block)
        pipe.write(tail.encode())
        pipe.close()
    except BrokenPipeError:
        pass  # the document was refused before its end


# Starts the program and says its peak memory on standard error: a child inherits its parent's peak, so the parent is small.
BETWEEN = """import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(done.returncode if done.returncode >= 0 else 99)"""


def started(argv, **options):
    return subprocess.Popen([sys.executable, "-S", "-c", BETWEEN, *map(str, argv)], stderr=subprocess.PIPE, **options)


def ended(process, name):
    """Waits for a process; its peak memory in megabytes."""
    told = process.stderr.read()
    if process.wait() == 99:
        turns.fail(f"{name} was ended by a signal", 1)
    return int(told) * 1024 / 1e6


def decode(spotward, kind, size):
    """Peak memory in megabytes, rows printed, seconds."""
    reader, writer = os.pipe()
    began = time.monotonic()
    process = started([spotward, "decode", "-", "--protocol", KINDS[kind][0]], stdin=reader, stdout=subprocess.PIPE)
    os.close(reader)
    feeder = threading.Thread(target=write, args=(os.fdopen(writer, "wb"), kind, size))
    feeder.start()
    rows = sum(piece.count(b"\n") for piece in iter(lambda: process.stdout.read(1 << 20), b""))
    feeder.join()
    return ended(process, kind), rows, time.monotonic() - began


def night(bench, folder, what, size):
    """A recording of about so many bytes."""
    here = pathlib.Path(folder) / f"{len(os.listdir(folder))}"
    here.mkdir()
    probe = here / "probe"
    probe.mkdir()
    turns.run([bench, "make-night", *what, "--seconds", "600", "--folder", probe])
    seconds = max(600, 600 * size // (probe / "night.rec").stat().st_size)
    turns.run([bench, "make-night", *what, "--seconds", seconds, "--folder", here])
    return here, seconds


def replay(spotward, here):
    began = time.monotonic()
    process = started(
        [spotward, "replay", here / "night.rec", "--config", here / "spotward.yaml", "--out", here / "alerts.ndjson"])
    return ended(process, "replay"), time.monotonic() - began


def interrupted(spotward, here):
    """Ctrl-C within a replay: the exit status, and whether the old file stands alone and untouched."""
    out = here / "alerts.ndjson"
    out.write_text("as it was\n")
    process = subprocess.Popen(
        [spotward, "replay", here / "night.rec", "--config", here / "spotward.yaml", "--out", out], stderr=subprocess.DEVNULL)
    part = here / "alerts.ndjson.part"
    while not part.exists() and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    status = process.wait()
    return status, out.read_text() == "as it was\n" and not part.exists()


def main():
    options = argparse.ArgumentParser(description="Memory of `spotward decode` and `spotward replay` with large files.")
    options.add_argument("--spotward")
    options.add_argument("--bench")
    options.add_argument("--megabytes", type=int, default=300)
    options.add_argument("--limit-megabytes", type=int, default=64)
    options.add_argument("--quick", action="store_true")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    size = chosen.megabytes * 1_000_000 // (10 if chosen.quick else 1)
    spotward = turns.swift_program("spotward", chosen.spotward)
    bench = turns.swift_program("spotward-bench", chosen.bench)
    rows, failures = [], 0

    def add(name, small, large, count, unit, seconds):
        nonlocal failures
        is_bounded = large <= chosen.limit_megabytes and large - small <= GROWTH_MEGABYTES
        failures += not is_bounded
        rows.append({
            "file": name, "MB": size // 1_000_000, unit: count, "peak MB": round(large, 1),
            "of a tenth": round(small, 1), "MB/s": round(size / 1e6 / seconds, 1), "bounded": "yes" if is_bounded else "NO"})

    for kind in KINDS:
        turns.say(kind)
        small, _, _ = decode(spotward, kind, size // 10)
        large, count, seconds = decode(spotward, kind, size)
        add(kind, small, large, count, "rows", seconds)
    with turns.folder() as folder:
        for name, what in (("recording of a device", ["--protocol", "contec-v7"]), ("recording of a file", [])):
            turns.say(name)
            small, _ = replay(spotward, night(bench, folder, what, size // 10)[0])
            here, seconds_made = night(bench, folder, what, size)
            large, seconds = replay(spotward, here)
            add(name, small, large, seconds_made, "rows", seconds)
        turns.say("Ctrl-C")
        status, is_whole = interrupted(spotward, here)
    turns.say("")
    turns.report(rows, chosen.json)
    if status != 130 or not is_whole:
        print(f"big-files: Ctrl-C ended a replay with {status}, and the file before it is "
              f"{'untouched' if is_whole else 'NOT untouched'}", file=sys.stderr)
        failures += 1
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
