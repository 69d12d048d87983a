#!/usr/bin/env python3
"""Task T as plainly as it can be written: the answer that every program's is compared with.

    python3 oracle.py FOLDER        reads bands.json, patients.csv and W.csv; writes expected.csv and expected.stats

Readings come in order of time. For each:
  - A patient unheard for gap_ms: GAP RAISE, stamped the last reading + gap_ms, as soon as any reading's time reaches
    that. The patient's next reading: GAP CLEAR.
  - SpO2 and heart rate each score by their bands; outside every band scores 4; a missing value is no sample.
  - RAISE when a channel has scored raise_at or more for dwell_ms without a break; then CLEAR when it has scored 0 for
    clear_ms without a break. A step of more than contiguous_ms between two samples of a channel begins the dwell anew.
expected.csv is sorted: t_ms,patient_id,channel,action,score. expected.stats: readings, sum of scores, of tenths of degrees.
"""
import collections
import csv
import json
import pathlib
import sys


class Channel:
    def __init__(self, rules):
        self.rules, self.raised, self.since, self.last = rules, False, None, None

    def sample(self, t, score):
        """RAISE, CLEAR or None. `since` is when the dwell that is under way began."""
        broken = self.last is None or t - self.last > self.rules["contiguous_ms"]
        self.last = t
        if not (score == 0 if self.raised else score >= self.rules["raise_at"]):
            self.since = None
        elif self.since is None or broken:
            self.since = t
        elif t - self.since >= self.rules["clear_ms" if self.raised else "dwell_ms"]:
            self.since, self.raised = None, not self.raised
            return "RAISE" if self.raised else "CLEAR"
        return None


def score(bands, value):
    return next((points for low, high, points in bands if low <= value <= high), 4)


def answer(rules, ages, readings):
    out, totals = [], [0, 0, 0]
    heard = collections.OrderedDict()       # longest unheard first
    silent = set()
    channels = {(name, kind): Channel(rules) for name in ages for kind in ("SPO2", "HR")}
    heart_rates = {
        name: [band for band in rules["bands"] if band["from_months"] <= age][-1]["hr"] for name, age in ages.items()
    }
    for t, name, spo2, hr, tenths in readings:
        while heard and t - next(iter(heard.values())) >= rules["gap_ms"]:
            other, seen = heard.popitem(last=False)
            silent.add(other)
            out.append((seen + rules["gap_ms"], other, "GAP", "RAISE", 0))
        if name in silent:
            silent.remove(name)
            out.append((t, name, "GAP", "CLEAR", 0))
        heard[name] = t
        heard.move_to_end(name)
        for kind, bands, value in (("SPO2", rules["spo2"], spo2), ("HR", heart_rates[name], hr)):
            if value is None:
                continue
            points = score(bands, value)
            totals[1] += points
            action = channels[name, kind].sample(t, points)
            if action:
                out.append((t, name, kind, action, points))
        totals[0] += 1
        totals[2] += tenths
    return sorted(out), totals


def readings_of(path):
    with open(path, newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for t, name, spo2, hr, temp in rows:
            yield int(t), name, int(spo2) if spo2 else None, int(hr) if hr else None, round(float(temp) * 10)


def main():
    folder = pathlib.Path(sys.argv[1])
    rules = json.loads((folder / "bands.json").read_text())
    with open(folder / "patients.csv", newline="") as file:
        ages = {row["patient_id"]: int(row["age_months"]) for row in csv.DictReader(file)}
    out, totals = answer(rules, ages, readings_of(folder / "W.csv"))
    (folder / "expected.csv").write_text("".join("%d,%s,%s,%s,%d\n" % line for line in out))
    (folder / "expected.stats").write_text("%d %d %d\n" % tuple(totals))
    print(f"{totals[0]} readings, {len(out)} transitions")


if __name__ == "__main__":
    main()
