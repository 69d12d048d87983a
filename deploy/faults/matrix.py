#!/usr/bin/env python3
"""The fault matrix: one fault a row, against a real daemon and the reference receiver, and then the account of it.

Each row has a ward of its own, asks for alerts while the fault holds, takes the fault away, lets the ward come to rest, and has
account.py count: L alerts lost, X told in two versions, O out of order, C books that do not balance, G gaps in hub_seq, K traps,
hangs and stops that were none. All must be 0, and what the row itself says must hold. A row that asks for what is not built yet is
named as missing, with what is awaited, and does not count as failed; when it passes, that is said too.

    matrix.py --spotward .build/debug/spotward              # the quick ones
    matrix.py --spotward .build/debug/spotward --full       # all of them: the table of docs/faults.md
    matrix.py --spotward .build/debug/spotward --only C7
"""

import argparse
import sys
import time

import account
from leak import IDENTIFIERS
import rows_daemon  # noqa: F401  (each of these adds its rows)
import rows_goals  # noqa: F401
import rows_network  # noqa: F401
import rows_storage  # noqa: F401
from rows import ROWS, Bench, Skipped
from ward import say

LETTERS = {
    "L": ("alerts lost: on record, never accepted", "outbox rows still owed", "alerts told but not on record",
          "alerts kept on the hub that name somebody to call"),
    "X": ("alerts told with two bodies, or by two messages", "alerts told otherwise than recorded",
          "alerts that passed for an earlier one"),
    "O": ("episodes told out of order", "episodes with a missing or repeated number",
          "episodes that went on after they were over", "episodes begun while another of their kind was open"),
    "C": ("books of readings that do not balance", "books of bytes that do not balance",
          "runs stopped in order whose rows are not their counts", "journal not sound"),
    "G": ("hub_seq: gaps and repeats", "hub_seq: last number and last row differ"),
}


def count(bench, result):
    """The row's letters, and examples of what should not be."""
    counts = {letter: sum(result.faults.get(name, (0, []))[0] for name in names) for letter, names in LETTERS.items()}
    counts["K"] = len(bench.hangs)
    examples = [f"{name}: {result.faults[name][1]}" for names in LETTERS.values() for name in names if result.failed(name)]
    return counts, examples + bench.hangs


def take(row, spotward, keep):
    """(counts, what is wrong, what was seen, bytes said)"""
    bench = Bench(spotward, row)
    wrong, told, said, counts = [], "", 0, dict.fromkeys("LXOCGK", 0)
    try:
        try:
            told = row.body(bench) or ""
        except AssertionError as error:
            wrong.append(str(error) or "a claim of the row does not hold")
        bench.heal()
        bench.settle()
        if not row.has_own_account:
            counts, wrong_counts = count(bench, account.take(bench, bench.team.copies, []))
            wrong += wrong_counts
        else:
            counts["K"] = len(bench.hangs)
            wrong += bench.hangs
        if bench.team.complaints and not row.may_be_refused:
            wrong.append(f"requests with a bad signature: {bench.team.complaints[:2]}")
        leaks = bench.leaks()
        said, wrong = leaks.count, wrong + sorted(leaks.found)
    except Skipped:
        raise
    except Exception as error:  # noqa: BLE001: a row that breaks has failed, and the others are still run
        wrong.append(f"{type(error).__name__}: {error}")
    finally:
        bench.finish(keep or bool(wrong))
    return counts, wrong, told, said


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--spotward", required=True, help="the built program")
    parser.add_argument("--full", action="store_true", help="all rows, the slow ones too")
    parser.add_argument("--only", metavar="WORD", help="rows whose number or name holds the word")
    parser.add_argument("--keep", action="store_true", help="keep the folders also when all is well")
    arguments = parser.parse_args()
    chosen = [row for row in ROWS if (arguments.only in f"{row.number} {row.name}" if arguments.only
                                      else arguments.full or row.is_quick)]
    began, failed, missing, skipped, arrived = time.monotonic(), [], [], [], []
    heard = 0
    say("  L  X  O  C  G  K      s")
    for row in sorted(chosen, key=lambda row: row.number):
        start = time.monotonic()
        try:
            counts, wrong, told, said = take(row, arguments.spotward, arguments.keep)
        except Skipped as reason:
            skipped.append(row)
            say(f"  not run                {row.number} {row.name}: {reason}")
            continue
        heard += said
        verdict = "pass" if not wrong else "MISSING" if row.awaits else "FAIL"
        if row.awaits and not wrong:
            arrived.append(row)
        if wrong:
            (missing if row.awaits else failed).append(row)
        figures = "".join(f"{counts[letter]:3}" for letter in "LXOCGK")
        say(f"{figures} {time.monotonic() - start:6.1f}  {verdict} {row.number} {row.name}{': ' + told if told else ''}")
        if row.awaits and wrong:
            say(f"                           awaited: {row.awaits}")
        for line in wrong[:4]:
            say(f"                           {line[:300]}")
    say(f"{len(chosen)} rows in {time.monotonic() - began:.0f} s: {len(chosen) - len(failed) - len(missing) - len(skipped)} pass, "
        f"{len(failed)} fail, {len(missing)} missing, {len(skipped)} not run.")
    say(f"{heard:,} bytes of requests and log were looked through for {len(IDENTIFIERS)} planted identifiers of a child.")
    for title, rows in (("Failed", failed), ("Not built yet", missing), ("Not run", skipped), ("Built by now: take its mark off", arrived)):
        if rows:
            say(f"{title}: " + "; ".join(f"{row.number} {row.name}" for row in rows))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
