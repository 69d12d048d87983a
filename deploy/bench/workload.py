#!/usr/bin/env python3
"""Makes workload W: readings of children on a ward, one a second each, the same for the same seed.

    python3 workload.py --out FOLDER [--n 2000000] [--patients 1000] [--seed 20260101]

It writes into FOLDER
    bands.json     the score bands of the benchmark (not a clinical table) and the times of task T
    patients.csv   patient_id,age_months
    W.csv          t_ms,patient_id,spo2,hr,temp    an empty cell: probe off
    W.ndjson       the same, an object a line      null: probe off
    W.bin          the same decoded: <qHhhh of t_ms, place of the patient, spo2, hr, temp x 10; -1: probe off

The order of the calls to the generator of random numbers is part of the workload: change none of them.
Needs numpy (`pip install numpy`), whose PCG64 streams are the same on every machine.
"""
import argparse
import json
import pathlib
import sys

try:
    import numpy as np
except ImportError:
    sys.exit("workload: numpy is missing, and W is made of its random numbers; pip install numpy, and run this again.")

# Heart-rate bands by age in months: the four scores 4 2 1 0 1 2 4 begin at these values.
HEART_RATES = {
    ("0-2m", 0): (80, 90, 110, 161, 171, 191),
    ("3-11m", 3): (80, 90, 100, 151, 171, 181),
    ("1-4y", 12): (60, 80, 90, 141, 151, 171),
    ("5-11y", 60): (50, 60, 70, 121, 131, 151),
    ("12-17y", 144): (40, 50, 60, 111, 121, 141),
}
AGES = [0, 3, 12, 60, 144, 216]
USUAL_HEART_RATES = [135, 125, 115, 95, 85]
START_MS = 1_767_225_600_000


def bands():
    def table(starts, scores, end):
        lows = [0, *starts]
        highs = [start - 1 for start in starts] + [end]
        return [list(band) for band in zip(lows, highs, scores)]

    return {
        "note": "plausible bands for benchmarking only; not a clinical table",
        "raise_at": 2, "dwell_ms": 15000, "clear_ms": 30000, "contiguous_ms": 5000, "gap_ms": 60000,
        "spo2": table((90, 92, 94), (4, 2, 1, 0), 100),
        "bands": [
            {"name": name, "from_months": months, "hr": table(starts, (4, 2, 1, 0, 1, 2, 4), 500)}
            for (name, months), starts in HEART_RATES.items()
        ],
    }


class Ward:
    """Every child in every second, before the readings are put in order."""

    def __init__(self, count, seconds, rng):
        self.count, self.seconds, self.rng = count, seconds, rng
        self.names = [f"PT{number:06d}" for number in rng.choice(900_000, size=count, replace=False) + 100_000]
        band = rng.integers(0, 5, count)
        self.ages = np.array([rng.integers(AGES[b], AGES[b + 1]) for b in band])
        self.usual = np.array(USUAL_HEART_RATES, float)[band]
        self.phase = rng.integers(0, 1000, count)

    def wandering(self, scale, memory):
        """A first-order autoregressive series for each child."""
        steps = self.rng.standard_normal((self.count, self.seconds)) * scale * np.sqrt(1 - memory * memory)
        series = np.empty_like(steps)
        series[:, 0] = steps[:, 0]
        for second in range(1, self.seconds):
            series[:, second] = memory * series[:, second - 1] + steps[:, second]
        return series

    def episodes(self, an_hour, shortest, longest):
        for child in range(self.count):
            for _ in range(self.rng.poisson(an_hour * self.seconds / 3600.0)):
                start = int(self.rng.integers(0, self.seconds))
                yield child, start, min(self.seconds, start + int(self.rng.integers(shortest, longest)))

    def run(self):
        rng, usual = self.rng, self.usual
        hr = usual[:, None] + rng.normal(0, 6, self.count)[:, None] + self.wandering(5.0, 0.97)
        spo2 = 97.6 + rng.normal(0, 0.6, self.count)[:, None] + self.wandering(0.6, 0.9)
        temp = 36.8 + rng.normal(0, 0.2, self.count)[:, None] + self.wandering(0.08, 0.995)
        shape = (self.count, self.seconds)
        present, spo2_off, hr_off = np.ones(shape, bool), np.zeros(shape, bool), np.zeros(shape, bool)

        for child, a, b in self.episodes(3.0, 8, 120):      # desaturation
            spo2[child, a:b] -= slope(b - a) * rng.uniform(3, 18)
        for child, a, b in self.episodes(2.0, 10, 180):     # tachycardia
            hr[child, a:b] += slope(b - a) * usual[child] * rng.uniform(0.2, 0.7)
        for child, a, b in self.episodes(0.6, 8, 60):       # bradycardia
            hr[child, a:b] -= slope(b - a) * usual[child] * rng.uniform(0.25, 0.6)
        for child, a, b in self.episodes(0.3, 300, 1500):   # fever
            degrees, weight = rng.uniform(1.2, 3.0), slope(b - a)
            temp[child, a:b] += weight * degrees
            hr[child, a:b] += weight * degrees * 9
        for child, a, b in self.episodes(1.5, 5, 45):       # probe off
            spo2_off[child, a:b] = True
        for child, a, b in self.episodes(0.7, 5, 30):
            hr_off[child, a:b] = True
        for child, a, b in self.episodes(0.8, 3, 40):       # the link lost for a moment
            present[child, a:b] = False
        for child, a, b in self.episodes(0.6, 55, 260):     # and long enough for the gap alarm
            present[child, a:b] = False
        spike = rng.random(shape) < 0.0015                  # artefacts
        spo2[spike] = rng.uniform(40, 88, spike.sum())
        spike = rng.random(shape) < 0.0010
        hr[spike] = rng.choice([0.0, 30.0, 240.0, 255.0], spike.sum())

        spo2 = np.clip(np.rint(spo2), 0, 100).astype(np.int16)
        hr = np.clip(np.rint(hr), 0, 300).astype(np.int16)
        spo2[spo2_off], hr[hr_off] = -1, -1
        return present, spo2, hr, np.clip(np.rint(temp * 10), 300, 430).astype(np.int16)


