#!/usr/bin/env python3
"""Holds what receiver.py watches of its hubs: silence, what is owed, what is missing. Time is an argument."""

import base64
import hashlib
import hmac
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import receiver  # noqa: E402

HUB = "urn:spotward:hub:hub-1"


def beat(sequence, accepted=(), undelivered=0, **more):
    data = {
        **({"alarm_log_head": more["head"]} if "head" in more else {}),
        **({"canary": {"failing": bool(more["unanswered"]), "unanswered": list(more["unanswered"])}} if "unanswered" in more else {}),
        "heartbeat": {"seq": sequence, "every_s": 60},
        "outbox": {"undelivered": undelivered, "dead_letters": more.get("dead", 0), "last_hub_seq": 9},
        "endpoint": {"accepted": [list(pair) for pair in accepted]},
        "hub": {"standing_still": more.get("still", [])}, "clock": {"synchronised": more.get("synchronised", True)}}
    return {"source": HUB, "id": f"hb_{sequence}", "data": data}


def entry(number, identifier=None):
    return {"id": identifier or f"alert-{number}", "hub_seq": number, "source": HUB}


class Watch:
    def __init__(self, expected=(), taken=()):
        self.news, self.ledger = [], receiver.Ledger(None)
        self.ledger.take([entry(number) for number in taken])
        self.watch = receiver.HubWatch(self.ledger, lambda record: self.news.append(record), 0, expected)

    def said(self):
        kinds = [record["kind"] for record in self.news]
        self.news.clear()
        return kinds


def three_misses_are_an_alarm_and_a_beat_ends_it():
    it = Watch()
    it.watch.beat(beat(1), 0)
    assert it.said() == ["heard"]
    assert not it.watch.look(179.9) and it.said() == []
    assert it.watch.look(180) and it.said() == ["silent"]
    assert it.watch.look(479.9) and it.said() == []
    assert it.watch.look(480) and it.said() == ["silent"]
    it.watch.beat(beat(2), 481)
    assert it.said() == ["heard-again"] and not it.watch.look(482)


def a_hub_that_was_never_heard_is_silent_too():
    it = Watch(expected=["hub-1"])
    assert not it.watch.look(179) and it.watch.look(180)
    assert it.news[0]["alarm"] and "never heard" in it.news[0]["text"] and it.news[0]["hub"] == HUB


def what_the_hub_owes_is_said_when_it_changes():
    it = Watch()
    it.watch.beat(beat(1, undelivered=2), 0)
    assert it.said() == ["heard", "undelivered"]
    it.watch.beat(beat(2, undelivered=2), 60)
    assert it.said() == []
    it.watch.beat(beat(3, dead=1, still=["spotward.evaluate"], synchronised=False), 120)
    assert sorted(it.said()) == ["clock", "dead-letters", "standing-still", "undelivered"]
    broken = beat(4)
    del broken["data"]["outbox"]
    it.watch.beat(broken, 180)
    assert "journal" in it.said()


def canary_entry(number, came):
    event = {"type": "org.spotward.test.alert.fired.v1",
             "data": {"canary": {"date": "2026-11-22"}, "condition": {"rule_id": "system.test.mild"}}}
    return entry(number) | {"event": event, "received_at": came}


def no_daily_test_for_twenty_five_hours_is_an_alarm_until_one_comes():
    it, hours = Watch(), 3600
    for hour in range(25):
        it.watch.beat(beat(hour, unanswered=[]), hour * hours)
    it.said()
    # 25 hours after the hub was first heard to send them: not a second before.
    it.watch.beat(beat(26, unanswered=[]), 25 * hours - 1)
    assert not it.watch.look(25 * hours - 1) and it.said() == []
    it.watch.look(25 * hours)
    assert it.news[0]["alarm"] and "NO DAILY TEST CAME for 25 h" in it.news[0]["text"] and it.said() == ["canary-missing"]
    it.watch.beat(beat(27, unanswered=[]), 26 * hours - 1)
    it.watch.look(26 * hours - 1)
    assert it.said() == []
    it.watch.look(26 * hours)
    assert it.said() == ["canary-missing"]
    it.watch.canary(HUB, 26 * hours + 5)
    it.watch.beat(beat(28, unanswered=[]), 51 * hours + 4)
    assert it.said() == ["canary"] and not it.watch.look(51 * hours + 4) and it.said() == []
    it.watch.look(51 * hours + 5)
    assert it.said() == ["canary-missing"]


