"""From a line on a wire to its decision: P7 (how long), P9 (how much work), P16 (how late a silence is told).

    python3 deploy/bench/latency.py [--quick] [--json] [--bench PROGRAM] [--rows N] [PART ...]

Parts: pty pipe (P7 and P9 against a C program that blocks in read(2), P9 also against Python), bulk (P7 while a file is
taken in), silence (P16 against clock_nanosleep). All of them unless named. docs/performance/latency.md says what is measured.

spotward is the whole daemon (`spotward-bench latency`): ports, decoding, evaluator, journal, recording. Its ward's clock runs
75 times as fast as life, so that every line of a wire is in a second of its own and each is a reading with a decision;
ticks come once a second of life. A reading is decided by the line after it, which ends its second: the time is counted
from that line.
"""
import argparse
import array
import json
import os
import pathlib
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time

import turns

WIRES, RATE, LINES, SPEED = 40, 2000, 1 << 15, 75


def percentile(sorted_values, share):
    return sorted_values[min(int(len(sorted_values) * share), len(sorted_values) - 1)] if sorted_values else None


def spread(nanoseconds):
    """p50, p99 and greatest in microseconds."""
    found = sorted(nanoseconds)
    if not found:
        return {"p50": None, "p99": None, "max": None, "count": 0}
    return {"p50": round(percentile(found, 0.5) / 1000, 1), "p99": round(percentile(found, 0.99) / 1000, 1),
            "max": round(found[-1] / 1000, 1), "count": len(found)}


