#!/usr/bin/env bash
# The campaigns of faults, each against a real daemon with a real receiver, journal and ports; docs/faults.md says what each
# provokes and counts. Bounded by itself; --full is the long run whose counts stand on that page.
#
#     bash deploy/faults.sh [--full] [--spotward PROGRAM]
#
# Exit status: 0 when everything that must be 0 is 0, else that of the first campaign that failed.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."

seeds=200 kills=500 stalls=5 reloads=10 cuts=40 lies=6 edits=170 days=1 speed=600 rows= night= spotward=
while [ $# -gt 0 ]; do
    case $1 in
        --full) seeds=10000 kills=10000 stalls=100 reloads=500 cuts=2000 lies=20 edits=10000 days=30 speed=900 rows=--full night="--alerts 200 --cuts 10000" ;;
        --spotward) spotward=${2:?}; shift ;;
        *) echo "faults: unknown option $1; see the head of this file" >&2; exit 2 ;;
    esac
    shift
done
[ -n "$spotward" ] || spotward=$(swift build --show-bin-path)/spotward

step() { printf '\n-- %s\n' "$1"; }

# Two wards side by side: most of such a campaign is waiting.
step "kill -9 of the daemon, $kills times in two wards, while people ask things of it"
second=$(mktemp)
trap 'rm -f "$second"' EXIT
python3 deploy/faults/kill.py --spotward "$spotward" --cycles $((kills / 2)) >"$second" 2>&1 &
python3 deploy/faults/kill.py --spotward "$spotward" --cycles $((kills - kills / 2)) && first_failed=0 || first_failed=$?
wait $! && second_failed=0 || second_failed=$?
cat "$second"
[ $first_failed -eq 0 ] && [ $second_failed -eq 0 ] || exit 1

step "SIGHUP, $reloads times, a third of them with settings that have a defect"
python3 deploy/faults/kill.py --spotward "$spotward" --reload --cycles "$reloads"

step "bad input"
python3 deploy/faults/bad-input.py --spotward "$spotward"

step "edits of its record: the audit log, the rows it tells of, bits of the journal, $edits each"
python3 deploy/faults/record.py --spotward "$spotward" --edits "$edits"

step "the fault matrix${rows:+, every row}"
python3 deploy/faults/matrix.py --spotward "$spotward" $rows

step "a soak: $days days of a ward at $speed times the speed of life"
python3 deploy/faults/soak.py --spotward "$spotward" --days "$days" --speed "$speed"

step "$seeds nights from seeds"
bash deploy/faults/nights.sh --seeds "$seeds"

step "the power cut at every sync of a night, and at random, on a played disk"
bash deploy/faults/cuts.sh $night

# Behind what is built beside the first of these: it counts seconds.
step "each stage stands still $stalls times, and the watchdog ends the daemon"
python3 deploy/faults/stall.py --spotward "$spotward" --times "$stalls"

if python3 deploy/faults/disk.py; then
    step "the power of its disk cut, $cuts times"
    python3 deploy/faults/kill.py --spotward "$spotward" --power-cut --cycles "$cuts"

    step "and a disk that lies about it, $lies times: this must be found"
    python3 deploy/faults/kill.py --spotward "$spotward" --power-cut --lying-disk --cycles "$lies"
else
    echo "Power cuts were NOT run: above is why."
fi