def a_hub_that_sends_no_daily_test_is_not_expected_to():
    it = Watch()
    it.watch.beat(beat(1), 0)
    it.watch.beat(beat(2), 90_000)
    it.watch.look(90_001)
    assert it.said() == ["heard"]


def a_daily_test_that_came_before_a_restart_of_the_receiver_counts():
    it = Watch()
    came = receiver.datetime.datetime.fromtimestamp(time.time() - 24 * 3600, receiver.datetime.timezone.utc)
    it.ledger.take([canary_entry(1, came.isoformat())])
    it.watch.beat(beat(1, unanswered=[]), 0)
    it.watch.look(100)
    assert it.said() == ["heard"]
    it.watch.beat(beat(2, unanswered=[]), 3590)
    it.watch.look(3590)
    assert it.said() == []
    it.watch.look(3605)
    assert it.said() == ["canary-missing"]


def what_the_hub_says_of_its_daily_test_is_shown():
    it = Watch()
    it.watch.beat(beat(1, unanswered=["team"]), 0)
    assert it.said() == ["heard", "unanswered"]
    it.watch.beat(beat(2, unanswered=[]), 60)
    assert it.said() == ["unanswered"]


def a_record_that_goes_back_or_becomes_another_is_an_alarm():
    it = Watch()
    it.watch.beat(beat(1, head="7:aa"), 0)
    assert it.news[-1]["head"] == "7:aa" and it.said() == ["heard", "head"]
    it.watch.beat(beat(2, head="7:aa"), 60)
    it.watch.beat(beat(3, head="8:bb"), 120)
    it.watch.beat(beat(4), 180)
    assert it.said() == []
    it.watch.beat(beat(5, head="7:aa"), 240)
    assert it.news[0]["alarm"] and "--head 8:bb" in it.news[0]["text"] and it.said() == ["record", "head"]
    # It is told of once, and what comes after is held against what there is now.
    it.watch.beat(beat(6, head="7:aa"), 300)
    assert it.said() == []
    it.watch.beat(beat(7, head="7:cc"), 360)
    assert it.news[0]["alarm"] and "another hash" in it.news[0]["text"] and it.said() == ["record", "head"]


def a_record_that_went_back_while_the_receiver_was_off_is_found_at_its_first_beat():
    with tempfile.TemporaryDirectory() as folder:
        log = receiver.HubLog(f"{folder}/hubs.ndjson", None)
        log.say = lambda text: None
        watch = receiver.HubWatch(receiver.Ledger(None), log.tell, 0)
        watch.beat(beat(1, head="12:aa"), 0)
        news = []
        watch = receiver.HubWatch(receiver.Ledger(None), news.append, 0, heads=log.known())
        watch.beat(beat(2, head="11:bb"), 60)
        assert [record["kind"] for record in news] == ["heard", "record", "head"] and "entry 12 and is at 11" in news[1]["text"]


def the_hub_is_told_what_is_held_of_each_day_and_again_when_it_was_mended():
    it = Watch(expected=["hub-1"])
    hub = Hub(it, {"2026-11-01": list(range(1, 201)), "2026-11-02": [201, 202]}, lost=[7, 150])
    hub.beat(with_days=True)
    days = it.watch.days(HUB)
    assert [day["count"] for day in days] == [198, 2] and days[1]["sha256"] == hub.day("2026-11-02")["sha256"]
    assert days[0]["numbers"] == [1, 200] and days[0]["sha256"] != hub.day("2026-11-01")["sha256"]
    assert it.watch.days(HUB) is None
    for _ in range(6):
        hub.beat(with_days=False)
    assert [day["sha256"] for day in it.watch.days(HUB)] == [hub.day(date)["sha256"] for date in hub.days]
    hub.beat(with_days=False)
    assert it.watch.days(HUB) is None


