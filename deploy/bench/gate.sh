#!/usr/bin/env bash
# Refuses a change that costs instructions: counts of callgrind, compared with docs/performance/instructions.json.
#
#     bash deploy/bench/gate.sh [--write] [PROGRAM]     a release build of spotward-bench, built here if not given
#
# A count is the difference of two lengths of one scenario for each reading (or frame, or row), so start-up is not in it.
# Counts do not depend on how busy the machine is, only a little on the compiler: they may be 3 % above the record. Where
# one is 3 % below, the gate says so: record it with --write, so that what was won is held.
#
# Exit status: 0 within the tolerance, 1 beyond it, 2 the measurement itself failed. About two minutes.
set -euo pipefail
cd "$(dirname "$0")/../.."

fail() { echo "gate: $*" >&2; exit 2; }

record=docs/performance/instructions.json
write=false
if [ "${1:-}" = --write ]; then write=true; shift; fi
bench=${1:-}
for program in valgrind objcopy python3; do
    command -v "$program" >/dev/null || fail "$program is missing: apt-get install valgrind binutils python3"
done
if [ -z "$bench" ]; then
    swift build -c release --product spotward-bench >&2 || fail "spotward-bench does not build"
    bench=$(swift build -c release --show-bin-path)/spotward-bench
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
objcopy --strip-debug "$bench" "$folder/bench"
export SWIFT_DETERMINISTIC_HASHING=1

# A small workload in the layout of W, made by arithmetic so that no package is needed: 50 children with dips, gaps and
# probes off. It is not W: only the gate's own record is compared with it.
python3 - "$folder" <<'PYTHON'
import pathlib, struct, sys
sys.path.insert(0, "deploy/bench")
folder = pathlib.Path(sys.argv[1])
for name, count in (("short", 10_000), ("long", 40_000)):
    here = folder / name
    here.mkdir()
    rows, csv, ndjson, state = [], ["t_ms,patient_id,spo2,hr,temp\n"], [], 1
    for second in range(count):
        child = second % 50
        state = state * 6364136223846793005 + 1442695040888963407 & (1 << 64) - 1
        noise = state >> 40
        turn = (second // 50 + child * 31) % 600
        s = -1 if turn > 560 else 88 if 100 < turn < 160 else 95 + noise % 5
        h = -1 if turn > 580 else 185 if 300 < turn < 350 else 105 + noise % 9
        t, c = 1_767_225_600_000 + second // 50 * 1000 + child * 17 + (70_000 if second > 9000 else 0), 366 + noise % 7
        rows.append(struct.pack("<qHhhh", t, child, s, h, c))
        csv.append(f"{t},PT{100000 + child},{s if s >= 0 else ''},{h if h >= 0 else ''},{c // 10}.{c % 10}\n")
        ndjson.append('{"t_ms":%d,"patient_id":"PT%d","spo2":%s,"hr":%s,"temp":%d.%d}\n' % (
            t, 100000 + child, s if s >= 0 else "null", h if h >= 0 else "null", c // 10, c % 10))
    (here / "W.bin").write_bytes(b"".join(rows))
    (here / "W.csv").write_text("".join(csv))
    (here / "W.ndjson").write_text("".join(ndjson))
(folder / "patients.csv").write_text("patient_id,age_months\n" + "".join(f"PT{100000 + i},{i * 4}\n" for i in range(50)))
(folder / "bands.json").write_text("""{"raise_at": 2, "dwell_ms": 15000, "clear_ms": 30000, "contiguous_ms": 5000,
 "gap_ms": 60000, "spo2": [[0, 89, 4], [90, 91, 2], [92, 93, 1], [94, 100, 0]],
 "bands": [{"name": "all", "from_months": 0, "hr": [[0, 79, 4], [80, 99, 1], [100, 150, 0], [151, 170, 1], [171, 500, 4]]}]}""")
PYTHON

counted() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$folder/bench" "$@" --json >"$folder/report" 2>"$folder/told" ||
        fail "spotward-bench $1 failed: $(tail -n 1 "$folder/told")"
    sed -n 's/.*Collected : *\([0-9]*\).*/\1/p' "$folder/told"
}
figure() { sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p" "$folder/report"; }

# scenario NAME UNIT -- the short run -- the long run: instructions for each UNIT of the report
scenario() {
    local name=$1 unit=$2 few many from to
    shift 3
    local short=() ; while [ "$1" != -- ]; do short+=("$1"); shift; done
    shift
    few=$(counted "${short[@]}"); from=$(figure "$unit")
    many=$(counted "$@"); to=$(figure "$unit")
    [ "$to" -gt "$from" ] || fail "$name: the longer run has no more $unit"
    echo "$name $(python3 -c "print(round(($many - $few) / ($to - $from), 1))")" >>"$folder/counts"
}
threshold() {
    echo threshold --bands "$folder/bands.json" --patients "$folder/patients.csv" --readings "$folder/$1/W.$2"
}
# Decoded records are gone through once and three times, since loading them is not what is counted.
few=$(counted $(threshold long bin) --passes 1)
many=$(counted $(threshold long bin) --passes 3)
echo "threshold-bin $(python3 -c "print(round(($many - $few) / 80_000, 1))")" >>"$folder/counts"
for form in csv ndjson; do
    # shellcheck disable=SC2046 # the folder's name has no blanks
    scenario "threshold-$form" readings -- $(threshold short "$form") -- $(threshold long "$form")
done
scenario decide reading_sets -- decide --seconds 1800 -- decide --seconds 5400
for protocol in contec-v7 nonin-df2 ble-plx-2a5f; do
    scenario "decode-$protocol" frames -- decode-decide --protocol "$protocol" --seconds 1800 -- \
        decode-decide --protocol "$protocol" --seconds 3600
done
for form in csv ndjson; do
    scenario "document-$form" rows -- document-decide --format "$form" --made 7200 --rows 1800 -- \
        document-decide --format "$form" --made 7200 --rows 5400
done

python3 - "$folder/counts" "$record" "$write" <<'PYTHON'
import json, pathlib, sys
counts = {name: float(count) for name, count in map(str.split, open(sys.argv[1]))}
record = pathlib.Path(sys.argv[2])
if sys.argv[3] == "true":
    record.write_text(json.dumps(counts, indent=4) + "\n")
known = json.loads(record.read_text()) if record.exists() else {}
worse = False
print(f"{'instructions a reading, frame or row':38}{'record':>10}{'now':>10}")
for name in sorted(counts.keys() | known.keys()):
    was, now = known.get(name), counts.get(name)
    if was is None or now is None:
        word, worse = "  no record: run with --write" if was is None else "  not measured", True
    else:
        change = now / was - 1
        worse = worse or change > 0.03
        word = f"  {change:+.1%}" + (" BEYOND 3 %" if change > 0.03 else " better: record it" if change < -0.03 else "")
    print(f"{name:38}{was or '-':>10}{now or '-':>10}{word}")
sys.exit(1 if worse else 0)
PYTHON
