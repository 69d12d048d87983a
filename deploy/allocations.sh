#!/usr/bin/env bash
# Shows that no reading costs a heap allocation in steady state, from byte to alarm decision.
#
# Each scenario of spotward-bench runs at two lengths with every allocation counted. Start-up allocates the same at both,
# so the counts are equal when, and only when, readings, ticks and alarms allocate nothing. That the count would see an
# allocation is proved first, with a run that makes one on purpose for each reading.
#
# Needs a C compiler and glibc. Exit status: 0 equal everywhere, 1 not, 2 the measurement itself failed.
#
#     bash deploy/allocations.sh [path of a release build of spotward-bench]
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { echo "allocations: $*" >&2; exit 2; }

bench=${1:-}
if [ -z "$bench" ]; then
    swift build -c release --product spotward-bench >&2 || fail "spotward-bench does not build"
    bench=$(swift build -c release --show-bin-path)/spotward-bench
fi
[ -x "$bench" ] || fail "$bench is no program; give the path of a release build of spotward-bench"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${CC:-cc}" -O2 -Wall -Wextra -shared -fPIC -o "$folder/malloc-count.so" deploy/bench/malloc-count.c ||
    fail "the counter does not compile"

# Hash tables are seeded at random in each process, and a start-up then allocates one more or one less.
export SWIFT_DETERMINISTIC_HASHING=1

# Sets `allocations`, and from the scenario's own report `sets` (sets of readings) and `transitions`.
measure() {
    rm -f "$folder/count"
    MALLOC_COUNT_FILE="$folder/count" LD_PRELOAD="$folder/malloc-count.so" "$bench" "$@" >"$folder/report" ||
        fail "$bench $* ended with an error"
    [ -s "$folder/count" ] || fail "nothing was counted of $bench $*"
    allocations=$(cat "$folder/count")
    sets=$(awk '$1 == "reading_sets" || $1 == "readings" { print $2; exit }' "$folder/report")
    transitions=$(awk '$1 == "transitions" { print $2 }' "$folder/report")
}

# A run of a day and of three: both cross midnight, where ages and limits are looked up anew.
short=90000
long=270000

measure decide --seconds "$short" --allocate-per-reading
with_one_each=$allocations
measure decide --seconds "$short"
added=$((with_one_each - allocations))
[ "$added" -ge "$sets" ] ||
    fail "an allocation on purpose for each of $sets sets of readings was counted $added times: the counter is blind"
echo "The counter sees: one allocation on purpose for each of $sets sets of readings adds $added."
echo

status=0
alarms=some
format='%-40s %12s %12s %12s %10s  %s\n'
printf "$format" scenario "sets more" "alarms more" allocations difference ""
compare() {
    local name=$1 option=$2 short=$3 long=$4
    shift 4
    measure "$@" "$option" "$short"
    local first=$allocations first_sets=$sets first_transitions=$transitions
    measure "$@" "$option" "$long"
    local difference=$((allocations - first)) verdict=none
    [ "$difference" -eq 0 ] || { verdict="ALLOCATES"; status=1; }
    [ "$sets" -gt "$first_sets" ] || fail "$name: the longer run gave no more readings"
    [ "$transitions" -gt "$first_transitions" ] || [ "$alarms" = none ] ||
        fail "$name: the longer run gave no more alarms"
    printf "$format" "$name" "$((sets - first_sets))" "$((transitions - first_transitions))" "$first" "$difference" \
        "$verdict"
}

protocols="contec-5byte berry-bci contec-v7 contec-eb nonin-df1 nonin-df2 nonin-df7 nonin-df8 nonin-df13 nonin-ascii
    masimo-ascii1 nellcor-ascii viatom-legacy viatom-oxyii viatom-pc60 berry-pm6750 taidoc ble-plx-2a5f ble-plx-2a5e
    ble-hts-2a1c ble-hr-2a37 berry-v15 choicemmed-md300c29 jumper ieee-20601"
for protocol in $protocols; do
    compare "decode-decide $protocol" --seconds "$short" "$long" decode-decide --protocol "$protocol"
done
for form in csv ndjson; do
    compare "document-decide $form" --rows "$short" "$long" document-decide --format "$form"
done

# Files of every other format, texts with half of their lines written otherwise besides, and task T in every form. What a
# file is stored for is a time gone by: it may raise nothing.
python3 - "$folder" <<'PYTHON' || fail "the documents could not be made"
import pathlib, sys
sys.path.insert(0, "deploy/bench")
import documents, gate
folder = pathlib.Path(sys.argv[1])
gate.make(folder)
# Names of one length: a longer path may cost an allocation.
for name, rows in (("06000", 6000), ("18000", 18000)):
    (folder / name).mkdir()
    for form, make in documents.FORMATS.items():
        document = make(rows)
        (folder / name / f"{form}-20261121200000").write_bytes(document)
        other = documents.otherwise(form, document)
        if other is not None:
            (folder / name / f"{form}+otherwise-20261121200000").write_bytes(other)
    (folder / name / "W.bin").write_bytes((folder / "W.bin").read_bytes()[:rows * 16])
    for text in ("W.csv", "W.ndjson"):
        (folder / name / text).write_text("".join((folder / text).open().readlines()[:rows + 1]))
PYTHON
alarms=none
for path in "$folder"/06000/*-20261121200000; do
    form=$(basename "$path" -20261121200000)
    compare "document-decide $form" --file "$path" "$folder/18000/$form-20261121200000" \
        document-decide --format "${form%+otherwise}"
done
alarms=some
for form in bin csv ndjson; do
    compare "threshold $form" --readings "$folder/06000/W.$form" "$folder/18000/W.$form" \
        threshold --bands "$folder/bands.json" --patients "$folder/patients.csv"
done
compare "decide, 100 children" --seconds 3600 10800 decide --children 100
exit "$status"
