#!/usr/bin/env python3
"""The main job, end to end: two oximeters and a dropped file in, signed alerts out, and the same night replayed.

Started by deploy/demo.sh, which builds spotward and makes the certificate. Exits 0 only if the receiver got exactly the
expected alerts with valid signatures, and the replay of the recording gives the alert log of the live run.
"""

import argparse
import datetime
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import threading
import time

from play import Player

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SPEED = 30            # seconds of a child's night in one second of yours
PATIENCE = 90         # seconds of yours until the demonstration gives up
QUIET = 3             # seconds of yours in which nothing more may come

# What the receiver must get, for each child in this order: event, rule family, priority. A nurse of the demonstration takes
# every alarm that calls, by the receiver's signed answer.
EXPECTED = {
    "admission/adm-7f3a": [
        ("fired", "spot.spo2.low", "P2"),        # 3:00 SpO2 falls to 88
        ("acknowledged", "spot.spo2.low", "P2"),
        ("resolved", "spot.spo2.low", "P2"),
        ("fired", "concern", "P2"),              # 10:00 a parent is worried, with no reading at all
        ("acknowledged", "concern", "P2"),
        ("resolved", "concern", "P2"),           # only a person ends it
        ("raised", "tech.silence", "P3"),        # 8:30 the device falls silent; 15 minutes later the team is told
        ("acknowledged", "tech.silence", "P3"),
    ],
    "admission/adm-c021": [
        ("fired", "spot.hr.high", "P2"),         # 4:00 the heart rate crosses into the highest band of the 5-12 chart
        ("acknowledged", "spot.hr.high", "P2"),
        ("fired", "prompt.temp.high", "P3"),     # the dropped file: 38.4 degrees
        ("acknowledged", "prompt.temp.high", "P3"),
        ("resolved", "spot.hr.high", "P2"),
    ],
}
# 14:00 the second child's sensor comes off for a while: the hub shows it, and the team would hear of it after 20 minutes.
CONCERN_AFTER = 10 * 60         # seconds of the night at which a parent says so
TEMPERATURE_AFTER = 7 * 60      # seconds of the night at which the file is dropped


def say(text):
    print(text, flush=True)


def write_configuration(folder, port):
    """The example ward, with this demonstration's clock and receiver."""
    with open(os.path.join(ROOT, "deploy", "example", "spotward.yaml"), encoding="utf-8") as file:
        text = file.read()
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = re.sub(r"(?m)^clock:.*$", f"clock: {{speed: {SPEED}}}", text)
    text = re.sub(r"admitted_at: \S+", f"admitted_at: {now}", text)
    text = text.replace("https://127.0.0.1:8443/alerts", f"https://127.0.0.1:{port}/alerts")
    text = text.replace("rules: rules.yaml", f"rules: {ROOT}/deploy/example/rules.yaml")
    path = os.path.join(folder, "spotward.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    for name in ("ports", "drop"):
        os.mkdir(os.path.join(folder, name), 0o700)
    return path


def start_receiver(folder):
    receiver = subprocess.Popen(
        [sys.executable, os.path.join(ROOT, "deploy", "receivers", "receiver.py"), "--port", "0",
         "--cert", os.path.join(folder, "server.pem"), "--key", os.path.join(folder, "server.key"),
         "--secret-file", os.path.join(folder, "secret.txt"), "--log", os.path.join(folder, "accepted.ndjson"),
         "--acknowledge-as", "Nurse Example:nurse"],
        stdout=subprocess.PIPE, text=True)
    first = receiver.stdout.readline()
    found = re.search(r":(\d+)/", first)
    if not found:
        raise SystemExit(f"the receiver did not start: {first!r}")
    return receiver, int(found.group(1))


def relay(stream, prefix):
    """Prints a program's lines as they come, behind a prefix."""
    def run():
        for line in stream:
            say(f"{prefix} {line.rstrip()}")
    threading.Thread(target=run, daemon=True).start()


def drop_temperatures(folder, started):
    """Two temperatures of the second child, stamped with the night's own time."""
    passed = (time.monotonic() - started) * SPEED
    night = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=passed * (1 - 1 / SPEED))
    rows = ["measured_at,child,temp"]
    for minutes_ago, celsius in ((6, 37.2), (4, 38.4)):
        at = (night - datetime.timedelta(minutes=minutes_ago)).strftime("%Y-%m-%dT%H:%M:%SZ")
        rows.append(f"{at},adm-c021,{celsius}")
    hidden = os.path.join(folder, "drop", ".temperatures.csv")
    with open(hidden, "w", encoding="utf-8") as file:
        file.write("\n".join(rows) + "\n")
    os.rename(hidden, os.path.join(folder, "drop", "temperatures.csv"))


def ask(spotward, configuration, *words):
    """Runs one command of the ward as a person would, and shows what it says."""
    say(f"$ spotward {shlex.join(words)}")
    answer = subprocess.run([spotward, *words, "--config", configuration], capture_output=True, text=True)
    for line in (answer.stdout + answer.stderr).splitlines():
        say(f"    {line}")
    return answer


def accepted(folder):
    """What the receiver has accepted, for each subject, in the order of the hub's own numbers."""
    alerts = {}
    try:
        with open(os.path.join(folder, "accepted.ndjson"), encoding="utf-8") as file:
            events = [json.loads(line) for line in file if line.endswith("\n")]
    except FileNotFoundError:
        return alerts
    events = [event.get("event", event) for event in events]
    for event in sorted(events, key=lambda event: event["data"]["delivery"]["hub_seq"]):
        kind = event["type"].split(".")[-2]
        family = event["data"]["condition"]["rule_id"].rsplit(".", 1)[0]
        alerts.setdefault(event["subject"], []).append((kind, family, event["data"]["episode"]["priority"]))
    return alerts


