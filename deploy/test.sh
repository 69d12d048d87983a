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
swift test --skip-build

if [ -f deploy/allocations.sh ]; then
    step "allocations on the way from byte to decision"
    bash deploy/allocations.sh
fi

if [ -f deploy/faults/kill.py ]; then
    step "kill -9 of the daemon, 20 times"
    python3 deploy/faults/kill.py --spotward "$(swift build --show-bin-path)/spotward" --cycles 20
fi

printf '\nAll is well.\n'