def classes_are_known_by_the_rule_of_an_alert_and_of_what_travels_with_it():
    of = receiver.alarm_class
    assert [of({"data": {"condition": {"rule_id": rule}}}) for rule in ("spot.spo2.low.severe", "limit.hr.low.severe", "concern.mild")] == \
        ["phys", "phys", "concern"]
    assert [of({"condition": rule}) for rule in ("tech.silence.mild", "system.test.mild", "", "new.thing")] == ["tech", "system", "", ""]


def what_is_missing_is_asked_for_until_it_is_there():
    it = Watch(taken=[3, 4, 7])
    # Numbers before the first that was ever taken are somebody else's; 5 and 6 were never accepted here.
    assert it.watch.beat(beat(1, [(1, 4), (7, 7)]), 0) is None
    assert it.watch.beat(beat(2, [(1, 5), (7, 9)]), 60) == (5, 9)
    it.ledger.take([entry(5), entry(8)])
    assert it.watch.beat(beat(3, [(1, 5), (7, 9)]), 120) == (9, 9)
    it.ledger.take([entry(9)])
    assert it.watch.beat(beat(4, [(1, 5), (7, 9)]), 180) is None


def a_receiver_that_is_new_asks_for_nothing_of_before():
    it = Watch()
    assert it.watch.beat(beat(1, [(1, 500)]), 0) is None
    assert it.watch.beat(beat(2, [(1, 501)]), 60) == (501, 501)


class Hub:
    """A hub that has had some alerts accepted, by day, and sends again what it is asked for."""

    def __init__(self, it, days, lost=()):
        self.it, self.days, self.beats, self.again = it, days, 0, 0
        it.ledger.take([entry(number) for numbers in days.values() for number in numbers if number not in lost])
        it.watch.hubs[HUB]["base"] = 1

    def day(self, date):
        numbers = self.days[date]
        lines = "".join(f"{number} alert-{number}\n" for number in numbers)
        return {"date": date, "count": len(numbers), "numbers": [numbers[0], numbers[-1]],
                "sha256": hashlib.sha256(lines.encode()).hexdigest()}

    def beat(self, with_days, answers=True):
        self.beats += 1
        event = beat(self.beats)
        event["data"]["endpoint"]["days"] = [self.day(date) for date in self.days] if with_days else []
        asked = self.it.watch.beat(event, 60 * self.beats)
        if asked and answers:
            assert asked[1] - asked[0] < receiver.ASK_COUNT
            mine = [number for numbers in self.days.values() for number in numbers if asked[0] <= number <= asked[1]]
            self.again += len(mine)
            self.it.ledger.take([entry(number) for number in mine])
        return asked

    def hour(self, answers=True):
        self.beat(with_days=True, answers=answers)
        for _ in range(59):
            self.beat(with_days=False, answers=answers)


def a_thousand_losses_of_five_days_are_all_found_and_mended():
    it = Watch(expected=["hub-1"])
    # An endpoint that serves some roles gets some of the numbers.
    days = {f"2026-11-{day + 1:02}": [number for number in range(day * 1500 + 1, (day + 1) * 1500) if number % 3] for day in range(5)}
    every = [number for numbers in days.values() for number in numbers]
    lost = set(random.Random(4).sample(every[1:], 1000))
    hub = Hub(it, days, lost)
    assert sum(it.ledger.has(HUB, number) for number in every) == len(every) - 1000
    for _ in range(4):
        hub.hour()
    assert all(it.ledger.has(HUB, number) for number in every) and hub.again < len(every)
    said = [record["kind"] for record in it.news]
    assert said.count("day-asked") == 5 and said.count("day") == 5 and "day-differs" not in said
    it.said()
    hub.hour()
    assert it.said() == []