def taken_concern(folder):
    """The episode of the concern, once somebody has taken it."""
    try:
        with open(os.path.join(folder, "accepted.ndjson"), encoding="utf-8") as file:
            events = [json.loads(line) for line in file if line.endswith("\n")]
    except FileNotFoundError:
        return None
    for event in (event.get("event", event) for event in events):
        if event["type"].endswith("alert.acknowledged.v1") and event["data"]["condition"]["rule_id"].startswith("concern"):
            return event["data"]["episode"]["id"]
    return None


def compare(got):
    """Says what is missing and what is too much."""
    complaints = []
    for subject in sorted(set(EXPECTED) | set(got)):
        wanted, had = EXPECTED.get(subject, []), got.get(subject, [])
        for alert in wanted:
            if alert not in had:
                complaints.append(f"missing: {subject} {' '.join(alert)}")
        for alert in had:
            if alert not in wanted or had.count(alert) > 1:
                complaints.append(f"unexpected: {subject} {' '.join(alert)}")
        if not complaints and had != wanted:
            complaints.append(f"in another order: {subject}: {had}")
    return complaints


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spotward", required=True, help="the built program")
    parser.add_argument("--folder", required=True, help="a folder with server.pem, server.key, ca.pem and secret.txt")
    arguments = parser.parse_args()
    folder = arguments.folder

    receiver, port = start_receiver(folder)
    configuration = write_configuration(folder, port)
    relay(receiver.stdout, "receiver |")
    devices = os.path.join(ROOT, "devices")
    left = Player(f"{devices}/contec-cms50e/recordings/night-desaturation.rec", f"{folder}/ports/bedside-left", SPEED)
    right = Player(f"{devices}/nonin-xpod-3012/recordings/night-tachycardia.rec", f"{folder}/ports/bedside-right", SPEED)

    say(f"The night runs {SPEED} times as fast as life: 24 minutes in 48 seconds.")
    daemon = subprocess.Popen(
        [arguments.spotward, "run", "--config", configuration], stderr=open(f"{folder}/spotward.log", "w"))
    code = 1
    try:
        started = time.monotonic()
        time.sleep(0.5)
        left.start()
        right.start()
        dropped = False
        worried = False
        closed = False
        complete = None
        while time.monotonic() - started < PATIENCE:
            time.sleep(0.1)
            if daemon.poll() is not None:
                say(f"spotward ended early with status {daemon.returncode}; its log: {folder}/spotward.log")
                return 1
            if not dropped and (time.monotonic() - started) * SPEED > TEMPERATURE_AFTER:
                drop_temperatures(folder, started)
                dropped = True
            if not worried and (time.monotonic() - started) * SPEED > CONCERN_AFTER:
                worried = True
                said = ask(arguments.spotward, configuration, "concern", "adm-7f3a", "--from", "parent",
                           "--note", "she is hard to wake")
                if said.returncode:
                    say("the concern was not taken")
                    return 1
            if worried and not closed:
                episode = taken_concern(folder)
                if episode:
                    closed = True
                    ask(arguments.spotward, configuration, "close", episode, "--by", "Nurse Example", "--role", "nurse",
                        "--reason", "rang the family, the child is awake and well")
            count = sum(len(alerts) for alerts in accepted(folder).values())
            if count >= sum(len(alerts) for alerts in EXPECTED.values()):
                complete = complete or time.monotonic()
                if time.monotonic() - complete > QUIET:
                    break
        say("")
        ask(arguments.spotward, configuration, "ward")
        ask(arguments.spotward, configuration, "concern", "--status", "adm-7f3a")
        daemon.send_signal(signal.SIGTERM)
        if daemon.wait(timeout=10) != 0:
            say(f"spotward stopped with status {daemon.returncode}; its log: {folder}/spotward.log")
            return 1
        complaints = compare(accepted(folder))
        complaints += replay_differs(arguments.spotward, configuration, folder)
        for complaint in complaints:
            say(complaint)
        code = 1 if complaints else 0
    finally:
        for process in (daemon, receiver):
            if process.poll() is None:
                process.kill()
        left.unplug()
        right.unplug()
    say("")
    total = sum(len(alerts) for alerts in EXPECTED.values())
    say(f"{total} alerts expected, {total} received with valid signatures, replay identical." if code == 0
        else "The demonstration FAILED; see above.")
    say(f"why        {shlex.quote(arguments.spotward)} why EPISODE --config {shlex.quote(configuration)}   (an id of the list above)")
    say(f"journal    {shlex.quote(arguments.spotward)} journal alerts --config {shlex.quote(configuration)}")
    say(f"recording  {folder}/state/recordings/")
    say(f"log        {folder}/spotward.log")
    return code


def replay_differs(spotward, configuration, folder):
    """Replays the recording that was just made and compares the alert logs byte for byte."""
    recordings = sorted(os.listdir(f"{folder}/state/recordings"))
    paths = [f"{folder}/state/recordings/{name}" for name in recordings]
    live = subprocess.run([spotward, "journal", "alerts", "--config", configuration, "--json"], capture_output=True)
    first = subprocess.run([spotward, "replay", *paths, "--config", configuration], capture_output=True)
    second = subprocess.run([spotward, "replay", *paths, "--config", configuration], capture_output=True)
    complaints = []
    if live.returncode or first.returncode:
        complaints.append(f"journal or replay failed: {(live.stderr + first.stderr).decode()}")
    if first.stdout != live.stdout:
        complaints.append("the replay gives another alert log than the live run")
    if first.stdout != second.stdout:
        complaints.append("two replays differ")
    return complaints


if __name__ == "__main__":
    sys.exit(main())
