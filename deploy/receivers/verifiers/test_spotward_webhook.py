#!/usr/bin/env python3
"""Holds spotward_webhook.py against vectors.json."""

import json
import pathlib
import sys

from spotward_webhook import Refused, verify

SENT_AT = 1_614_265_330  # of the standard's own vectors
vectors = json.loads((pathlib.Path(__file__).parent / "vectors.json").read_text())
assert len(vectors) >= 20, len(vectors)
wrong = 0
for vector in vectors:
    try:
        verify(vector["headers"], vector["body"].encode(), vector["keys"], SENT_AT + vector["late"])
        refusal = ""
    except Refused as refused:
        refusal = str(refused)
    if refusal != vector["refusal"]:
        wrong += 1
        print(f"{vector['name']}: {refusal!r}, expected {vector['refusal']!r}")
print(f"python: {len(vectors) - wrong} of {len(vectors)} vectors")
sys.exit(1 if wrong else 0)