def what_cannot_be_mended_is_an_alarm_once():
    it = Watch(expected=["hub-1"])
    hub = Hub(it, {"2026-11-01": [1, 2, 3]}, lost=[2])
    for _ in range(2):
        hub.hour(answers=False)
    assert it.said() == ["heard", "day-asked", "day-asked"]
    hub.hour(answers=False)
    assert [record["alarm"] for record in it.news] == [True] and "2 alerts here and 3 THAT THE HUB SAYS" in it.news[0]["text"]
    assert it.said() == ["day-differs"]
    hub.hour(answers=False)
    assert it.said() == []
    it.ledger.take([entry(2)])
    hub.hour()
    assert it.said() == ["day"]


def an_id_that_is_another_one_is_a_difference_though_the_number_is_here():
    it = Watch(expected=["hub-1"])
    hub = Hub(it, {"2026-11-01": [1, 2, 3]}, lost=[2])
    it.ledger.take([entry(2, "not-what-the-hub-sent")])
    for _ in range(3):
        hub.hour()
    assert it.said() == ["heard", "day-asked", "day-asked", "day-differs"]


def what_is_here_and_not_on_the_hub_is_said_and_no_alarm():
    it = Watch(expected=["hub-1"])
    hub = Hub(it, {"2026-11-01": [1, 3]})
    it.ledger.take([entry(2)])
    hub.hour()
    assert it.said() == ["heard", "day"]


def a_day_is_digested_as_the_hub_does():
    ledger = receiver.Ledger(None)
    ledger.take([entry(7, "a" * 32), entry(9, "b" * 32), entry(12, "c" * 32)])
    # The same figure stands in Tests/JournalTests/DeliveredDayTests.swift.
    assert ledger.digest(HUB, 7, 11) == (2, "d0d766d563e7665813618cb4d8fc5d561a86bd08998cb56b308a68f3dcbf6f6e")


def no_more_is_asked_for_at_once_than_the_limit():
    it = Watch()
    it.watch.beat(beat(1), 0)
    assert it.watch.beat(beat(2, [(1, receiver.ASK_COUNT)]), 60) == (1, receiver.ASK_COUNT)
    assert it.watch.beat(beat(3, [(1, receiver.ASK_COUNT + 1)]), 120) == (1, receiver.ASK_COUNT)


class List:
    """A list of acknowledgements, and a ledger that knows two alarms of hub-1 and one of hub-2."""

    def __init__(self, folder):
        self.said, self.path = [], pathlib.Path(folder) / "acks"
        self.ledger = receiver.Ledger(None)
        self.ledger.take([alarm(1, "aaaaaa11", HUB), alarm(2, "bbbbbb22", HUB), alarm(3, "cccccc33", "urn:spotward:hub:hub-2")])
        self.taken = receiver.Taken(str(self.path), self.ledger, self.said.append)

    def add(self, text):
        with open(self.path, "a") as file:
            file.write(text)

    def after(self, cursor, hub="hub-1"):
        return [(entry["cursor"], json.loads(entry["payload"])["episode"]) for entry in self.taken.after(hub, cursor)]


def alarm(number, episode, source):
    return entry(number) | {"source": source, "event": {"data": {"episode": {"id": episode}}}}


def line(episode, **more):
    return json.dumps({"episode": episode, "by": {"name": "N. Owl", "role": "nurse"}} | more) + "\n"


def a_hub_gets_its_own_acknowledgements_and_each_until_it_is_on_record():
    with tempfile.TemporaryDirectory() as folder:
        it = List(folder)
        assert it.after("") == []
        it.add(line("aaaaaa11") + line("cccccc33") + line("bbbbbb"))
        assert it.after("") == [("1", "aaaaaa11"), ("3", "bbbbbb22")]
        assert it.after("1") == [("3", "bbbbbb22")] and it.after("3") == []
        assert it.after("", hub="hub-2") == [("2", "cccccc33")]
        assert any("hub-1 has acknowledgements up to line 3 on record" in text for text in it.said)
        # A cursor of a list that is no more: from the beginning, and the hub knows the ids.
        assert it.after("99") == it.after("") == it.after("not-a-number")
        assert [one["id"] for one in it.taken.after("hub-1", "99")] == [one["id"] for one in it.taken.after("hub-1", "")]


