"""The rules of task T for the engines written in Python, as fast as plain Python has them: slots, tables by value, one
dictionary look-up a reading. What they mean stands in ../oracle.py.
"""
import collections
import json

QUIET, PENDING, STANDING, CLEARING = range(4)
VALUES = 512


def table(bands):
    scores = [4] * VALUES
    for low, high, points in bands:
        scores[low:high + 1] = [points] * (high + 1 - low)
    return scores


class Channel:
    __slots__ = ("name", "state", "since", "last")

    def __init__(self, name):
        self.name, self.state, self.since, self.last = name, QUIET, 0, -10**15

    def sample(self, t, score, rules, name, out):
        broken = t - self.last > rules.contiguous
        self.last = t
        state = self.state
        if state == QUIET:
            if score >= rules.raise_at:
                self.state, self.since = PENDING, t
        elif state == PENDING:
            if score < rules.raise_at:
                self.state = QUIET
            elif broken:
                self.since = t
            elif t - self.since >= rules.dwell:
                self.state = STANDING
                out.append((t, name, self.name, "RAISE", score))
        elif state == STANDING:
            if score == 0:
                self.state, self.since = CLEARING, t
        elif score != 0:
            self.state = STANDING
        elif broken:
            self.since = t
        elif t - self.since >= rules.clear:
            self.state = QUIET
            out.append((t, name, self.name, "CLEAR", score))


class Rules:
    def __init__(self, folder):
        with open(f"{folder}/bands.json") as file:
            told = json.load(file)
        self.raise_at, self.dwell, self.clear = told["raise_at"], told["dwell_ms"], told["clear_ms"]
        self.contiguous, self.gap = told["contiguous_ms"], told["gap_ms"]
        self.spo2 = table(told["spo2"])
        bands = [(band["from_months"], table(band["hr"])) for band in told["bands"]]
        self.heart_rates = {}
        with open(f"{folder}/patients.csv") as file:
            next(file)
            for line in file:
                name, months = line.split(",")
                self.heart_rates[name] = [scores for start, scores in bands if start <= int(months)][-1]


class Patient:
    __slots__ = ("silent", "scores", "spo2", "hr")

    def __init__(self, scores):
        self.silent, self.scores, self.spo2, self.hr = False, scores, Channel("SPO2"), Channel("HR")


class Ward:
    def __init__(self, folder):
        self.rules, self.out = Rules(folder), []
        self.patients = {name: Patient(scores) for name, scores in self.rules.heart_rates.items()}
        self.heard = collections.OrderedDict()      # longest unheard first

    def take(self, t, name, spo2, hr):
        rules, out, heard = self.rules, self.out, self.heard
        while heard:
            other = next(iter(heard))
            if t - heard[other] < rules.gap:
                break
            out.append((heard.pop(other) + rules.gap, other, "GAP", "RAISE", 0))
            self.patients[other].silent = True
        patient = self.patients[name]
        if patient.silent:
            patient.silent = False
            out.append((t, name, "GAP", "CLEAR", 0))
        heard[name] = t
        heard.move_to_end(name)
        if spo2 is not None:
            patient.spo2.sample(t, rules.spo2[spo2], rules, name, out)
        if hr is not None:
            patient.hr.sample(t, patient.scores[hr], rules, name, out)

    def write(self, path):
        self.out.sort()
        with open(path, "w") as file:
            file.writelines("%d,%s,%s,%s,%d\n" % line for line in self.out)
