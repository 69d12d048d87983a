#!/usr/bin/env bash
# The whole suite: what CI runs, and what is run before a commit. Stops at the first thing that fails.
#
#     bash deploy/test.sh
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."

step() { printf '\n== %s\n' "$1"; }

bash deploy/prepare.sh tests

step "lint"
swift format lint --strict --configuration .swift-format -r Sources Tests Package.swift

step "build, with the tests"
swift build --build-tests

# What works on values alone, and whole programs, side by side; what times real threads, sockets and disks, one after the other.
values='^(AlarmsTests|ChartsTests|CommandLineTests|ConfigurationTests|DecodersTests|DocumentsTests|RecordingsTests|RegisterTests|ReplayTests|RingsTests|TidyTests|VitalsTests)'
step "tests of values"
swift test --skip-build --filter "$values"
step "tests of real parts"
swift test --skip-build --no-parallel --skip "$values"

step "verifiers and relays for receivers"
bash deploy/receivers/verifiers/check.sh
python3 deploy/receivers/test_relay.py
python3 deploy/receivers/test_receiver.py

step "the sandbox of the service: exposure at most 1.2"
systemd-analyze security --offline=true --threshold=12 --no-pager deploy/systemd/spotward.service | tail -n 1

step "allocations on the way from byte to decision"
bash deploy/allocations.sh

step "instructions on the way from byte to decision"
python3 deploy/bench/gate.py

step "bugs are planted, and the tests must find them"
python3 deploy/faults/planted.py --check
# One build of them, another with each commit: all have been planted once, and each is caught.
python3 deploy/faults/planted.py

# What reads bytes from outside is under the address sanitizer in the next step.
step "where threads meet, under the thread sanitizer"
bash deploy/sanitizers.sh thread --filter '^(RingsTests|PortsTests)\.'

step "every reader of bytes from outside under libFuzzer, twenty seconds each"
bash deploy/fuzz.sh --seconds 20

# The package is built while the daemon is killed over and over, which is mostly waiting.
spotward=$(swift build --show-bin-path)/spotward
made=$(mktemp -d)
bash deploy/package.sh --out "$made" >"$made/name" 2>"$made/log" &
packaging=$!
trap 'kill $packaging 2>/dev/null || true; rm -rf "$made"' EXIT

step "faults"
bash deploy/faults.sh --spotward "$spotward"

step "the package: made twice with the same bytes, nothing in it unaccounted for, nothing that Debian calls an error"
wait $packaging || { cat "$made/log" >&2; exit 1; }
package=$(<"$made/name")
cmp "$package" "$(bash deploy/package.sh --out "$made/again")"
lintian --fail-on error "$package"

step "its upgrades, cut at random, and upgrades that do not live"
tried=0
python3 deploy/systemd/upgrades.py --package "$package" --cuts 5 || tried=$?
case $tried in
    0) ;;
    2) echo "Upgrades were NOT tried: above is why." ;;
    *) exit "$tried" ;;
esac

printf '\nAll is well.\n'
