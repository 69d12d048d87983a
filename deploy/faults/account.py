"""One account of a ward after its daemon has stopped: the receiver's log, the journal and the folders against each other.

Every line is a count of something that must not be. It reads only what is on disk and what the receiver saw; it shares
no code with the program it judges.
"""

import collections
import json
import os
import sqlite3

TALLY = ("accepted", "retrospective", "valueless", "unassigned", "implausible", "unreadable")
OVER = ("resolved", "void")
FRAME_BYTES = {"bedside-left": 9, "bedside-right": 5}


class Account:
    """Counts by name, each with up to three examples."""

    def __init__(self):
        self.faults = collections.OrderedDict()
        self.figures = collections.OrderedDict()

    def expect(self, name, offenders):
        """All of `offenders` are faults of this name."""
        offenders = list(offenders)
        count, examples = self.faults.get(name, (0, []))
        self.faults[name] = (count + len(offenders), (examples + offenders)[:3])

    def tell(self, name, figure):
        self.figures[name] = figure

    def failed(self, name):
        return self.faults.get(name, (0, []))[0] > 0

    @property
    def is_clean(self):
        return not any(count for count, _ in self.faults.values())

    def lines(self):
        for name, figure in self.figures.items():
            yield f"  {figure:>9}  {name}"
        yield "  ---------  what must be 0"
        for name, (count, examples) in self.faults.items():
            yield f"  {count:>9}  {name}"
            for example in examples:
                yield f"             e.g. {str(example)[:400]}"


def open_journal(state):
    journal = sqlite3.connect(f"file:{os.path.join(state, 'journal.sqlite')}?mode=ro", uri=True)
    journal.row_factory = sqlite3.Row
    return journal


def take(ward, copies, drops, forgotten=frozenset()):
    """The account of a ward that has stopped in order. `copies`: all the receiver took; `drops`: what was dropped; `forgotten`: the
    SHA-256 of files whose rows are older than readings are kept, and may be gone, the oldest first."""
    account = Account()
    journal = open_journal(ward.state)
    try:
        account.expect("journal not sound", [row[0] for row in journal.execute("PRAGMA quick_check") if row[0] != "ok"])
        account.expect(
            "journals set aside as damaged", [name for name in os.listdir(ward.state) if "corrupt" in name.lower()
                                              or "damaged" in name.lower()])
        alerts(account, journal, copies, ward.log_text)
        files(account, journal, ward, drops, forgotten)
        books(account, journal, bool(forgotten))
    finally:
        journal.close()
    return account


# Alerts.


def alerts(account, journal, copies, log_text):
    rows = list(journal.execute("SELECT * FROM transitions ORDER BY seq"))
    owed = [row for row in rows if row["hub_seq"] is not None]
    told = {}
    for copy in copies:
        told.setdefault(copy["id"], copy)
    account.tell("transitions on record", len(rows))
    account.tell("of them for the team", len(owed))
    account.tell("accepted by the receiver", len(told))
    account.tell("of them carried by another", sum(copy["carried_by"] is not None for copy in told.values()))
    account.tell("repeats of an accepted alert", len(copies) - len(told))
    account.tell("delivery attempts on record", journal.execute("SELECT count(*) FROM deliveries").fetchone()[0])

    account.expect("alerts lost: on record, never accepted", [row["alert_id"] for row in owed if row["alert_id"] not in told])
    on_record = {row["alert_id"]: row for row in owed}
    account.expect("alerts told but not on record", [key for key in told if key not in on_record])
    account.expect("outbox rows still owed", [
        tuple(row) for row in journal.execute("SELECT hub_seq, endpoint FROM outbox WHERE state <> 'accepted'")])
    account.expect("alerts that passed for an earlier one", [
        line for line in log_text.splitlines() if "on record already" in line])
    account.expect("hub_seq: gaps and repeats", gaps([row["hub_seq"] for row in owed]))
    last = journal.execute("SELECT last_hub_seq FROM hub").fetchone()[0]
    account.expect("hub_seq: last number and last row differ", [last] if last != len(owed) else [])
    account.expect("alerts told with two bodies, or by two messages", two_bodies(copies))
    account.expect("alerts told otherwise than recorded", [
        key for key, copy in told.items() if key in on_record and (
            copy["hub_seq"] != on_record[key]["hub_seq"] or copy["episode"] != on_record[key]["episode_id"])])
    account.expect("alerts kept on the hub that name somebody to call", [
        row["alert_id"] for row in rows if row["hub_seq"] is None and row["roles"] != 0 and row["suppressed_by"] == 0])
    account.expect("alerts about a child that nobody is to be told, above P4", [
        row["alert_id"] for row in rows if row["hub_seq"] is None and row["priority"] > 1 and row["suppressed_by"] == 0])
    account.expect("episodes told out of order", out_of_order(copies, on_record))
    account.expect("episodes with a missing or repeated number", [
        episode for episode, numbers in by(rows, "episode_id", "episode_seq").items() if gaps(numbers)])
    account.expect("episodes that went on after they were over", [
        episode for episode, states in by(rows, "episode_id", "state").items() if went_on(states)])
    account.expect("episodes begun while another of their kind was open", begun_twice(rows))


