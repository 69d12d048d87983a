"""Task T on NDJSON in plain Python: a loop over lines, `json.loads`, the plainest code that is not slow on purpose.

    python3 loop.py FOLDER OUT
"""
import json
import sys

import task

folder, out = sys.argv[1:]
ward = task.Ward(folder)
with open(f"{folder}/W.ndjson", "rb") as lines:
    for line in lines:
        row = json.loads(line)
        ward.take(row["t_ms"], row["patient_id"], row["spo2"], row["hr"])
ward.write(out)
