#!/usr/bin/env python3
"""A reference receiver of spotward's alerts: Python 3 standard library, one file, meant to be read.

It does what docs/webhook-contract.md asks of every receiver, in this order:

    1. read the body, at most 64 KiB
    2. verify the signature over the exact bytes, and that its timestamp is within five minutes   else 401
    3. an id seen before: answer 200 again, do nothing
    4. a new one: write it to the log and fsync, only then answer 200, and tell people

An alert may carry others (`delivery.also`): each is taken once, under its own id. With --acknowledge-as the answer to
every alert that calls somebody is a signed acknowledgement, as a paging service would give it when somebody pressed
"taken".

It also listens for the heartbeats of each hub (`HubWatch`). Three missing in a row are an alarm: nobody knows how the
children of that hub are. What the hub still owes is shown, and an alert the hub says was accepted here and that is not in
the log is asked for, in the signed answer to the beat. Which alerts were shown on the screen is told the same way, and what
this log holds of each day before.

Each heartbeat has the newest entry of the hub's audit log. One that goes back, or has become another, is an alarm: the record
was cut, or an old one put in its place. The first of each day is kept in --hub-log, for `spotward audit verify --head`.

Once a day each hub sends a test of its own, the canary, which rings nowhere and is answered like any alert. A hub that says it does
so and of which none came for 25 hours is an alarm: whatever stands between passes nothing on.

Example, with a certificate for localhost:

    receiver.py --port 8443 --cert server.pem --key server.key --secret-file secret.txt --log accepted.ndjson
    receiver.py … --acknowledge-as "N. Owl:nurse"
    receiver.py … --log accepted.ndjson --acks taken.ndjson
    receiver.py --log accepted.ndjson --acks taken.ndjson --take 12531594 --by "N. Owl:nurse" --note "on my way"
    receiver.py … --expect hub-1 --hub-log hubs.ndjson --on-silence ./ring-the-team
"""

import argparse
import base64
import binascii
import datetime
import hashlib
import hmac
import http.server
import json
import os
import re
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse

BODY_LIMIT = 64 * 1024
TOLERANCE_SECONDS = 5 * 60
SECRET_BYTES = range(24, 65)
SOCKET_TIMEOUT_SECONDS = 30
HEARTBEAT_PREFIX = "hb_"
MISSED_BEATS = 3
PERIOD_SECONDS = 60         # of a hub that was never heard
REPEAT_SECONDS = 5 * 60     # how often a silence is said again
LOOK_SECONDS = 0.5          # how often the silence is looked at
ENTRY_COUNT = 16            # acknowledgements in one answer to a hub that asks, and their characters
ENTRY_CHARACTERS = 24 * 1024
EPISODE_CHARACTERS = 6      # of an episode's id, at least
WORD = re.compile(r"[A-Za-z0-9._-]{1,64}")
DAY_COUNT = 31              # days before that are remembered as compared, the most numbers of one, and how often one is asked for
DAY_NUMBERS = 100_000
ASK_ROUNDS = 2
CANARY_SECONDS = 25 * 3600   # a hub that tests its way once a day must have done so within this
CANARY_REPEAT_SECONDS = 3600
CLASSES = {"limit": "phys", "spot": "phys", "prompt": "phys", "trigger": "phys", "tech": "tech", "concern": "concern", "system": "system"}
WINDOW_COUNT = 4096         # numbers behind the newest that are looked at for what is missing
ASK_COUNT = 64              # numbers asked for, and ids told, in one answer


def read_secret(path):
    """`whsec_` and Base64, or the key as it stands; line ends after the last character do not count."""
    with open(path, "rb") as file:
        text = file.read(4096).rstrip(b"\r\n")
    if text.startswith(b"whsec_"):
        try:
            text = base64.b64decode(text[len(b"whsec_"):], validate=True)
        except binascii.Error:
            raise SystemExit(f"{path}: what follows whsec_ is not Base64")
    if len(text) not in SECRET_BYTES:
        raise SystemExit(f"{path}: the secret has {len(text)} bytes, not 24 to 64")
    return text


def ed25519():
    """The one thing the standard library has not: needed only where the hub or the receiver has a key of its own."""
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519 as module
        return module
    except ImportError:
        raise SystemExit("keys of one side's own (whpk_, whsk_) need a package: pip install cryptography")


def read_key(path, prefix):
    """The 32 bytes of an Ed25519 key: `whpk_` (the hub's, to verify with) or `whsk_` (the receiver's, to answer with)."""
    with open(path, "rb") as file:
        text = file.read(4096).strip().decode("ascii", "replace")
    try:
        key = base64.b64decode(text.removeprefix(prefix), validate=True)
    except binascii.Error:
        key = b""
    if not text.startswith(prefix) or len(key) not in (32, 64 if prefix == "whsk_" else 32):
        raise SystemExit(f"{path}: this is not {prefix} and the Base64 of an Ed25519 key")
    return key[:32]


def is_signed_by(public_key, signed, code):
    try:
        public_key.verify(base64.b64decode(code, validate=True), signed)
        return True
    except Exception:  # whatever is wrong with it, it is no signature
        return False