def by(rows, key, value):
    groups = collections.OrderedDict()
    for row in rows:
        groups.setdefault(row[key], []).append(row[value])
    return groups


def gaps(numbers):
    """Where numbers from 1 are missing or stand twice."""
    return [(number, expected) for expected, number in enumerate(numbers, 1) if number != expected]


def went_on(states):
    """Over stays over: it may only be recorded again as such (a late answer, a reminder of what nobody took)."""
    over = next((place for place, state in enumerate(states) if state in OVER), len(states))
    return any(state not in OVER for state in states[over:])


def two_bodies(copies):
    bodies = collections.defaultdict(set)
    for copy in copies:
        bodies[copy["id"]].add((copy["carried_by"], json.dumps(copy["body"], sort_keys=True)))
    return [key for key, texts in bodies.items() if len(texts) > 1]


def out_of_order(copies, on_record):
    """Alerts that were first accepted after a later one of the same episode."""
    highest, seen, late = {}, set(), []
    for copy in copies:
        if copy["id"] in seen or copy["id"] not in on_record:
            continue
        seen.add(copy["id"])
        number = on_record[copy["id"]]["episode_seq"]
        if number < highest.get(copy["episode"], 0):
            late.append((copy["episode"], number))
        highest[copy["episode"]] = max(number, highest.get(copy["episode"], 0))
    return late


def begun_twice(rows):
    """A condition of a child begins a new episode only when the one before is over: else its id has changed."""
    opened, twice = {}, []
    for row in rows:
        key = row["dedup_key"]
        if row["episode_seq"] == 1:
            if key in opened:
                twice.append((row["condition"], opened[key], row["episode_id"]))
            opened[key] = row["episode_id"]
        if row["state"] in OVER and opened.get(key) == row["episode_id"]:
            opened.pop(key)
    return twice


# Dropped files.


def files(account, journal, ward, drops, forgotten):
    accepted, refused = ward.lying("accepted"), ward.lying("refused")
    placed = accepted + refused
    names = {drop.name for drop in drops}
    account.tell("files dropped", len(drops))
    account.tell("files in accepted", len(accepted))
    account.tell("files in refused", len(refused))
    account.expect("files not put away", ward.waiting())
    account.expect("files lost", [drop.name for drop in drops if drop.name not in placed])
    account.expect("files put away twice", [name for name in placed if placed.count(name) > 1 or name not in names])
    account.expect("files in the wrong folder", [
        (drop.name, drop.outcome) for drop in drops
        if drop.name in placed and drop.name not in (accepted if drop.outcome == "accepted" else refused)])
    receipts = {}
    for outcome, lying in (("accepted", accepted), ("refused", refused)):
        for name in lying:
            receipts[name] = ward.receipt(name, outcome)
            if receipts[name] and receipts[name].get("outcome") != outcome:
                account.expect("receipts that say another outcome", [name])
    account.expect("files without a receipt", [name for name in placed if not receipts[name]])
    strays = [name for outcome in ("accepted", "refused") for name in os.listdir(ward.path("drop", outcome))
              if name.endswith(".receipt.json") and name[:-len(".receipt.json")] not in (
                  accepted if outcome == "accepted" else refused)]
    account.expect("receipts without their file", strays)
    account.expect("receipts that do not account for every row", short_receipts(drops, receipts))

    documents = {row["sha256"]: row for row in journal.execute("SELECT * FROM documents")}
    rows = {row["document"]: row for row in journal.execute(
        """SELECT document, count(*) AS rows, count(DISTINCT document_row) AS distinct_rows, max(document_row) AS last,
             sum(disposition IN (0, 1, 3)) AS used, sum(disposition IN (2, 4)) AS unused
           FROM readings WHERE document IS NOT NULL GROUP BY document""")}
    account.tell("documents on record", len(documents))
    account.tell("rows of files on record", sum(row["rows"] for row in rows.values()))
    unused = {row["number"] for row in documents.values() if row["state"] == "refused"}
    account.expect("rows on record twice", [
        (number, row["rows"] - row["distinct_rows"]) for number, row in rows.items()
        if row["rows"] != row["distinct_rows"] and number not in unused])
    # A refused file is judged afresh each time it is offered, and every judgement is on record.
    account.tell("rows of refused files judged again", sum(
        row["rows"] - row["distinct_rows"] for number, row in rows.items() if number in unused))
    whole = {drop.sha256: drop for drop in drops if drop.kind != "again"}
    wrong, are_old = [], True
    for sha256, drop in whole.items():
        document = documents.get(sha256)
        row = rows.get(document["number"]) if document else None
        found = row["distinct_rows"] if row else 0
        are_old = are_old and sha256 in forgotten and found < drop.rows
        if are_old:
            continue
        if found != drop.rows or (row and row["last"] != drop.rows):
            wrong.append((drop.name, f"{found} of {drop.rows} rows"))
    account.expect("files whose rows are not all on record", wrong)
    account.expect("documents left open", [row["number"] for row in documents.values() if row["state"] == "processing"])
    account.expect("documents counted otherwise than their rows", [
        (document["number"], f"{sum(document[column] for column in TALLY)} of {row['distinct_rows']}")
        for document in documents.values() for row in [rows.get(document["number"])]
        if row and sum(document[column] for column in TALLY) != row["distinct_rows"]])
    account.expect("documents nobody dropped", [key for key in documents if key not in whole])


