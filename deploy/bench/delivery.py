#!/usr/bin/env python3
"""From a byte on the line to a webhook answered, against C: P8, P13, and an alert on the disk within 10 ms of its decision.

    python3 deploy/bench/delivery.py [PART ...] [--json] [--quick] [--plain] [--spotward PROGRAM] [--bench PROGRAM]

Parts; all of them by themselves:

    live     a line of an oximeter on a pseudo-terminal -> the POST answered: the daemon against delivery.c
    storm    1,000 alerts in the outbox -> all accepted: a daemon that starts on them against delivery.c
    post     messages a second by the courier alone against libcurl
    journal  rows a second, in batches of 1 and of 1,000, against the C interface of SQLite
    alerts   what the journal's queue does around the message of one alert: composed, committed, taken out, accepted
    commit   decision -> commit, alone and beside rows of a file as fast as the journal takes them; before it, what the disk
             alone takes. Where others use the processors too: chrt -r 10 python3 deploy/bench/delivery.py commit
    bulk     the daemon alone, idle and while it takes in a file of a million rows: one alert a second

Every alert is committed with synchronous = FULL before it is sent, on both sides, over HTTPS with one authority (--plain:
HTTP), to the same receiver (receiver.c). Times are of CLOCK_MONOTONIC, taken when the line is written and when the receiver
has handed its answer to the kernel.
"""
import argparse
import datetime
import os
import random
import subprocess
import time

import turns
from lines import CHILDREN, Daemon, Lines, Receiver

LOW, WELL = 92, 98
PARTS = ["live", "storm", "post", "journal", "alerts", "commit", "bulk"]