def half_a_line_waits_for_its_end_and_what_is_nobodys_is_passed_over():
    with tempfile.TemporaryDirectory() as folder:
        it = List(folder)
        it.add("no json\n" + line("dddddd44") + line("aaaaaa11")[:20])
        assert it.after("") == [] and len(it.said) == 2
        it.add(line("aaaaaa11")[20:])
        assert it.after("") == [("3", "aaaaaa11")] and len(it.said) == 2
        it.add(line("dddddd44", hub="hub-1", note="by hand", id="x" * 22))
        assert it.after("3") == [("4", "dddddd44")] and it.taken.after("hub-1", "3")[0]["id"] == "x" * 22


def one_answer_holds_no_more_than_the_limit():
    with tempfile.TemporaryDirectory() as folder:
        it = List(folder)
        it.add(line("aaaaaa11") * (receiver.ENTRY_COUNT + 1))
        assert len(it.after("")) == receiver.ENTRY_COUNT and it.after(str(receiver.ENTRY_COUNT)) == [("17", "aaaaaa11")]
        it.add(line("bbbbbb22", note="n" * 6000) * 5)
        assert 1 <= len(it.after("17")) <= 4


def a_person_takes_one_on_the_command_line():
    with tempfile.TemporaryDirectory() as folder:
        log, acks = pathlib.Path(folder) / "log", pathlib.Path(folder) / "acks"
        log.write_text(json.dumps(alarm(1, "aaaaaa11", HUB)) + "\n" + "half a li")
        command = [sys.executable, HERE / "receiver.py", "--log", log, "--acks", acks, "--by", "N. Owl:nurse", "--take"]
        done = subprocess.run(command + ["aaaaaa"], stdout=subprocess.PIPE, text=True)
        assert done.returncode == 0 and "taken by N. Owl as nurse; hub-1 asks for it" in done.stdout
        assert json.loads(acks.read_text()) == {"episode": "aaaaaa11", "hub": "hub-1", "by": {"name": "N. Owl", "role": "nurse"}}
        assert subprocess.run(command + ["ffffff"], stderr=subprocess.PIPE).returncode == 1
        # It reads beside a receiver that writes: what that one is in the middle of is left alone.
        assert log.read_text().endswith("half a li")


def a_silent_hub_runs_the_program_and_ends_the_script():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "secret").write_text("0123456789abcdef0123456789abcdef")
        (folder / "call").write_text(f'#!/bin/sh\necho "$1" > {folder}/called\n')
        (folder / "call").chmod(0o700)
        process = subprocess.Popen(
            [sys.executable, HERE / "receiver.py", "--plain", "--port", "0", "--secret-file", folder / "secret",
             "--hub-log", folder / "hubs", "--on-silence", folder / "call", "--exit-on-silence"],
            stdout=subprocess.PIPE, text=True)
        url = process.stdout.readline().split()[-1]
        event = beat(1)
        event["data"]["heartbeat"]["every_s"] = 0.2
        body = json.dumps(event).encode()
        stamp = str(int(time.time()))
        code = hmac.new(b"0123456789abcdef0123456789abcdef", f"hb_1.{stamp}.".encode() + body, hashlib.sha256).digest()
        headers = {"webhook-id": "hb_1", "webhook-timestamp": stamp,
                   "webhook-signature": "v1," + base64.b64encode(code).decode()}
        with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as answer:
            assert answer.status == 200
        assert process.wait(timeout=20) == 3
        assert "ALARM: hub-1: NOTHING HEARD" in process.stdout.read()
        assert [json.loads(line)["kind"] for line in (folder / "hubs").read_text().splitlines()] == ["heard", "silent"]
        for _ in range(100):
            if (folder / "called").exists() and (folder / "called").read_text() == "hub-1\n":
                return
            time.sleep(0.05)
        raise AssertionError("the program was not run")


def main():
    tests = [value for name, value in sorted(globals().items()) if callable(value) and value.__module__ == "__main__"
             and name not in ("main", "beat", "entry", "canary_entry", "alarm", "line", "Watch", "List", "Hub")]
    for test in tests:
        test()
    print(f"receiver.py: {len(tests)} tests")


if __name__ == "__main__":
    main()
