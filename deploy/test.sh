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

step "tests"
# One after the other: many tests time real threads, and two cores are soon busy.
swift test --skip-build --no-parallel

step "allocations on the way from byte to decision"
bash deploy/allocations.sh

step "instructions on the way from byte to decision"
python3 deploy/bench/gate.py

spotward=$(swift build --show-bin-path)/spotward
step "bad input"
python3 deploy/faults/bad-input.py --spotward "$spotward"

step "kill -9 of the daemon, 20 times, while people ask things of it"
python3 deploy/faults/kill.py --spotward "$spotward" --cycles 20

printf '\nAll is well.\n'
