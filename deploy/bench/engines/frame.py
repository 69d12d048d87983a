"""Task T on NDJSON in polars, as a table: columns, windows by patient, no loop over rows.

    python3 frame.py FOLDER OUT

Scores, steps and runs of equal samples are computed by column over each patient. Which of the runs raise and which clear
depends on the ones before, so the runs long enough for one or the other, some thousands, are gone through in Python.
"""
import sys

import polars as pl

import task

folder, out = sys.argv[1:]
rules = task.Rules(folder)
lines = []

readings = pl.read_ndjson(f"{folder}/W.ndjson", schema={
    "t_ms": pl.Int64, "patient_id": pl.String, "spo2": pl.Int64, "hr": pl.Int64, "temp": pl.Float64})
last_time = readings["t_ms"][-1]

# Gaps: the next reading of the patient, or the stream's end, is gap_ms or more away.
after = pl.col("t_ms").shift(-1).over("patient_id")
gaps = readings.select("t_ms", "patient_id", after.alias("after")).filter(
    pl.col("after").fill_null(last_time) - pl.col("t_ms") >= rules.gap)
for t, name, after in gaps.iter_rows():
    lines.append((t + rules.gap, name, "GAP", "RAISE", 0))
    if after is not None:
        lines.append((after, name, "GAP", "CLEAR", 0))

# Scores by value and patient.
spo2_scores = pl.DataFrame({"value": range(task.VALUES), "score": rules.spo2})
groups = {}
for name, scores in rules.heart_rates.items():
    groups.setdefault(id(scores), (len(groups), scores))
hr_scores = pl.concat(pl.DataFrame({"group": [group] * task.VALUES, "value": range(task.VALUES), "score": scores})
                      for group, scores in groups.values())
group_of = pl.DataFrame({"patient_id": list(rules.heart_rates),
                         "group": [groups[id(scores)][0] for scores in rules.heart_rates.values()]})


def channel(name, samples):
    """Runs of breaches and of clear samples without a break, with the sample that would raise or clear."""
    kind = pl.when(pl.col("score") >= rules.raise_at).then(2).when(pl.col("score") == 0).then(0).otherwise(1)
    samples = samples.with_columns(kind.alias("kind")).with_columns(
        ((pl.col("kind") != pl.col("kind").shift(1)) | (pl.col("t_ms").diff() > rules.contiguous))
        .over("patient_id").fill_null(True).cum_sum().alias("run"))
    runs = samples.group_by("run", maintain_order=True).agg(
        pl.col("patient_id").first(), pl.col("kind").first(), pl.col("t_ms"), pl.col("score"))
    span = pl.col("t_ms").list.last() - pl.col("t_ms").list.first()
    breaches, clears = pl.col("kind") == 2, pl.col("kind") == 0
    runs = runs.filter((breaches & (span >= rules.dwell)) | (clears & (span >= rules.clear)))
    standing = set()
    for _, patient, kind, times, scores in runs.iter_rows():
        is_raised = patient in standing
        if (kind == 2) == is_raised:
            continue
        wait = rules.dwell if kind == 2 else rules.clear
        place = next(place for place, t in enumerate(times) if t - times[0] >= wait)
        lines.append((times[place], patient, name, "RAISE" if kind == 2 else "CLEAR", scores[place]))
        standing ^= {patient}


by_patient = readings.sort("patient_id", "t_ms", maintain_order=True)
channel("SPO2", by_patient.filter(pl.col("spo2").is_not_null()).join(
    spo2_scores, left_on="spo2", right_on="value", how="left", maintain_order="left"))
channel("HR", by_patient.filter(pl.col("hr").is_not_null()).join(
    group_of, on="patient_id", how="left", maintain_order="left").join(
    hr_scores, left_on=["group", "hr"], right_on=["group", "value"], how="left", maintain_order="left"))
lines.sort()
with open(out, "w") as file:
    file.writelines("%d,%s,%s,%s,%d\n" % line for line in lines)
