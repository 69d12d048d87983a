"""Rows R of the fault matrix: goals that hold while nothing is wrong."""

import datetime
import json
import random
import re
import time

import leak
from people import MOTHER, asked
from rows import CHILD, injecting, row
from ward import london_free, say, utc_now


SPO2 = [97] * 19 + [84]


def admit(bench, count):
    """So many children more, in the configuration."""
    children = [f"adm-m{number:03}" for number in range(count)]
    with open(bench.path("spotward.yaml"), encoding="utf-8") as file:
        text = file.read()
    admitted = re.search(r"admitted_at: (\S+)", text).group(1)
    more = "".join(
        f"  - {{id: {child}, born_on: 2019-03-02, admitted_at: {admitted}, floors_declined: {{by: Dr A Example, reason: none}}}}\n"
        for child in children)
    bench.write("spotward.yaml", text.replace("admissions:\n", "admissions:\n" + more, 1))
    return children


def readings_of(children, stamp, chance):
    """A file with a row of each child, one in twenty of them an alarm."""
    rows = "".join(f"{stamp},{name},{chance.choice(SPO2)},{chance.randint(85, 110)}\n" for name in children)
    return "measured_at,child,spo2,hr\n" + rows


def promptness(bench, count, seconds):
    """From a decision to its request's last byte at the receiver, of a worry about each of so many children at random instants of
    some seconds, while a file of readings of all of them comes every two."""
    children = admit(bench, count)
    bench.begin()
    chance, began = random.Random(6), time.monotonic()
    due = sorted((chance.uniform(0, seconds), child) for child in children)
    next_file = 0
    for at, child in due:
        while (left := began + at - time.monotonic()) > 0:
            if time.monotonic() - began >= next_file:
                bench.drop(f"round-{next_file:02}.csv", readings_of(children, london_free(utc_now()), chance))
                next_file += 2
            time.sleep(min(left, 0.05))
        answer = asked(bench.control, {"command": "concern", "by": MOTHER, "child": child, "note": f"about {child}"})
        assert answer and answer["done"], answer
    bench.must_have(*(f"about {child}" for child in children))
    took = []
    with open(bench.path("accepted.ndjson"), encoding="utf-8") as file:
        for line in file:
            entry = json.loads(line)
            data = entry["event"].get("data")
            # What is neither a worry nor P1 waits for its turn, one message of a child in 20 s.
            if data and data.get("concern") and data["episode"]["seq"] == 1 and data["delivery"]["attempt"] == 1:
                fired = datetime.datetime.fromisoformat(data["episode"]["fired_at"])
                took.append((datetime.datetime.fromisoformat(entry["received_at"]) - fired).total_seconds())
    took.sort()
    assert len(took) >= count, f"{len(took)} alerts of {count} worries"
    p50, p99, most = took[len(took) // 2], took[len(took) * 99 // 100], took[-1]
    assert p99 <= 0.25 and most <= 1, f"p99 {p99 * 1000:.0f} ms, {most * 1000:.0f} ms at most of {len(took)} alerts"
    return f"{len(took)} alerts, p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, {most * 1000:.0f} ms at most"


@row("R6", "from decision to receiver with 20 children", speed=1)
def promptness_of_twenty(bench):
    return promptness(bench, 20, 10)


@row("R6", "from decision to receiver with 200 children", quick=False, speed=1)
def promptness_of_two_hundred(bench):
    return promptness(bench, 200, 60)


@row("R11", "what the sandbox of the service answers with ENOSYS (RestrictSUIDSGID: openat2): a dropped worry is told all the same")
def sandboxed(bench):
    bench.begin()
    note = "a worry in a sandbox"
    with injecting(bench, "openat2:error=ENOSYS"):
        worry = {"command": "concern", "by": MOTHER, "child": CHILD, "note": note}
        bench.drop("worry.command.json", json.dumps(worry) + "\n")
        bench.must_have(note)


MUCH, SPEED_OF_MUCH = 1_000_000_000, 900


@row("R12", "a gigabyte of what a ward of 200 children says, while files that name one of them in full keep coming",
     quick=False, speed=SPEED_OF_MUCH)
def much(bench):
    """Only a file an hour tells of these children, so they are silent most of the time: what is said of them is mostly reminders of that."""
    children = admit(bench, 200)
    bench.begin()
    chance, began, number, before = random.Random(12), time.monotonic(), 0, 0
    while bench.team.leaks.count < MUCH:
        time.sleep(max(0, began + number * 4 - time.monotonic()))   # once an hour of the ward
        bench.must_be_up()
        now = utc_now() + datetime.timedelta(seconds=(time.monotonic() - began) * (SPEED_OF_MUCH - 1))
        bench.drop(f"round-{number:04}.csv", readings_of(children, london_free(now), chance))
        leak.plant(bench, number)
        number += 1
        if number % 75 == 0:
            say(f"    {bench.team.leaks.count / 1e6:.0f} MB in {time.monotonic() - began:.0f} s")
            assert bench.team.leaks.count > before, "the hub says nothing any more"
            before = bench.team.leaks.count
    return f"{bench.team.leaks.count / 1e6:.0f} MB in {number} hours of the ward, {number * 2} files that name the child"