def slope(count):
    """Rises over a few seconds to 1 and falls again."""
    edge = min(8, max(1, count // 3))
    weight = np.ones(count)
    weight[:edge] = np.linspace(0.1, 1, edge)
    weight[count - edge:] = np.linspace(1, 0.1, edge)
    return weight


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--n", type=int, default=2_000_000)
    parser.add_argument("--patients", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20260101)
    asked = parser.parse_args()
    if asked.n < 1 or not 1 <= asked.patients <= 65_536:
        sys.exit("workload: --n is at least 1 and --patients 1 to 65536.")

    # A quarter more seconds than needed, for what the gaps take away.
    ward = Ward(asked.patients, int(asked.n / asked.patients * 1.25) + 200, np.random.default_rng(asked.seed))
    present, spo2, hr, temp = ward.run()
    child, second = np.nonzero(present)
    t_ms = START_MS + second.astype(np.int64) * 1000 + ward.phase[child]
    order = np.lexsort((child, t_ms))[:asked.n]
    if len(order) < asked.n:
        sys.exit("workload: the gaps took too many readings of these; take another seed or more patients.")
    child, second, t_ms = child[order], second[order], t_ms[order]
    spo2, hr, temp = spo2[child, second], hr[child, second], temp[child, second]

    asked.out.mkdir(parents=True, exist_ok=True)
    (asked.out / "bands.json").write_text(json.dumps(bands(), indent=1))
    rows = "".join(f"{name},{age}\n" for name, age in zip(ward.names, ward.ages))
    (asked.out / "patients.csv").write_text("patient_id,age_months\n" + rows)
    record = np.dtype([("t", "<i8"), ("p", "<u2"), ("s", "<i2"), ("h", "<i2"), ("c", "<i2")])
    decoded = np.zeros(asked.n, record)
    for field, column in zip("tpshc", (t_ms, child, spo2, hr, temp)):
        decoded[field] = column
    decoded.tofile(asked.out / "W.bin")
    columns = (t_ms.tolist(), child.tolist(), spo2.tolist(), hr.tolist(), temp.tolist())
    with open(asked.out / "W.csv", "w") as csv, open(asked.out / "W.ndjson", "w") as ndjson:
        csv.write("t_ms,patient_id,spo2,hr,temp\n")
        for t, place, s, h, c in zip(*columns):
            name, degrees = ward.names[place], f"{c // 10}.{c % 10}"
            csv.write(f"{t},{name},{'' if s < 0 else s},{'' if h < 0 else h},{degrees}\n")
            ndjson.write('{"t_ms":%d,"patient_id":"%s","spo2":%s,"hr":%s,"temp":%s}\n'
                         % (t, name, "null" if s < 0 else s, "null" if h < 0 else h, degrees))
    print(f"{asked.n} readings, {asked.patients} patients, {(columns[0][-1] - columns[0][0]) / 1000:.0f} s")


if __name__ == "__main__":
    main()