def refusal(headers, body, secrets, public_keys, now):
    """Why the request is not to be believed, or None. Nothing of the body is parsed before."""
    identifier = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not identifier or not timestamp.isascii() or not timestamp.isdigit():
        return "webhook-id or webhook-timestamp is missing or not as the standard has it"
    if abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        return "the timestamp is more than five minutes off"
    signed = f"{identifier}.{timestamp}.".encode() + body
    for signature in headers.get("webhook-signature", "").split():
        version, _, code = signature.partition(",")
        if version == "v1a" and any(is_signed_by(key, signed, code) for key in public_keys):
            return None
        if version != "v1":
            continue
        for secret in secrets:
            expected = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest())
            if hmac.compare_digest(expected, code.encode()):
                return None
    return "no signature matches"


def signed_answer(identifier, command, sign, now):
    """A document that the hub verifies before it reads: see "Taking an alarm" in the contract."""
    payload = json.dumps(command, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    timestamp = str(int(now))
    return {
        "webhook-id": identifier,
        "webhook-timestamp": timestamp,
        "webhook-signature": sign(f"{identifier}.{timestamp}.{payload}".encode()),
        "payload": payload,
    }


def acknowledgement(event, name, role, sign, now):
    """The answer by which a person takes the episode, signed as the hub signs; None where there is nothing to take."""
    data = event["data"]
    if not data["episode"].get("pages") or "answer" not in data.get("ack", {}).get("methods", []):
        return None
    command = {"command": "acknowledge", "episode": data["episode"]["id"], "by": {"name": name, "role": role}}
    # The same id for the same alert: when the answer is lost, the hub asks again and still takes it once.
    identifier = "ack_" + hashlib.sha256(f"{event['id']} {name} {role}".encode()).hexdigest()[:32]
    return signed_answer(identifier, command, sign, now)


def shared_signature(secret):
    return lambda signed: "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def own_signature(seed):
    key = ed25519().Ed25519PrivateKey.from_private_bytes(seed)
    return lambda signed: "v1a," + base64.b64encode(key.sign(signed)).decode()


class Ledger:
    """The accepted alerts: a file of one JSON object a line, and the ids in it."""

    def __init__(self, path, is_read_only=False):
        self.lock = threading.Lock()
        self.seen = set()
        self.hubs = {}  # by episode: whose it is
        self.numbers = {}  # by hub: the id of every alert that was taken, by its hub_seq
        self.classes = {}  # by hub: of what class each is
        self.canaries = {}  # by hub: when its newest daily test came, in seconds since 1970
        if path and os.path.exists(path):
            self._recover(path, is_read_only)
        self.file = open(path, "ab", buffering=0) if path and not is_read_only else None
        if self.file:
            self._sync_folder(path)

    def _recover(self, path, is_read_only):
        """Takes up the ids of the runs before; half a line, left by a power cut, is cut off: it was never answered."""
        with open(path, "rb" if is_read_only else "rb+") as file:
            whole = 0
            for line in file:
                if not line.endswith(b"\n"):
                    break
                whole += len(line)
                try:
                    entry = json.loads(line)
                    self.seen.add(entry["id"])
                    self._count(entry)
                except (ValueError, KeyError, TypeError):
                    raise SystemExit(f"{path}: the line ending at byte {whole} is not ours; name another --log")
            if not is_read_only:
                file.truncate(whole)

    def _count(self, entry):
        source = entry.get("source") or entry["event"].get("source")
        if source:
            self.numbers.setdefault(source, {})[int(entry["hub_seq"])] = entry["id"]
            event = entry.get("event", {})
            self.classes.setdefault(source, {})[int(entry["hub_seq"])] = alarm_class(event)
            if is_canary(event):
                came = datetime.datetime.fromisoformat(entry["received_at"]).timestamp()
                self.canaries[source] = max(came, self.canaries.get(source, 0))
            episode = event.get("data", {}).get("episode", {}).get("id") or event.get("episode_id")
            if episode:
                self.hubs[episode] = source.rpartition(":")[2]

    def episode(self, name):
        """The whole id and the hub of an episode, by the beginning of its id; None where there is none, or several."""
        with self.lock:
            found = [pair for pair in self.hubs.items() if pair[0].startswith(name)]
        return found[0] if len(name) >= EPISODE_CHARACTERS and len(found) == 1 else None

    def has(self, source, number):
        with self.lock:
            return number in self.numbers.get(source, ())

    def digest(self, source, first, last):
        """How many alerts of these numbers are here, and SHA-256 of a line "HUB_SEQ ID" for each, by number."""
        with self.lock:
            held = self.numbers.get(source, {})
            numbers = [number for number in range(first, last + 1) if number in held]
            lines = "".join(f"{number} {held[number]}\n" for number in numbers)
        return len(numbers), hashlib.sha256(lines.encode()).hexdigest()

    def class_counts(self, source, first, last):
        """How many alerts of these numbers are here, by class."""
        with self.lock:
            held, counts = self.classes.get(source, {}), {}
            for number in range(first, last + 1):
                if number in held:
                    counts[held[number]] = counts.get(held[number], 0) + 1
        return counts

    def first(self, source):
        with self.lock:
            return min(self.numbers.get(source, ()), default=None)

    @staticmethod
    def _sync_folder(path):
        folder = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def take(self, entries):
        """Those that are new. They are on disk when this returns; an OSError means that none is taken."""
        with self.lock:
            new = list({entry["id"]: entry for entry in entries if entry["id"] not in self.seen}.values())
            if self.file and new:
                lines = (json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n" for entry in new)
                self._append("".join(lines).encode())
            self.seen.update(entry["id"] for entry in new)
            for entry in new:
                self._count(entry)
            return new

    def _append(self, line):
        """All of it on disk, or nothing of it and an OSError."""
        before = os.fstat(self.file.fileno()).st_size
        try:
            if self.file.write(line) != len(line):
                raise OSError("the disk is full")
            os.fsync(self.file.fileno())
        except OSError:
            os.ftruncate(self.file.fileno(), before)
            raise


def alarm_class(event):
    """Of an alert, or of one that travelled with another: the first word of its rule says it."""
    condition = event.get("data", event).get("condition", "")
    rule = condition.get("rule_id", "") if isinstance(condition, dict) else str(condition)
    return CLASSES.get(rule.partition(".")[0], "")


def is_canary(event):
    """Whether it begins a hub's daily test."""
    return "canary" in event.get("data", {}) and event.get("type") == "org.spotward.test.alert.fired.v1"


class Taken:
    """Who has taken what: a file of one JSON object a line, that is only ever appended to. A line's number is its cursor.

        {"episode":"12531594b8ce…","by":{"name":"N. Owl","role":"nurse"},"minutes":15,"note":"on my way"}

    `minutes` and `note` may be left out. An `id` may be given, 22 to 64 of A-Z a-z 0-9 _ -: the hub takes each once.
    """

    def __init__(self, path, ledger, say=print):
        self.path, self.ledger, self.say = path, ledger, say
        self.lock = threading.Lock()
        self.entries = []       # None for a line that is nobody's
        self.read = 0           # bytes of the file
        self.on_record = {}     # by hub: how far it has come

    def put(self, entry):
        """On disk when this returns."""
        with self.lock:
            before = os.path.getsize(self.path) if os.path.exists(self.path) else 0
            with open(self.path, "ab") as file:
                if before and not self._ends_with_line():
                    file.write(b"\n")
                file.write(json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())

    def _ends_with_line(self):
        with open(self.path, "rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"

    def after(self, hub, cursor):
        """What the hub does not have yet: entries with their cursors."""
        with self.lock:
            self._read_on()
            place = int(cursor) if cursor.isascii() and cursor.isdigit() and int(cursor) <= len(self.entries) else 0
            if place > self.on_record.get(hub, 0):
                self.say(printable(f"         {hub} has acknowledgements up to line {place} on record"))
            self.on_record[hub] = place
            found, room = [], ENTRY_CHARACTERS
            for number, entry in enumerate(self.entries[place:], start=place + 1):
                if entry is None or entry["hub"] != hub:
                    continue
                room -= len(entry["payload"].encode()) + 200
                if room < 0 or len(found) == ENTRY_COUNT:
                    break
                found.append({"id": entry["id"], "cursor": str(number), "payload": entry["payload"]})
            return found

    def _read_on(self):
        """Takes up the lines that have come since; half a line waits for its end."""
        if not os.path.exists(self.path):
            return
        if os.path.getsize(self.path) < self.read:
            self.say(f"{self.path} became shorter: it is read again from its beginning")
            self.entries, self.read = [], 0
        with open(self.path, "rb") as file:
            file.seek(self.read)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self.read += len(line)
                self.entries.append(self._entry(line, len(self.entries) + 1))

    def _entry(self, line, number):
        try:
            fields = json.loads(line)
            episode, hub = self.ledger.episode(fields["episode"]) or (fields["episode"], fields["hub"])
            command = {"command": "acknowledge", "episode": episode,
                       "by": {"name": fields["by"]["name"], "role": fields["by"]["role"]}}
            command |= {key: fields[key] for key in ("minutes", "note") if key in fields}
        except (ValueError, KeyError, TypeError, AttributeError):
            self.say(f"{self.path}: line {number} names no episode that came here, or nobody who took it: passed over")
            return None
        identifier = fields.get("id") or "ack_" + hashlib.sha256(str(number).encode() + b" " + line).hexdigest()[:32]
        payload = json.dumps(command, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
        return {"id": identifier, "hub": hub, "payload": payload}


class HubWatch:
    """What is heard of each hub. A hub that is expected and was never heard is silent too.

    Time is an argument, so that a test need not wait. What happened goes to `tell(record)` in the order it happened.
    """

    def __init__(self, ledger, tell, now, expected=(), heads=None):
        self.ledger, self.tell = ledger, tell
        self.lock = threading.Lock()
        self.hubs = {}
        for name in expected:
            self.expect(f"urn:spotward:hub:{name}", now)
        for source, head in (heads or {}).items():
            self.expect(source, now)
            self.hubs[source]["head"] = head

    def expect(self, source, now):
        with self.lock:
            if source not in self.hubs:
                self.hubs[source] = {"heard": now, "every": PERIOD_SECONDS, "told": None, "facts": {}, "seq": None, "asked": [],
                                     "days": {}, "pieces": [], "told_days": [], "answered": {}, "answers": False,
                                     "canary": None, "canary_told": None, "head": None, "head_day": None,
                                     "base": self.ledger.first(source)}

    def beat(self, event, now):
        """Takes one heartbeat; the numbers to ask for again as (from, to), or None."""
        source, data = event["source"], event["data"]
        sequence, every = int(data["heartbeat"]["seq"]), float(data["heartbeat"]["every_s"])
        self.expect(source, now)
        with self.lock:
            hub = self.hubs[source]
            if hub["told"] is not None:
                self._say(source, "heard-again", f"heard again after {round(now - hub['heard'])} s of silence")
            elif hub["seq"] is None:
                self._say(source, "heard", f"heard, heartbeat {sequence}")
            hub.update(heard=now, every=every, told=None, seq=sequence)
            for kind, text in facts(data).items():
                if hub["facts"].get(kind) != text:
                    self._say(source, kind, text or f"{kind}: no more")
            hub["facts"] = facts(data)
            self._look_at_head(source, hub, data.get("alarm_log_head"))
            self._expect_canary(source, hub, data, now)
            endpoint = data.get("endpoint", {})
            missing = self._missing(source, hub, endpoint.get("accepted", []))
            days = endpoint.get("days", [])
            for day in days:
                self._compare(source, hub, day)
            if days:
                # The hub is told what is held of them; what is missing is asked for from the next beat on.
                hub.update(told_days=days, answers=True)
                return missing
            missing = missing or self._next_of_days(source, hub)
            if not missing and self._account(source, hub) != hub["answered"]:
                hub["answers"] = True
            return missing

    def _look_at_head(self, source, hub, head):
        """Whether the newest entry of the audit log (`SEQ:HASH`) can come after the one before."""
        if not head:
            return
        before, hub["head"] = hub["head"], head
        if before and head != before and number_of(head) <= number_of(before):
            self._say(source, "record",
                      f"ITS RECORD WAS CUT, SET BACK OR BEGUN ANEW: its audit log was at entry {number_of(before)} and is at "
                      f"{number_of(head)}{' with another hash' if number_of(head) == number_of(before) else ''}. Keep a copy of its "
                      f"state folder, and run there: spotward audit verify --head {before}", alarm=True)
            hub["head_day"] = None
        today = datetime.datetime.now(datetime.timezone.utc).date()
        if hub["head_day"] != today:
            hub["head_day"] = today
            self._say(source, "head", f"its record is at entry {number_of(head)}", head=head)

    def _expect_canary(self, source, hub, data, now):
        if "canary" not in data:
            hub["canary"] = None
        elif hub["canary"] is None:
            came = self.ledger.canaries.get(source)
            hub["canary"] = now - max(0, time.time() - came) if came else now

    def canary(self, source, now):
        """Takes a hub's daily test."""
        self.expect(source, now)
        with self.lock:
            hub = self.hubs[source]
            self._say(source, "canary", "its daily test came" + (" at last" if hub["canary_told"] is not None else ""))
            hub.update(canary=now, canary_told=None)

    def days(self, source):
        """What is held here of the days the hub told of, where it is to be told: a list for the signed answer, or None."""
        with self.lock:
            hub = self.hubs.get(source)
            if not hub or not hub["answers"]:
                return None
            hub.update(answers=False, answered=self._account(source, hub))
            return list(hub["answered"].values()) or None

    def _account(self, source, hub):
        """By date, of those that began after this log did."""
        account = {}
        for day in hub["told_days"]:
            first, last = (int(one) for one in day["numbers"])
            if hub["base"] is None or first < hub["base"] or last - first >= DAY_NUMBERS:
                continue
            count, digest = self.ledger.digest(source, first, last)
            account[day["date"]] = {"date": day["date"], "numbers": [first, last], "count": count, "sha256": digest,
                                    "classes": self.ledger.class_counts(source, first, last)}
        return account

    def _compare(self, source, hub, day):
        """Whether this receiver holds what the hub says it accepted on a day before. What it lacks is asked for, piece by piece;
        where that does not mend it, somebody must look."""
        date, count, (first, last) = str(day["date"]), int(day["count"]), (int(one) for one in day["numbers"])
        if hub["base"] is None or first < hub["base"] or last - first >= DAY_NUMBERS:
            return  # of before this log began, or no day at all
        mine, digest = self.ledger.digest(source, first, last)
        known = hub["days"].setdefault(date, {"settled": None, "rounds": 0})
        for old in sorted(hub["days"])[:-DAY_COUNT]:
            del hub["days"][old]
        if known["settled"] == (day["sha256"], digest) or any(piece[0] == date for piece in hub["pieces"]):
            return  # told, or not all of it asked for yet
        if digest == day["sha256"]:
            self._say(source, "day", f"{date}: {some(count, 'alert')}, the same on the hub and here")
        elif mine > count:
            self._say(source, "day", f"{date}: {some(mine, 'alert')} here, {count} on the hub: it has erased a child, or not heard our answer")
        elif known["rounds"] < ASK_ROUNDS:
            known["rounds"] += 1
            hub["pieces"] += [(date, start, min(start + ASK_COUNT - 1, last)) for start in range(first, last + 1, ASK_COUNT)]
            return self._say(source, "day-asked", f"{date}: {some(mine, 'alert')} here, {count} on the hub: what is missing is asked for")
        else:
            self._say(source, "day-differs", f"{date}: {some(mine, 'alert')} here and {count} THAT THE HUB SAYS WERE ACCEPTED, and asking "
                      f"again did not mend it: look at this log, and at what stands between", alarm=True)
        known.update(settled=(day["sha256"], digest), rounds=0)

    def _next_of_days(self, source, hub):
        """The next numbers of a day that are asked for, as (from, to), or None."""
        while hub["pieces"]:
            _, first, last = hub["pieces"].pop(0)
            lacking = [number for number in range(first, last + 1) if not self.ledger.has(source, number)]
            if lacking:
                return lacking[0], lacking[-1]
        return None

    def _missing(self, source, hub, accepted):
        """The first run of alerts the hub says were accepted here and that are not in the log."""
        if hub["base"] is None:
            # Nothing was ever taken of this hub: what it sent before now went to somebody else's log.
            first = self.ledger.first(source)
            hub["base"] = first if first is not None else max((last for _, last in accepted), default=0) + 1
        missing = []
        for first, last in accepted:
            for number in range(max(first, hub["base"]), last + 1):
                if not self.ledger.has(source, number):
                    missing.append(number)
                    if number - missing[0] >= ASK_COUNT - 1:
                        break
            if missing and missing[-1] - missing[0] >= ASK_COUNT - 1:
                break
        missing = [number for number in missing if number - missing[0] < ASK_COUNT]
        if not missing:
            # What is far behind has been looked at often enough.
            hub["base"] = max(hub["base"], max((last for _, last in accepted), default=0) - WINDOW_COUNT)
            return None
        if hub["asked"] != missing:
            self._say(source, "missing", f"{some(len(missing), 'alert')} from number {missing[0]} on not in the log: asked for")
        hub["asked"] = missing
        return missing[0], missing[-1]

    def look(self, now):
        """Says which hubs have fallen silent; True when one has."""
        is_silent = False
        with self.lock:
            for source, hub in self.hubs.items():
                self._look_for_canary(source, hub, now)
                silent_for = now - hub["heard"]
                if silent_for < MISSED_BEATS * hub["every"]:
                    continue
                is_silent = True
                if hub["told"] is None or now - hub["told"] >= REPEAT_SECONDS:
                    hub["told"] = now
                    never = " It was never heard." if hub["seq"] is None else ""
                    self._say(
                        source, "silent",
                        f"NOTHING HEARD for {round(silent_for)} s, {MISSED_BEATS} heartbeats or more.{never} Nobody knows how "
                        f"its children are: ring the families, and whoever looks after the hub", alarm=True)
        return is_silent

    def _look_for_canary(self, source, hub, now):
        if hub["canary"] is None or now - hub["canary"] < CANARY_SECONDS:
            return
        if hub["canary_told"] is None or now - hub["canary_told"] >= CANARY_REPEAT_SECONDS:
            hub["canary_told"] = now
            self._say(source, "canary-missing",
                      f"NO DAILY TEST CAME for {int((now - hub['canary']) // 3600)} h. Its heartbeats do not show that alerts come through: "
                      f"look at what stands between, and try spotward test-alert on the hub", alarm=True)

    def _say(self, source, kind, text, alarm=False, **more):
        self.tell({
            "at": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds"), "hub": source,
            "kind": kind, "alarm": alarm, "text": text, **more})


def number_of(head):
    """The number of the entry in `SEQ:HASH`."""
    return int(head.partition(":")[0])


def some(count, noun):
    return f"{count} {noun}{'' if count == 1 else 's'}"


def facts(data):
    """What of a heartbeat somebody should see, by kind; None where all is well."""
    outbox, hub, clock = data.get("outbox"), data.get("hub", {}), data.get("clock", {})
    found = {"unanswered": None, "undelivered": None, "dead-letters": None, "journal": None, "standing-still": None, "clock": None}
    if data.get("canary", {}).get("failing"):
        names = ", ".join(data["canary"].get("unanswered", [])) or "anybody: the hub did not decide it"
        found["unanswered"] = f"its daily test was NOT ANSWERED by {names}"
    if outbox is None:
        found["journal"] = "its journal cannot be read: what it still owes is not known"
    elif outbox["undelivered"] > 0:
        # Without the age, which is another one each minute.
        found["undelivered"] = f"still owes {some(outbox['undelivered'], 'message')}"
    if outbox and outbox["dead_letters"] > 0:
        found["dead-letters"] = f"{some(outbox['dead_letters'], 'message')} given up on until somebody looks (spotward outbox list)"
    if hub.get("standing_still"):
        found["standing-still"] = "STANDS STILL: " + ", ".join(hub["standing_still"])
    if clock.get("synchronised") is False:
        found["clock"] = "nothing keeps its clock right"
    return found


class Faults:
    """For tests: answers another status, to the first N requests or to all."""

    def __init__(self, status, count, retry_after, lost=0):
        self.status, self.count, self.retry_after, self.lost = status, count, retry_after, lost
        self.lock = threading.Lock()

    def is_lost(self):
        """Whether this alert is answered with 200 and forgotten, as a proxy that lies might do."""
        with self.lock:
            self.lost -= 1
            return self.lost >= 0

    def next(self, is_heartbeat):
        with self.lock:
            if self.count is None:
                return self.status
            if self.count > 0 and not is_heartbeat:
                self.count -= 1
                return self.status or 503
            return None


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "spotward-receiver"
    sys_version = ""
    timeout = SOCKET_TIMEOUT_SECONDS
    disable_nagle_algorithm = True  # or each answer waits 40 ms for an acknowledgement

    def setup(self):
        super().setup()
        if isinstance(self.connection, ssl.SSLSocket):
            self.connection.do_handshake()  # here, in the connection's own thread, so that nobody waits for it

    def do_POST(self):
        length = self.headers.get("content-length", "")
        if not length.isascii() or not length.isdigit() or int(length) > BODY_LIMIT:
            self.close_connection = True
            return self.answer(413 if length.isdigit() else 411, "a content-length of at most 64 KiB is needed")
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            self.close_connection = True
            return None
        is_heartbeat = self.headers.get("webhook-id", "").startswith(HEARTBEAT_PREFIX)
        fault = self.server.faults.next(is_heartbeat)
        if fault:
            return self.answer(fault, "as asked for on the command line")
        reason = refusal(self.headers, body, self.server.secrets, self.server.public_keys, time.time())
        if reason:
            self.server.say(f"refused a request: {reason}")
            return self.answer(401, reason)
        if is_heartbeat:
            return self.heartbeat(body)
        try:
            event = json.loads(body)
            entries = self.entries(event)
            taken = self.taken(event)
        except (ValueError, KeyError, TypeError, AttributeError):
            return self.answer(400, "the body is not an alert")
        if event["id"] != self.headers["webhook-id"]:
            return self.answer(400, "webhook-id and the event's id differ")
        if self.server.faults.is_lost():
            return self.answer(200, "answered and forgotten, as asked for on the command line")
        try:
            new = self.server.ledger.take(entries)
        except OSError as error:
            self.server.say(f"cannot write the log: {error}")
            return self.answer(500, "not stored, send it again")
        if taken:
            self.answer(200, json.dumps(taken), "application/json")
        else:
            # The receiver's own name for what it has: proof that the answer came from here and not from a proxy.
            receipt = {"receipt": "r-" + hashlib.sha256(event["id"].encode()).hexdigest()[:16]}
            self.answer(200, json.dumps(receipt | {"repeated": not new}), "application/json")
        for entry in new:
            if is_canary(entry["event"]):
                self.server.watch.canary(entry["source"], time.monotonic())
            for line in self.lines(entry):
                self.server.say(line)
        self.server.shown.put(event["source"], [entry["id"] for entry in new])
        if new:
            self.server.late.put(event)
        if new and taken:
            self.server.say(printable(f"         answered: taken by {' as '.join(self.server.person)}"))
        return None

    def do_GET(self):
        """A hub asks who has taken what. Signed is the question without a body; the answer repeats all of it."""
        address = urllib.parse.urlsplit(self.path)
        if not address.path.endswith("/v1/acks") or self.server.taken is None or self.server.sign is None:
            return self.answer(404, "nothing is kept here")
        fault = self.server.faults.next(is_heartbeat=True)
        if fault:
            return self.answer(fault, "as asked for on the command line")
        reason = refusal(self.headers, b"", self.server.secrets, self.server.public_keys, time.time())
        if reason:
            self.server.say(f"refused a question: {reason}")
            return self.answer(401, reason)
        query = urllib.parse.parse_qs(address.query, keep_blank_values=True)
        hub, after = query.get("hub", [""])[0], query.get("after", [""])[0]
        if not WORD.fullmatch(hub) or after and not WORD.fullmatch(after):
            return self.answer(400, "the question names no hub, or its after is no cursor")
        question = self.headers["webhook-id"]
        payload = {"command": "acknowledgements", "hub": hub, "request": question, "after": after,
                   "entries": self.server.taken.after(hub, after)}
        identifier = "acks_" + hashlib.sha256(question.encode()).hexdigest()[:32]
        answer = signed_answer(identifier, payload, self.server.sign, time.time())
        return self.answer(200, json.dumps(answer), "application/json")

    def heartbeat(self, body):
        """A beat is not stored: the next one comes. Its answer asks for what is missing, or tells what was shown."""
        try:
            event = json.loads(body)
            missing = self.server.watch.beat(event, time.monotonic())
            source, sequence = event["source"], event["data"]["heartbeat"]["seq"]
        except (ValueError, KeyError, TypeError, AttributeError):
            return self.answer(400, "the body is not a heartbeat")
        taken = self.server.late.take(time.time())
        if taken:
            return self.answer(200, json.dumps(taken), "application/json")
        days = self.server.watch.days(source) if self.server.sign else None
        shown = self.server.shown.take(source) if not missing and not days else []
        if self.server.sign is None or not (days or missing or shown):
            return self.answer(200, "heard")
        command = ({"command": "days", "days": days} if days else {"command": "resend", "from": missing[0], "to": missing[1]} if missing
                   else {"command": "displayed", "messages": shown})
        # Another id for each beat: what is asked for again is asked anew.
        identifier = "ask_" + hashlib.sha256(f"{event['id']} {sequence}".encode()).hexdigest()[:32]
        return self.answer(
            200, json.dumps(signed_answer(identifier, command, self.server.sign, time.time())), "application/json")

    def taken(self, event):
        if not self.server.person:
            return None
        return acknowledgement(event, *self.server.person, self.server.sign, time.time())

    @staticmethod
    def entries(event):
        """The alert itself, and those that travel with it: of them the hub tells the least."""
        delivery = event["data"]["delivery"]
        common = {
            "source": event["source"],
            "subject": event["subject"],
            "received_at": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds"),
            "attempt": delivery["attempt"],
        }
        own = {"id": event["id"], "type": event["type"], "hub_seq": delivery["hub_seq"], "event": event}
        entries = [common | own]
        for member in delivery.get("also", []):
            its = {"id": str(member["id"]), "type": member["type"], "hub_seq": member["hub_seq"], "event": member}
            entries.append(common | its | {"carried_by": event["id"]})
        return entries

    @staticmethod
    def lines(entry):
        """What a person reads: the summary, then what somebody wrote. The text comes from outside: see `printable`."""
        data = entry["event"].get("data", entry["event"])
        summary = data.get("summary") or f"{data.get('priority')} {data.get('condition')} {data.get('state')}"
        lines = [f"{entry['received_at'][11:19]} #{entry['hub_seq']} {entry['type'].split('.')[-2]}: {summary}"]
        for who, words in (
            ("they say", data.get("concern", {}).get("note")),
            ("note", data.get("ack", {}).get("acked", {}).get("note")),
            ("reason", data.get("resolution", {}).get("reason")),
        ):
            if words:
                lines.append(f"         {who}: {words}")
        return [printable(line) for line in lines]

    def answer(self, status, text, kind="text/plain; charset=utf-8"):
        body = b"" if status in (204, 304) else (text + "\n").encode()
        self.send_response(status)
        if status in (429, 503) and self.server.faults.retry_after:
            self.send_header("retry-after", self.server.faults.retry_after)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass  # one line a new alert, not one a request


def printable(text):
    """Nothing that a terminal would obey."""
    return "".join(character if character.isprintable() else "?" for character in str(text))


class Shown:
    """Alerts that were printed and that the hub has not been told of yet, by hub."""

    def __init__(self):
        self.lock = threading.Lock()
        self.waiting = {}

    def put(self, source, identifiers):
        with self.lock:
            self.waiting.setdefault(source, []).extend(identifiers)

    def take(self, source):
        with self.lock:
            waiting = self.waiting.get(source, [])
            self.waiting[source] = waiting[ASK_COUNT:]
            return waiting[:ASK_COUNT]


class Late:
    """Alarms that somebody takes after the alert was answered: the hub asks for them, or fetches them with a heartbeat."""

    def __init__(self, person, sign, taken=None):
        self.person, self.sign, self.taken = person, sign, taken
        self.lock = threading.Lock()
        self.events = []

    def put(self, event):
        if self.person and self.taken:
            # The hub asks for it; the id is that of the answer it might have had.
            entry = acknowledgement(event, *self.person, self.sign, 0)
            if entry:
                name, role = self.person
                self.taken.put({"id": entry["webhook-id"], "hub": event["source"].rpartition(":")[2],
                                "episode": event["data"]["episode"]["id"], "by": {"name": name, "role": role}})
        elif self.person:
            with self.lock:
                self.events.append(event)

    def take(self, now):
        with self.lock:
            while self.events:
                taken = acknowledgement(self.events.pop(0), *self.person, self.sign, now)
                if taken:
                    return taken
        return None


class HubLog:
    """Says what happened to a hub: on standard output, in a file of one JSON object a line, and to a program."""

    def __init__(self, path, program):
        self.path, self.program = path, program
        self.say = print

    def known(self):
        """The hubs that were heard before, by what the file says, each with the newest head of its audit log or None."""
        heads = {}
        if self.path and os.path.exists(self.path):
            with open(self.path) as file:
                for record in (json.loads(line) for line in file if line.endswith("\n")):
                    heads[record["hub"]] = record.get("head", heads.get(record["hub"]))
        return heads

    def tell(self, record):
        word = "ALARM: " if record["alarm"] else ""
        self.say(printable(f"{record['at'][11:19]} {word}{record['hub'].rpartition(':')[2]}: {record['text']}"))
        if self.path:
            with open(self.path, "a") as file:
                file.write(json.dumps(record, separators=(",", ":")) + "\n")
        if record["alarm"] and self.program:
            try:
                subprocess.Popen([self.program, record["hub"].rpartition(":")[2], record["text"]])
            except OSError as error:
                self.say(f"cannot run {self.program}: {error}")


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    status = 0

    def __init__(self, address, secrets, public_keys, sign, ledger, faults, person, watch, late, taken):
        super().__init__(address, Handler)
        self.secrets, self.public_keys, self.sign = secrets, public_keys, sign
        self.ledger, self.faults, self.person = ledger, faults, person
        self.watch, self.shown, self.late, self.taken = watch, Shown(), late, taken
        self.printing = threading.Lock()

    def say(self, text):
        with self.printing:
            print(text, flush=True)

    def handle_error(self, request, client_address):
        self.say(f"a connection failed: {sys.exc_info()[1]}")


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=8443, help="0 takes a free one; the first line printed names it")
    parser.add_argument("--cert", help="certificate chain, PEM")
    parser.add_argument("--key", help="its private key, PEM")
    parser.add_argument("--plain", action="store_true", help="plain HTTP, on a loopback address only")
    parser.add_argument(
        "--secret-file", action="append", default=[], help="shared secret; again for a second one during a change")
    parser.add_argument(
        "--public-key-file", action="append", default=[],
        help="the hub's public key (whpk_...), where it signs with a key of its own; again for a second one")
    parser.add_argument("--answer-key-file", help="the receiver's own key (whsk_...), to sign answers with")
    parser.add_argument("--log", help="NDJSON file that accepted alerts are appended to; read again at start")
    parser.add_argument(
        "--acknowledge-as", metavar="NAME:ROLE", help="for demonstrations: take every alert at once, as this person")
    parser.add_argument(
        "--acknowledge-late", metavar="NAME:ROLE", help="the same a moment later: on the list of --acks, or in the answer to the next heartbeat")
    parser.add_argument(
        "--acks", metavar="FILE", help="NDJSON file of who has taken what, which hubs ask for (GET /v1/acks); see class Taken")
    parser.add_argument("--take", metavar="EPISODE", help="put one on that list and end: the id of an alarm in --log, or its beginning")
    parser.add_argument("--by", metavar="NAME:ROLE", help="who takes it")
    parser.add_argument("--note", help="what they say")
    parser.add_argument(
        "--expect", metavar="HUB", action="append", default=[],
        help="a hub by its id: its silence is an alarm also when it was never heard; again for another one")
    parser.add_argument("--hub-log", help="NDJSON file of what happened to the hubs; those in it are expected after a start")
    parser.add_argument("--on-silence", metavar="PROGRAM", help="run with the hub's id and a sentence at each alarm")
    parser.add_argument("--exit-on-silence", action="store_true", help="for scripts: end with status 3 when a hub is silent")
    parser.add_argument("--status", type=int, help="for tests: answer this status instead of taking alerts")
    parser.add_argument("--fail-first", type=int, help="for tests: only the first N requests (status 503 by default)")
    parser.add_argument("--lose-first", type=int, default=0, help="for tests: answer the first N alerts 200 and forget them")
    parser.add_argument("--retry-after", help="for tests: the Retry-After header of a 429 or 503")
    options = parser.parse_args()
    if options.take:
        if not options.acks or not options.log or not all((options.by or "").partition(":")):
            parser.error("--take needs --log, --acks and --by \"NAME:ROLE\"")
        return options
    if not options.secret_file and not options.public_key_file:
        parser.error("--secret-file or --public-key-file is needed: nothing is believed unverified")
    people = [one for one in (options.acknowledge_as, options.acknowledge_late) if one is not None]
    if people and not options.secret_file and not options.answer_key_file:
        parser.error("--acknowledge-as signs its answers: give --secret-file or --answer-key-file")
    if options.plain and options.host not in ("127.0.0.1", "::1", "localhost"):
        parser.error("--plain is for a loopback --host only")
    if not options.plain and not (options.cert and options.key):
        parser.error("--cert and --key are needed (or --plain, on a loopback address)")
    if not all(all(one.partition(":")) for one in people):
        parser.error("--acknowledge-as needs a name and a role: \"N. Owl:nurse\"")
    return options


def take(options):
    """Puts an acknowledgement on the list, as a person on a command line does."""
    ledger = Ledger(options.log, is_read_only=True)
    found = ledger.episode(options.take)
    if not found:
        raise SystemExit(f"no alarm, or several, in {options.log} begin with {options.take}: give more of its id")
    name, role = options.by.partition(":")[::2]
    entry = {"episode": found[0], "hub": found[1], "by": {"name": name, "role": role}}
    Taken(options.acks, ledger).put(entry | ({"note": options.note} if options.note else {}))
    print(printable(f"on the list: taken by {name} as {role}; {found[1]} asks for it within a minute"))
    return 0


def main():
    options = arguments()
    if options.take:
        return take(options)
    secrets = [read_secret(path) for path in options.secret_file]
    public_keys = [
        ed25519().Ed25519PublicKey.from_public_bytes(read_key(path, "whpk_")) for path in options.public_key_file]
    sign = (own_signature(read_key(options.answer_key_file, "whsk_")) if options.answer_key_file
            else shared_signature(secrets[0]) if secrets else None)
    faults = Faults(options.status, options.fail_first, options.retry_after, options.lose_first)
    ledger, hub_log = Ledger(options.log), HubLog(options.hub_log, options.on_silence)
    watch = HubWatch(ledger, hub_log.tell, time.monotonic(), options.expect, hub_log.known())
    person = options.acknowledge_as and options.acknowledge_as.partition(":")[::2]
    taken = Taken(options.acks, ledger) if options.acks else None
    late = Late(options.acknowledge_late and options.acknowledge_late.partition(":")[::2], sign, taken)
    server = Server((options.host, options.port), secrets, public_keys, sign, ledger, faults, person, watch, late, taken)
    hub_log.say = server.say
    if taken:
        taken.say = server.say
    if not options.plain:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(options.cert, options.key)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    scheme = "http" if options.plain else "https"
    server.say(f"listening on {scheme}://{options.host}:{server.server_address[1]}/")
    threading.Thread(target=look_after, args=(watch, server, options.exit_on_silence), daemon=True).start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    return server.status


def look_after(watch, server, ends_on_silence):
    while True:
        time.sleep(LOOK_SECONDS)
        if watch.look(time.monotonic()) and ends_on_silence:
            server.status = 3
            server.shutdown()
            return


if __name__ == "__main__":
    sys.exit(main())
