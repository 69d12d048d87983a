"""Task T on NDJSON in bytewax, as its users write it: a source of lines, a map, one stateful step.

    python3 flow.py FOLDER OUT

The gap alarm of one patient is raised by the time of any other's reading, so the state is the whole ward's, under one
key: keyed by patient the step could not see it, and the answer would differ.
"""
import json
import sys

import bytewax.operators as op
from bytewax.connectors.files import FileSource
from bytewax.dataflow import Dataflow
from bytewax.testing import TestingSink, run_main

import task

folder, out = sys.argv[1:]
ward = task.Ward(folder)


def step(state, row):
    ward.take(row["t_ms"], row["patient_id"], row["spo2"], row["hr"])
    return ward, None


flow = Dataflow("threshold")
lines = op.input("lines", flow, FileSource(f"{folder}/W.ndjson"))
rows = op.map("parse", lines, json.loads)
keyed = op.key_on("ward", rows, lambda row: "ward")
told = op.stateful_map("rules", keyed, step)
some = op.filter("nothing", told, lambda pair: pair[1] is not None)
op.output("out", some, TestingSink([]))
run_main(flow)
ward.write(out)