def short_receipts(drops, receipts):
    """Receipts of files that were read, whose rows do not sum up. Those that say "applied before" count nothing."""
    for drop in drops:
        receipt = receipts.get(drop.name)
        if not receipt or drop.rows == 0 or "applied before" in (receipt.get("note") or ""):
            continue
        told = receipt["rows"]
        total = told["accepted"] + told["retrospective"] + told["valueless"] + sum(told["refused"].values())
        if told["read"] != drop.rows or total != drop.rows:
            yield drop.name, f"{told['read']} read, {total} accounted for, {drop.rows} in the file"


# Counters.


def books(account, journal, are_some_forgotten):
    runs = list(journal.execute("SELECT * FROM runs ORDER BY run"))
    account.tell("runs on record", len(runs))
    account.tell("of them cut off", sum(row["stopped_wall_us"] is None for row in runs))
    ledgers = collections.defaultdict(collections.Counter)
    for row in journal.execute("SELECT * FROM counters"):
        ledgers[row["run"], row["source_name"]][row["name"]] = row["value"]
    account.tell("readings received", sum(book["readings.received"] for book in ledgers.values()))
    account.tell("bytes received", sum(book["bytes.received"] for book in ledgers.values()))
    account.expect("books of readings that do not balance", [
        (key, dict(book)) for key, book in ledgers.items()
        if book["readings.received"] != book["readings.accepted"] + book["readings.retrospective"]
        + book["readings.refused.implausible"] + book["readings.unassigned"]])
    pending = {key: book["bytes.received"] - book["bytes.in_frames"] - book["bytes.skipped"] - book["bytes.refused"]
               for key, book in ledgers.items()}
    account.expect("books of bytes that do not balance", [
        (key, left) for key, left in pending.items() if not 0 <= left <= FRAME_BYTES.get(key[1], 0)])
    stopped = [row["run"] for row in runs if row["stopped_wall_us"] is not None]
    account.expect("runs stopped in order whose rows are not their counts", [
        offence for run in stopped for offence in uncounted(journal, run, ledgers, are_some_forgotten)])


def uncounted(journal, run, ledgers, are_some_forgotten):
    """Of a run that stopped in order, each value on record is a reading counted, and the other way round where none is too old. Rows
    that the hub could not keep, while its log had no bound, it counts itself; each has four values at most."""
    on_record = dict(journal.execute(
        """SELECT name, sum((spo2 IS NOT NULL) + (hr IS NOT NULL) + (rr IS NOT NULL) + (temp IS NOT NULL))
           FROM readings JOIN sources USING (source) WHERE run = ? GROUP BY name""", (run,)).fetchall())
    counted = {source: book["readings.received"] for (of, source), book in ledgers.items() if of == run and source}
    for source in on_record.keys() | counted.keys():
        if on_record.get(source, 0) > counted.get(source, 0):
            yield run, source, f"{on_record[source]} on record, {counted.get(source, 0)} counted"
    left_out = sum(counted.values()) - sum(on_record.values())
    unrecorded = ledgers[run, ""]["readings.unrecorded"]
    if left_out > 4 * unrecorded and not are_some_forgotten:
        yield run, f"{left_out} counted and not on record, {unrecorded} rows left out by the hub's own count"
