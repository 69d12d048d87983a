#!/usr/bin/env bash
# Task T on workload W, this program against C in the same run: answers compared, instructions counted, times in turn.
#
#     bash deploy/bench/run.sh [--json] [--n READINGS] [--pairs PAIRS] [--bench PROGRAM]
#
# 1. Makes W (workload.py, which needs numpy) and the answer (oracle.py), five small W's too; --n is 2,000,000 by itself.
# 2. Builds both in release: cc -O3, and spotward-bench unless its path is given.
# 3. Every answer of both, in every form, must be the oracle's byte for byte, and so must what was read.
# 4. Instructions a reading by callgrind: the difference of two lengths, of one and three passes over decoded records.
# 5. Times in turn, A B A B, at least seven pairs: median, least and greatest ratio; peak memory of both.
#
# Exit status: 0 measured, 1 an answer differs, 2 the measurement itself failed.
set -euo pipefail
cd "$(dirname "$0")/../.."

fail() { echo "bench: $2" >&2; exit "$1"; }

json=false count=2000000 pairs=7 bench=
while [ $# -gt 0 ]; do
    case $1 in
        --json) json=true ;;
        --n) count=${2:?}; shift ;;
        --pairs) pairs=${2:?}; shift ;;
        --bench) bench=${2:?}; shift ;;
        *) fail 2 "unknown option $1; see the head of this file" ;;
    esac
    shift
done
[ "$pairs" -ge 7 ] || fail 2 "--pairs is $pairs: fewer than 7 say nothing."
for program in valgrind objcopy python3; do
    command -v "$program" >/dev/null || fail 2 "$program is missing: apt-get install valgrind binutils python3"
done
python3 -c 'import numpy' 2>/dev/null || fail 2 "numpy is missing, and W is made with it: pip install numpy"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if [ -z "$bench" ]; then
    swift build -c release --product spotward-bench >&2 || fail 2 "spotward-bench does not build"
    bench=$(swift build -c release --show-bin-path)/spotward-bench
fi
# Callgrind 3.19 cannot read the program's debugging information.
objcopy --strip-debug "$bench" "$folder/swift"
"${CC:-cc}" -O3 -std=gnu11 -Wall -Wextra -o "$folder/c" deploy/bench/threshold.c || fail 2 "the C program does not build"

# run_one PROGRAM W FORM: the answer in $folder/out.csv, the report as one line of JSON on standard output.
run_one() {
    local w=$2
    case $1 in
        c) $over "$folder/c" "$w/bands.json" "$w/patients.csv" "$w/W.$3" "$folder/out.csv" ${passes:+"$passes"} ;;
        swift) $over "$folder/swift" threshold --bands "$w/bands.json" --patients "$w/patients.csv" \
            --readings "$w/W.$3" --out "$folder/out.csv" --json ${passes:+--passes "$passes"} $ring ;;
    esac
}
over= passes= ring=

make_w() {
    python3 deploy/bench/workload.py --out "$1" --n "$2" --patients "$3" --seed "$4" >&2
    python3 deploy/bench/oracle.py "$1" >&2
}
check() {
    local report expected
    report=$(run_one "$1" "$2" "$3") || fail 1 "$1 failed on $(basename "$2"), $3"
    cmp -s "$folder/out.csv" "$2/expected.csv" || fail 1 "$1's answer differs from the oracle's on $(basename "$2"), $3 $ring"
    read -r -a expected <"$2/expected.stats"
    [[ $report == *"\"readings\":${expected[0]},"*"\"sum_score\":${expected[1]},\"sum_temp10\":${expected[2]},"* ]] ||
        fail 1 "$1 did not read all of $(basename "$2"), $3: $report; expected ${expected[*]}"
}

make_w "$folder/W" "$count" 1000 20260101
place=0
for size in "1 1" "40 1" "3000 1" "5000 7" "20000 50" "30000 1000"; do
    read -r n patients <<<"$size"
    place=$((place + 1))
    make_w "$folder/small-$place" "$n" "$patients" "$place"
done
for w in "$folder"/small-* "$folder/W"; do
    for form in bin csv ndjson; do
        for program in c swift; do check "$program" "$w" "$form"; done
    done
    ring=--ring; check swift "$w" bin; ring=
