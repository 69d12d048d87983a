#!/usr/bin/env python3
"""Passes what the reference receiver accepted on to a system a team has already: ntfy, Alertmanager or Home Assistant.

    receiver.py … --log accepted.ndjson &
    relay.py --log accepted.ndjson --to ntfy           --target https://ntfy.example/ward-3      --token-file token
    relay.py --log accepted.ndjson --to alertmanager   --target http://127.0.0.1:9093
    relay.py --log accepted.ndjson --to home-assistant --target http://127.0.0.1:8123/api/webhook/WEBHOOK-ID

The receiver's log is on disk before the hub is answered; this reads it from where it stopped (LOG.NAME.position) and tries
each line until the target takes it, so neither a restart nor a target that is down loses one. A line may go twice.

What leaves is the least: the hub, the child's pseudonym, the priority and what the rule is called. --with-values adds
the sentence with the numbers: for a target of your own. No name, date of birth or NHS number is in an alert at all.

ntfy gets only what calls somebody. Alertmanager and Home Assistant get every change, so that their lists are right;
Alertmanager forgets what is not repeated, so open alarms are repeated every minute.

spotward is a secondary notification path and not a certified medical device; neither is any of these.
"""

import argparse
import json
import os
import sys
import time
import urllib.error
import urllib.request

WAITS_SECONDS = (1, 2, 5, 10, 30)
REPEAT_SECONDS = 60
TIMEOUT_SECONDS = 10
OVER = ("resolved", "void")


def facts(entry):
    """What every alert has, whole or carried in the message of another one."""
    event = entry["event"]
    data = event.get("data")
    common = {"hub": "", "child": entry["subject"], "id": entry["id"], "is_test": ".test." in entry["type"]}
    if data is None:  # a member of `delivery.also`: it tells the least
        return common | {
            "episode": event["episode_id"], "rule": event["condition"], "priority": event["priority"],
            "state": event["state"], "summary": event.get("summary", ""), "pages": bool(event.get("pages")), "started_at": None}
    episode = data["episode"]
    return common | {
        "hub": event["source"].rpartition(":")[2], "episode": episode["id"], "rule": data["condition"]["rule_id"],
        "priority": "concern" if episode["class"] == "concern" else episode["priority"], "state": episode["state"],
        "summary": data["summary"], "pages": bool(episode.get("pages")), "started_at": episode["started_at"]}


def sentence(fact, with_values):
    text = fact["summary"] if with_values else (
        f"{fact['priority']} {fact['child']}: {fact['rule']}, {fact['state']}. Look at the ward's list.")
    return f"TEST, call nobody: {text}" if fact["is_test"] else text


class Ntfy:
    """One push message for each alert that calls somebody."""

    repeats = False
    urgency = {"P1": "5", "concern": "5", "P2": "4"}

    def __init__(self, target, with_values):
        self.target, self.with_values = target, with_values

    def requests(self, fact):
        if not fact["pages"]:
            return []
        headers = {
            "Title": f"spotward {fact['priority']}", "Priority": self.urgency.get(fact["priority"], "3"),
            "Tags": "test_tube" if fact["is_test"] else "rotating_light"}
        return [(self.target, headers, sentence(fact, self.with_values).encode())]