class Program:
    """A program that is talked to by lines."""

    def __init__(self, argv):
        self.process = subprocess.Popen([str(part) for part in argv], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)

    def hear(self):
        line = self.process.stdout.readline()
        if not line:
            turns.fail(f"{self.process.args[0]} {self.process.args[1]} ended with {self.process.wait()}")
        return line.strip()

    def tell(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def threads(self):
        """Processor time of the threads by name, nanoseconds."""
        found = {}
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
            try:
                name = (task / "comm").read_text().strip()
                found[name] = found.get(name, 0) + int((task / "schedstat").read_text().split()[0])
            except OSError:
                pass
        return found

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def write_ward(folder, speed, silence):
    """The ward's files: a child and a gateway for each wire, a drop folder, a receiver nobody answers at."""
    os.makedirs(f"{folder}/drop", mode=0o700, exist_ok=True)
    pathlib.Path(f"{folder}/secret.txt").write_text("0123456789abcdef0123456789abcdef")
    os.chmod(f"{folder}/secret.txt", 0o600)
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    lines = ["hub: {id: hub-bench, canary: false}", "state: state", "admissions:"]
    lines += [f"  - {{id: adm-{place:02}, born_on: 2024-03-02, admitted_at: {now}}}" for place in range(WIRES)]
    lines += ["ports:", "  devices:"]
    for place in range(WIRES):
        lines.append(f"    - {{name: gateway-{place:02}, path: wire-{place:02}, protocol: ble-plx-2a5f, "
                     f"serial: {{baud: 115200}}, child: adm-{place:02}}}")
    lines += ["  folders:", "    - {name: drop, path: drop, max_bytes: 1GiB}", "endpoints:",
              '  - {name: team, url: "https://127.0.0.1:1/", secret_file: secret.txt}', f"clock: {{speed: {speed}}}"]
    if silence:
        lines.append("rules: rules.yaml")
        rules = ["version: 1", "timing: {start_grace: 0s}", "conditions:", f"  tech.silence: {{mild: {{onset: {silence}s}}}}"]
        pathlib.Path(f"{folder}/rules.yaml").write_text("\n".join(rules) + "\n")
    pathlib.Path(f"{folder}/spotward.yaml").write_text("\n".join(lines) + "\n")
    os.chmod(f"{folder}/spotward.yaml", 0o600)


class Run:
    """One program on fresh wires, fed until told."""

    def __init__(self, kind, reader, rate=RATE, speed=SPEED, silence=None, settle=1.0, warm=1.5,
                 before=lambda folder: None):
        self.holder = turns.folder()
        self.folder = self.holder.name
        before(self.folder)
        self.is_ward = "{ward}" in reader
        if self.is_ward:
            write_ward(self.folder, speed, silence)
            at = reader.index("{ward}")
            reader = reader[:at] + ["--config", f"{self.folder}/spotward.yaml", "--folder", self.folder, "--wires", WIRES,
                                    "--tick", speed] + (["--pipes"] if kind == "pipe" else []) + (
                                        ["--silence", silence] if silence else [])
        else:
            reader = reader + [kind, WIRES, self.folder]
        self.sender = Program([TOOLS["c"], "send", kind, WIRES, rate, self.folder])
        self.sender.hear()
        self.reader = Program(reader)
        self.reader.hear()
        time.sleep(settle)
        self.sender.tell()
        time.sleep(warm)
        self.before = self.reader.threads()
        self.reader.tell()

    def end(self):
        after = self.reader.threads()
        self.reader.tell()
        self.sender.tell()
        self.sent = json.loads(self.sender.hear())
        if self.is_ward:
            # The last lines are let through, so that the books can be compared with what was sent.
            time.sleep(0.3)
            self.reader.tell()
        self.account = json.loads(self.reader.hear())
        self.reader.end()
        self.sender.end()
        self.account["threads"] = {name: (spent - self.before.get(name, 0)) / 1e9 for name, spent in after.items()}
        if self.sent["stuck"]:
            turns.fail(f"{self.sent['stuck']} lines found no room on their wire: the reader stands still")
        return self

    def stamps(self, name):
        found = array.array("q")
        found.frombytes(pathlib.Path(f"{self.folder}/{name}").read_bytes())
        return found

    def times(self, spans):
        """Of each span (begun, ended): nanoseconds from line to decision, lines without one, lines a tick decided."""
        sent, decided = self.stamps("sent"), self.stamps("decided")
        found = [([], [0], [0]) for _ in spans]
        for wire in range(WIRES):
            base = wire * LINES
            for number in range(LINES - 1):
                at = sent[base + number]
                if not at or not sent[base + number + 1]:
                    break
                cause = sent[base + number + 1] if self.is_ward else at
                for place, (begun, ended) in enumerate(spans):
                    if not begun <= cause < ended:
                        continue
                    if not decided[base + number]:
                        found[place][1][0] += 1
                    elif decided[base + number] < cause:
                        found[place][2][0] += 1
                    else:
                        found[place][0].append(decided[base + number] - cause)
        return [(times, lost[0], ticked[0]) for times, lost, ticked in found]

    def window(self):
        # What is on its way at the end is not judged.
        return self.account["begun"], self.account["ended"] - 200_000_000


TOOLS = {}


def measure(kind, reader, seconds):
    run = Run(kind, reader)
    time.sleep(seconds)
    run.end()
    times, lost, ticked = run.times([run.window()])[0]
    spent = run.account["threads"]
    decided = RATE * (run.account["ended"] - run.account["begun"]) / 1e9
    path = sum(time for name, time in spent.items() if name in ("spotward.ports", "spotward.evalua"))
    return {**spread(times), "undecided": lost, "ticked": ticked, "late_sends": run.sent["late_by_1_ms"],
            "cpu_us": round(run.account["cpu"] / decided * 1e6, 2),
            "path_us": round((path if run.is_ward else run.account["cpu"]) / decided * 1e6, 2)}


def wires(kind, rounds, seconds):
    programs = {
        "spotward": lambda: measure(kind, [TOOLS["bench"], "latency", "{ward}"], seconds),
        "c": lambda: measure(kind, [TOOLS["c"], "read"], seconds),
    }
    if kind == "pty":
        reader = [sys.executable, turns.HERE / "latency-reader.py"]
        programs["python"] = lambda: measure(kind, reader, seconds)
    found = turns.in_turn(programs, rounds)
    rows = []
    for figure, goal in (("p50", "P7 <= 2.5"), ("p99", "P7 <= 3"), ("cpu_us", "P9 <= 5"), ("path_us", "P9 <= 5")):
        for other in list(programs)[1:]:
            rows.append({"what": f"{kind} {figure} to {other}", "goal": goal if other == "c" else "",
                         "spotward": turns.median(found["spotward"], figure), "theirs": turns.median(found[other], figure),
                         **turns.ratio(found["spotward"], found[other], figure)})
    say_losses(kind, found)
    return rows


def say_losses(kind, found):
    for name, rounds in found.items():
        print(f"{kind} {name}: {sum(one['count'] for one in rounds)} lines, "
              f"{sum(one['undecided'] for one in rounds)} without a decision of their own, "
              f"{sum(one['ticked'] for one in rounds)} decided by a tick, "
              f"{sum(one['late_sends'] for one in rounds)} sent late by 1 ms", file=sys.stderr)


def bulk_run(rows, calm):
    """One ward: calm, the file read for the first time, its rows taken, calm again."""
    run = Run("pty", [TOOLS["bench"], "latency", "{ward}"], before=lambda at: shutil.copyfile(rows["path"], f"{at}/rows.csv"))
    time.sleep(calm)
    dropped = time.monotonic_ns()
    os.rename(f"{run.folder}/rows.csv", f"{run.folder}/drop/rows.csv")
    receipt = pathlib.Path(f"{run.folder}/drop/accepted/rows.csv.receipt.json")
    refusal = pathlib.Path(f"{run.folder}/drop/refused/rows.csv.receipt.json")
    while not receipt.exists():
        if refusal.exists():
            turns.fail(f"the file was refused: {refusal.read_text()}")
        time.sleep(0.05)
    accepted = time.monotonic_ns()
    time.sleep(calm / 2)
    run.end()
    account = run.account
    phases = {"idle": (account["begun"], dropped), "first reading": (dropped, account["first_row"]),
              "taking rows": (account["first_row"], account["last_row"]), "idle again": (accepted, run.window()[1])}
    found = dict(zip(phases, run.times(list(phases.values()))))
    told = json.loads(receipt.read_text())["rows"]
    journal = sqlite3.connect(f"file:{run.folder}/state/journal.sqlite?mode=ro", uri=True)
    one = lambda text: journal.execute(text).fetchone()[0] or 0
    counted = {
        "rows": rows["count"], "rows_receipt": told["read"], "rows_journal": one("SELECT count(document) FROM readings"),
        "sent": run.sent["sent"], "frames": one("SELECT sum(value) FROM counters WHERE name = 'frames'"),
        "readings_books": one("SELECT sum(value) FROM counters WHERE name = 'readings.received'"),
        "readings_journal": one("SELECT count(*) FROM readings WHERE document IS NULL"),
        "lost": one("SELECT count(*) FROM transitions WHERE condition = 'system.input_lost'"),
    }
    seconds = (account["last_row"] - account["first_row"]) / 1e9
    # A tick that lets rows in ends seconds too: a line whose decision it brings sooner than the next line would have waits for nothing.
    return {**{name: {**spread(times + [0] * ticked), "undecided": lost, "by_ticks": ticked}
               for name, (times, lost, ticked) in found.items()},
            "rows_a_second": round(rows["count"] / seconds), "seconds": round(seconds, 1), "counted": counted}


def bulk(count, rounds, calm):
    holder = turns.folder()
    rows = {"path": f"{holder.name}/rows.csv", "count": count}
    turns.run([TOOLS["c"], "rows", count, rows["path"]])
    found = []
    for turn in range(rounds):
        turns.say(f"bulk of {count} rows, round {turn + 1} of {rounds}")
        found.append(bulk_run(rows, calm))
    turns.say("")
    table = []
    for phase in ("first reading", "taking rows", "idle again"):
        for figure in ("p50", "p99", "max"):
            ratios = [one[phase][figure] / one["idle"][figure] for one in found if one[phase][figure]]
            if not ratios:
                continue
            middle = lambda name: statistics.median(one[name][figure] for one in found if one[name][figure])
            table.append({"what": f"{phase}, {count} rows, {figure} to idle", "goal": "P7 <= 2" if figure != "max" else "",
                          "spotward": middle(phase), "theirs": middle("idle"), "ratio": round(statistics.median(ratios), 3),
                          "least": round(min(ratios), 3), "greatest": round(max(ratios), 3), "rounds": len(ratios)})
    for one in found:
        print(f"bulk: {one['rows_a_second']} rows a second for {one['seconds']} s; counted {one['counted']}; "
              f"undecided {[one[name]['undecided'] for name in ('idle', 'first reading', 'taking rows')]}, decided by a tick before "
              f"{[one[name]['by_ticks'] for name in ('idle', 'first reading', 'taking rows')]} "
              f"of {[one[name]['count'] for name in ('idle', 'first reading', 'taking rows')]}", file=sys.stderr)
    return table


def silence_run(seconds):
    run = Run("pty", [TOOLS["bench"], "latency", "{ward}"], rate=WIRES // 4, speed=1, silence=2, warm=14)
    time.sleep(seconds)
    run.end()
    late = sorted(int(line) for line in pathlib.Path(f"{run.folder}/silences").read_text().split())
    if not late:
        turns.fail("no silence was told")
    return {"p50": percentile(late, 0.5), "p99": percentile(late, 0.99), "max": late[-1], "count": len(late)}


def silence(rounds, seconds):
    found = turns.in_turn({
        "spotward": lambda: silence_run(seconds),
        "c": lambda: turns.reported([TOOLS["c"], "sleep", int(seconds * 20)]),
    }, rounds)
    print(f"silence: {sum(one['count'] for one in found['spotward'])} told", file=sys.stderr)
    return [{"what": f"silence lateness {figure} to clock_nanosleep", "goal": "P16 <= 10" if figure == "p99" else "",
             "spotward": turns.median(found["spotward"], figure), "theirs": turns.median(found["c"], figure),
             **turns.ratio(found["spotward"], found["c"], figure)} for figure in ("p50", "p99", "max")]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", default=[], metavar="PART", help="pty, pipe, bulk, silence")
    parser.add_argument("--quick", action="store_true", help="shorter rounds, and a file of 300,000 rows")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--bench", help="a release build of spotward-bench; built otherwise")
    parser.add_argument("--rows", type=int, help="rows of the bulk file; 10,000,000 is one round of some minutes")
    asked = parser.parse_args()
    parts = asked.parts or ["pty", "pipe", "bulk", "silence"]
    for part in parts:
        if part not in ("pty", "pipe", "bulk", "silence"):
            turns.fail(f"{part} is no part: pty, pipe, bulk, silence", 64)
    TOOLS["bench"] = turns.swift_program("spotward-bench", asked.bench)
    holder = turns.folder()
    TOOLS["c"] = turns.c_program("latency", holder.name, "-lpthread", "-lutil")
    seconds = 2 if asked.quick else 4
    rows = []
    for part in parts:
        if part in ("pty", "pipe"):
            rows += wires(part, turns.LEAST_ROUNDS, seconds)
        elif part == "bulk":
            count = asked.rows or (300_000 if asked.quick else 1_000_000)
            rows += bulk(count, turns.LEAST_ROUNDS if count <= 1_000_000 else 1, 2 if asked.quick else 4)
        else:
            rows += silence(turns.LEAST_ROUNDS, 4 if asked.quick else 10)
    turns.report(rows, asked.json)


if __name__ == "__main__":
    main()