done

# The first readings of W alone, for the difference of two lengths.
cut_w() {
    mkdir -p "$2"
    cp "$1/bands.json" "$1/patients.csv" "$2"
    head -c $(($3 * 16)) "$1/W.bin" >"$2/W.bin"
    head -n $(($3 + 1)) "$1/W.csv" >"$2/W.csv"
    head -n "$3" "$1/W.ndjson" >"$2/W.ndjson"
}
cut_w "$folder/W" "$folder/short" $((count / 20))
cut_w "$folder/W" "$folder/long" $((count / 20 * 3))
instructions() {
    over="valgrind --tool=callgrind --callgrind-out-file=/dev/null" run_one "$1" "$2" "$3" 2>"$folder/told" >/dev/null ||
        fail 2 "callgrind failed: $(tail -n 1 "$folder/told")"
    sed -n 's/.*Collected : *\([0-9]*\).*/\1/p' "$folder/told"
}
# A program of its own starts the one measured: a child's peak counts what its parent held when it began.
cat >"$folder/peak" <<'PYTHON'
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
PYTHON
peak() { over="python3 $folder/peak" run_one "$1" "$folder/W" "$2"; }

rows=
for form in bin csv ndjson; do
    for program in c swift; do
        # Loading the records costs as much as deciding on them: what two more passes over them cost is the decision.
        if [ "$form" = bin ]; then
            difference=$(($(passes=3 instructions "$program" "$folder/short" bin) - $(passes=1 instructions "$program" "$folder/short" bin)))
        else
            difference=$(($(instructions "$program" "$folder/long" "$form") - $(instructions "$program" "$folder/short" "$form")))
        fi
        printf -v "count_$program" %s "$(python3 -c "print(round($difference / ($count // 20 * 2), 1))")"
        printf -v "peak_$program" %s "$(peak "$program" "$form" || echo 0)"
    done
    # Decoded readings are gone through five times and the fastest pass counts; a text is read once.
    passes=; [ "$form" != bin ] || passes=5
    : >"$folder/times"
    for ((pair = 0; pair < pairs; pair++)); do
        for program in c swift; do run_one "$program" "$folder/W" "$form"; done |
            sed -n 's/.*"nanoseconds":\([0-9]*\).*/\1/p' | paste -s >>"$folder/times"
    done
    passes=
    rows+="$form $count_c $count_swift $peak_c $peak_swift $(tr '\t\n' ',;' <"$folder/times")"$'\n'
done

JSON=$json COUNT=$count python3 - <<PYTHON
import json, os, statistics
count, rows = int(os.environ["COUNT"]), """$rows""".split("\n")[:-1]
figures = {}
for row in rows:
    form, c, swift, c_peak, swift_peak, times = row.split()
    pairs = [tuple(map(int, pair.split(","))) for pair in times.strip(";").split(";")]
    ratios = [b / a for a, b in pairs]
    figures[form] = {
        "c_instructions": float(c), "swift_instructions": float(swift),
        "instruction_ratio": round(float(swift) / float(c), 2),
        "c_ns": round(statistics.median(a for a, _ in pairs) / count, 1),
        "swift_ns": round(statistics.median(b for _, b in pairs) / count, 1),
        "time_ratio": round(statistics.median(ratios), 2), "least": round(min(ratios), 2),
        "greatest": round(max(ratios), 2), "pairs": len(pairs),
        "c_peak_kib": int(c_peak), "swift_peak_kib": int(swift_peak),
    }
if os.environ["JSON"] == "true":
    print(json.dumps(figures))
else:
    print("form    C instr.  ours  ratio | C ns  ours  ratio (least to greatest) | peak KiB C  ours")
    for form, f in figures.items():
        print("%-7s %8.1f %6.1f %5.2f | %5.1f %5.1f %5.2f (%.2f to %.2f, %d pairs) | %d %d" % (
            form, f["c_instructions"], f["swift_instructions"], f["instruction_ratio"], f["c_ns"], f["swift_ns"],
            f["time_ratio"], f["least"], f["greatest"], f["pairs"], f["c_peak_kib"], f["swift_peak_kib"]))
PYTHON