class Alertmanager:
    """An alert for each episode, resolved when the episode is."""

    repeats = True

    def __init__(self, target, with_values):
        self.target, self.with_values = target.rstrip("/") + "/api/v2/alerts", with_values

    def alert(self, fact):
        alert = {
            "labels": {
                "alertname": fact["rule"], "episode": fact["episode"], "child": fact["child"], "hub": fact["hub"],
                "priority": fact["priority"], "test": str(fact["is_test"]).lower()},
            "annotations": {"summary": sentence(fact, self.with_values)}}
        if fact["started_at"]:
            alert["startsAt"] = fact["started_at"]
        if fact["state"] in OVER:
            alert["endsAt"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        return alert

    def requests(self, fact):
        return self.post([fact])

    def post(self, list_of_facts):
        body = json.dumps([self.alert(fact) for fact in list_of_facts]).encode()
        return [(self.target, {"Content-Type": "application/json"}, body)]


class HomeAssistant:
    """A webhook trigger for each alert; what it does is an automation's business."""

    repeats = False

    def __init__(self, target, with_values):
        self.target, self.with_values = target, with_values

    def requests(self, fact):
        body = {key: fact[key] for key in ("hub", "child", "episode", "rule", "priority", "state", "pages", "is_test")}
        body["message"] = sentence(fact, self.with_values)
        return [(self.target, {"Content-Type": "application/json"}, json.dumps(body).encode())]


TARGETS = {"ntfy": Ntfy, "alertmanager": Alertmanager, "home-assistant": HomeAssistant}


class Position:
    """How much of the log is passed on, kept beside it."""

    def __init__(self, path):
        self.path = path
        try:
            with open(path) as file:
                self.value = int(file.read())
        except FileNotFoundError:
            self.value = 0
        except ValueError:
            raise SystemExit(f"{path}: this is no position; remove it to pass the whole log on again")

    def keep(self, value):
        self.value = value
        with open(self.path + ".new", "w") as file:
            file.write(str(value))
            file.flush()
            os.fsync(file.fileno())
        os.replace(self.path + ".new", self.path)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None  # an alert goes where it was configured to go


def send(opener, url, headers, body):
    """Nothing when the target took it, or why it did not."""
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")
    try:
        with opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            answer.read(4096)
            return None
    except urllib.error.HTTPError as error:
        return f"status {error.code}"
    except (OSError, ValueError) as error:
        return str(getattr(error, "reason", error))


def deliver(opener, token, requests):
    for url, headers, body in requests:
        if token:
            headers = headers | {"Authorization": f"Bearer {token}"}
        for attempt in range(1_000_000_000):
            trouble = send(opener, url, headers, body)
            if trouble is None:
                if attempt:
                    print(f"relay: the target takes alerts again, after {attempt + 1} attempts", file=sys.stderr)
                break
            if attempt in (0, 5) or attempt % 100 == 0:
                print(f"relay: {trouble}; it is tried again until it is taken", file=sys.stderr, flush=True)
            time.sleep(WAITS_SECONDS[min(attempt, len(WAITS_SECONDS) - 1)])


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--log", required=True, help="the log of receiver.py")
    parser.add_argument("--to", required=True, choices=sorted(TARGETS))
    parser.add_argument("--target", required=True, help="URL: https, or http on this machine")
    parser.add_argument("--token-file", help="a bearer token for the target")
    parser.add_argument("--with-values", action="store_true", help="also the sentence with the numbers")
    parser.add_argument("--once", action="store_true", help="end when everything in the log is passed on")
    options = parser.parse_args()
    host = options.target.partition("://")[2]
    if not options.target.startswith("https://") and not (
            options.target.startswith("http://") and host.startswith(("127.", "localhost", "[::1]"))):
        parser.error("--target is https, or http on this machine: what leaves must not be read on the way")
    return options


def main():
    options = arguments()
    token = open(options.token_file).read().strip() if options.token_file else None
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect)
    target = TARGETS[options.to](options.target, options.with_values)
    position = Position(f"{options.log}.{options.to}.position")
    open_facts, repeat_at = {}, time.monotonic() + REPEAT_SECONDS
    if target.repeats:  # what was open when this stopped is repeated too
        with open(options.log, "rb") as log:
            for line in log.read(position.value).splitlines():
                remember(open_facts, facts(json.loads(line)))
    with open(options.log, "rb") as log:
        log.seek(position.value)
        while True:
            line = log.readline()
            if line.endswith(b"\n"):
                fact = facts(json.loads(line))
                remember(open_facts, fact)
                deliver(opener, token, target.requests(fact))
                position.keep(position.value + len(line))
                continue
            log.seek(position.value)  # half a line, or the end
            if options.once:
                return
            if target.repeats and open_facts and time.monotonic() >= repeat_at:
                deliver(opener, token, target.post(list(open_facts.values())))
                repeat_at = time.monotonic() + REPEAT_SECONDS
            time.sleep(0.2)


def remember(open_facts, fact):
    if fact["state"] in OVER:
        open_facts.pop(fact["episode"], None)
    else:
        open_facts[fact["episode"]] = fact


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