def spread(times):
    """Middle, 99th percentile and greatest, microseconds."""
    ordered = sorted(times)
    return {"p50_us": round(ordered[len(ordered) // 2] / 1000), "p99_us": round(ordered[len(ordered) * 99 // 100] / 1000),
            "greatest_us": round(ordered[-1] / 1000), "alerts": len(ordered)}


def pause_until(phase):
    """Until the boot clock stands at this part of its second."""
    now = time.clock_gettime(time.CLOCK_BOOTTIME)
    time.sleep((phase - now) % 1)


def alternate(lines, receiver, seconds, warm_up, at_start=None, turning=lambda second: range(CHILDREN)):
    """A line of each oximeter in the first part of every second; those of `turning` are now low, now well again, and so their
    next line, which ends that second's reading, is an alert. The times from each such line to its POST, and how many lines
    had none.

    While files are taken in, the daemon looks at its held readings all the time: one may be told as soon as its second is
    over, before the line. Its time then runs from the end of the second, where all that turned come at once.

    The first `warm_up` seconds are for the daemon, which believes a line after some of them at the device's own rate;
    then `at_start` is called."""
    values, order = [WELL] * CHILDREN, list(range(CHILDREN))
    sent = {f"adm-{index:03}": [] for index in order}
    turned = set()
    for second in range(warm_up + seconds + 1):
        pause_until(0.03)
        base = time.monotonic()
        whole = time.monotonic_ns() - time.clock_gettime_ns(time.CLOCK_BOOTTIME) % 1_000_000_000
        turning_now = set(turning(second)) if second >= warm_up else set()
        if second >= warm_up:
            random.shuffle(order)
        if second == warm_up:
            before = len(receiver.wait(0, 0))
            if at_start:
                at_start()
        for place, index in enumerate(order):
            time.sleep(max(0, base + place * 0.035 - time.monotonic()))
            if index in turning_now:
                values[index] = LOW if values[index] == WELL else WELL
            at = lines.send(index, values[index])
            if index in turned:
                sent[f"adm-{index:03}"].append((at, whole))
        turned = turning_now
    count = sum(map(len, sent.values()))
    times = []
    receiver.wait(before + count, 3)
    time.sleep(0.2)
    for at, _, _, child, rule in receiver.wait(0, 0)[before:]:
        # Of each child the alerts of the limit come in the order of its lines.
        if rule.startswith("limit.spo2.low") and sent.get(child):
            line, second = sent[child].pop(0)
            times.append(at - line if at > line else at - second)
    return times, sum(map(len, sent.values()))


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        turns.need("openssl", "cc")
        subprocess.run(["bash", str(turns.ROOT / "deploy/demo/certificate.sh"), folder], check=True)
        self.spotward = turns.swift_program("spotward", options.spotward)
        self.swift_bench = turns.swift_program("spotward-bench", options.bench)
        self.c = turns.c_program("delivery", folder, "-lsqlite3", "-lcurl", "-lcrypto")
        self.journal_c = turns.c_program("journal", folder, "-lsqlite3")
        self.rounds = turns.LEAST_ROUNDS
        self.number, self.start_phase = 0, 0.75

    def new(self, name):
        self.number += 1
        return f"{self.folder}/{name}-{self.number}"

    def ca(self):
        return "-" if self.options.plain else f"{self.folder}/ca.pem"

    def daemon_live(self, seconds, during=None, tries=10, **turning):
        """`during` is given the daemon when it runs, and gives what to do when the measurement begins; `turning` as in `alternate`."""
        receiver = Receiver(self.folder, self.options.plain)
        lines = Lines(self.new("lines"))
        daemon = Daemon(self.spotward, self.new("ward"), receiver, lines)
        # Its ticks must come after the lines: what is held is told by whichever comes first.
        pause_until(self.start_phase)
        daemon.start()
        found = daemon.tick_phase()
        if not 0.75 < found < 0.98:
            self.start_phase = (self.start_phase + 0.87 - found) % 1
            daemon.stop()
            receiver.close()
            lines.close()
            if tries == 0:
                turns.fail(f"the daemon's tick is at {found:.2f} s of each second after ten starts: the machine is too busy")
            return self.daemon_live(seconds, during, tries - 1, **turning)
        times, missed = alternate(lines, receiver, seconds, 13, during(daemon) if during else None, **turning)
        daemon.stop()
        receiver.close()
        lines.close()
        return {"times": times, "missed": missed, "daemon": daemon}

    def c_live(self, seconds):
        receiver = Receiver(self.folder, self.options.plain)
        lines = Lines(self.new("lines"))
        program = subprocess.Popen(
            [self.c, "live", self.new("live.db"), receiver.url, self.ca(), *lines.links], stdout=subprocess.PIPE)
        program.stdout.readline()
        times, missed = alternate(lines, receiver, seconds, 1)
        program.kill()
        program.wait()
        receiver.close()
        lines.close()
        return {"times": times, "missed": missed}

    def live(self):
        seconds = 5 if self.options.quick else 10
        found = turns.in_turn({"spotward": lambda: self.daemon_live(seconds), "C": lambda: self.c_live(seconds)}, self.rounds)
        rows = []
        for name in ("spotward", "C"):
            rows.append({"part": "live", "program": name,
                         **spread([time for one in found[name] for time in one["times"]]),
                         "missed": sum(one["missed"] for one in found[name])})
        for figure in ("p50_us", "p99_us"):
            each = [[spread(one["times"]) for one in found[name]] for name in ("spotward", "C")]
            rows[0][f"{figure[:3]}_ratio"] = turns.ratio(*each, figure)
        rows[0]["p99_of_all_ratio"] = round(rows[0]["p99_us"] / rows[1]["p99_us"], 3)
        return rows

    def drained(self, start, count):
        """Nanoseconds from the first POST to the last of `count`."""
        receiver = Receiver(self.folder, self.options.plain)
        end = start(receiver)
        taken = receiver.wait(count, 120)
        end()
        receiver.close()
        names = {name for _, _, name, _, _ in taken}
        if len(names) < count:
            turns.fail(f"{len(names)} of {count} alerts arrived")
        return taken[count - 1][0] - taken[0][0]

    def storm(self):
        count = 1000

        def spotward(receiver):
            daemon = Daemon(self.spotward, self.new("ward"), receiver, None)
            turns.run([self.swift_bench, "storm", "--folder", f"{daemon.folder}/state", "--count", count])
            daemon.start(wait=False)
            return daemon.stop

        def c(receiver):
            database = self.new("storm.db")
            turns.run([self.c, "fill", database, count])
            program = subprocess.Popen([self.c, "storm", database, receiver.url, self.ca()])
            return program.wait

        found = turns.in_turn(
            {"spotward": lambda: self.drained(spotward, count), "C": lambda: self.drained(c, count)}, self.rounds)
        return [{"part": "storm", "alerts": count, "spotward_ms": round(turns.median(found["spotward"]) / 1e6),
                 "c_ms": round(turns.median(found["C"]) / 1e6), "time": turns.ratio(found["spotward"], found["C"])}]

    def counted(self, spotward, c, count):
        """Instructions a message or row, of programs run with `count` and with three times as many."""
        if not self.options.instructions:
            return {}
        stripped = turns.without_debugging(self.swift_bench, self.folder)
        each = [turns.instructions_each(argv(count), argv(3 * count), 2 * count)
                for argv in (lambda count: spotward(stripped, count), c)]
        return {"spotward_instructions": round(each[0]), "c_instructions": round(each[1]),
                "instructions": round(each[0] / each[1], 3)}

    def post(self):
        count = 1600 if self.options.quick else 4800
        receiver = Receiver(self.folder, self.options.plain)
        ca = [] if self.options.plain else ["--ca", self.ca()]
        found = turns.in_turn({
            "spotward": lambda: turns.reported(
                [self.swift_bench, "post", "--url", receiver.url, *ca, "--count", count, "--json"]),
            "C": lambda: turns.reported([self.c, "post", receiver.url, self.ca(), count])}, self.rounds)
        counted = self.counted(
            lambda name, count: [name, "post", "--url", receiver.url, *ca, "--count", count],
            lambda count: [self.c, "post", receiver.url, self.ca(), count], 320)
        receiver.close()
        rate = {name: round(count * 1e9 / turns.median(found[name], "nanoseconds")) for name in found}
        return [{"part": "post", **counted, "spotward_per_s": rate["spotward"], "c_per_s": rate["C"],
                 "rate": turns.ratio(found["C"], found["spotward"], "nanoseconds")}]

    def journal(self):
        rows = []
        for batch, count in ((1, 1000 if self.options.quick else 3000), (1000, 100_000 if self.options.quick else 300_000)):
            found = turns.in_turn({
                "spotward": lambda: turns.reported([
                    self.swift_bench, "journal", "--folder", self.new("journal"), "--rows", count, "--batch", batch, "--json"]),
                "C": lambda: turns.reported([self.journal_c, self.new("journal.db"), count, batch])}, self.rounds)
            counted = self.counted(
                lambda name, count: [name, "journal", "--folder", self.new("journal"), "--rows", count, "--batch", batch],
                lambda count: [self.journal_c, self.new("journal.db"), count, batch], 400 if batch == 1 else 10_000)
            rate = {name: round(count * 1e9 / turns.median(found[name], "nanoseconds")) for name in found}
            rows.append({"part": f"journal, {batch} a commit", **counted, "spotward_per_s": rate["spotward"], "c_per_s": rate["C"],
                         "rate": turns.ratio(found["C"], found["spotward"], "nanoseconds")})
        return rows

    def alerts(self):
        count = 300 if self.options.quick else 1000
        found = turns.in_turn({
            "spotward": lambda: turns.reported([self.swift_bench, "alerts", "--folder", self.new("alerts"), "--count", count, "--json"]),
            "C": lambda: turns.reported([self.c, "alerts", self.new("alerts.db"), count])}, self.rounds)
        counted = self.counted(
            lambda name, count: [name, "alerts", "--folder", self.new("alerts"), "--count", count],
            lambda count: [self.c, "alerts", self.new("alerts.db"), count], 200)
        each = {name: round(turns.median(found[name], "nanoseconds") / count / 1000) for name in found}
        return [{"part": "alerts", **counted, "spotward_us": each["spotward"], "c_us": each["C"],
                 "time": turns.ratio(found["spotward"], found["C"], "nanoseconds")}]

    def disk_alone(self, count):
        """What one synchronisation takes here and now: as many bytes as an alert's commit, in a file that does not grow."""
        page, times = b"\1" * 32768, []
        with open(self.new("disk"), "wb", buffering=0) as file:
            file.write(page * count)
            os.fsync(file.fileno())
            for place in range(count):
                time.sleep(0.02)
                began = time.monotonic_ns()
                os.pwrite(file.fileno(), page, place * len(page))
                os.fdatasync(file.fileno())
                times.append(time.monotonic_ns() - began)
        return spread(times)

    def commit(self):
        alerts = 200 if self.options.quick else 500
        rows = [{"part": "one synchronisation and nothing else", **self.disk_alone(alerts)}]
        for name, more in (("alone", ["--rows-per-second", 0]), ("beside 20,000 rows/s", ["--rows-per-second", 20_000]),
                           ("beside rows at the journal's rate", [])):
            report = turns.reported([
                self.swift_bench, "commit", "--folder", self.new("commit"), "--alerts", alerts, *more, "--json"])
            rows.append({"part": f"commit {name}", **report})
        return rows

    def bulk(self):
        """The rows are three months old: stored, and no alarm of theirs comes between. One child turns each second: sixteen whose
        seconds end at one instant would wait for each other, and not for the file."""
        seconds = 30 if self.options.quick else 100

        def drop(daemon):
            start, lines = time.time() - 90 * 86400, ["measured_at,child,hr,spo2"]
            for row in range(1_000_000 if self.options.quick else 4_000_000):
                at = datetime.datetime.fromtimestamp(start + row // CHILDREN, datetime.timezone.utc)
                lines.append(f"{at:%Y-%m-%dT%H:%M:%SZ},adm-{row % CHILDREN:03},{100 + row % 40},{95 + row % 5}")
            hidden = daemon.folder / "drop/.night.csv"
            hidden.write_text("\n".join(lines) + "\n")
            return lambda: hidden.rename(daemon.folder / "drop/night.csv")

        rows = []
        for name, during in (("idle", None), ("beside a file", drop)):
            one = self.daemon_live(seconds, during, turning=lambda second: [second % CHILDREN])
            receipt = one["daemon"].folder / "drop/accepted/night.csv.receipt.json"
            rows.append({"part": f"bulk {name}", **spread(one["times"]), "missed": one["missed"],
                         "file": None if not during else "taken in before the end" if receipt.exists() else "still going on"})
        return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    parser.add_argument("--quick", action="store_true", help="fewer alerts and rows in each round")
    parser.add_argument("--instructions", action="store_true", help="count them too, of post, journal and alerts, by callgrind")
    parser.add_argument("--plain", action="store_true", help="HTTP in place of HTTPS, on both sides")
    parser.add_argument("--spotward", help="a built program, in place of building one")
    parser.add_argument("--bench", help="a built spotward-bench, in place of building one")
    options = parser.parse_args()
    for part in options.parts:
        if part not in PARTS:
            turns.fail(f"there is no part {part}: {', '.join(PARTS)}")
    with turns.folder() as folder:
        bench = Bench(options, folder)
        rows = []
        for part in options.parts or PARTS:
            found = getattr(bench, part)()
            rows += found
            if not options.json:
                for row in found:
                    print(", ".join(f"{key} {value}" for key, value in row.items() if value is not None), flush=True)
        if options.json:
            turns.report(rows, True)


if __name__ == "__main__":
    main()
