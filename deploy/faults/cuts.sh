#!/usr/bin/env bash
# The power of a disk cut, in the real store on a disk that is played (Tests/JournalTests, Sources/CCrashDisk): at every sync of a
# night, each in five ways, and at random moments of any use, also while the store recovers from a cut.
#
#     bash deploy/faults/cuts.sh [--alerts N] [--cuts N] [--seed S] [--every-call]
#
#     --alerts N      alerts of the night (20)
#     --cuts N        cuts at random moments (200)
#     --seed S        which ones (2026)
#     --every-call    cut the night before every write, truncation and sync, and not at its syncs alone
#
# Needs the tests built: swift build --build-tests. Prints the counts. Exit status: 0 when nothing that was answered for is lost.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."

export SPOTWARD_CUT_ALERTS=20 SPOTWARD_CUTS=200 SPOTWARD_CUT_SEED=2026 SPOTWARD_CUT_AT=syncs
while [ $# -gt 0 ]; do
    case $1 in
        --alerts) SPOTWARD_CUT_ALERTS=${2:?}; shift ;;
        --cuts) SPOTWARD_CUTS=${2:?}; shift ;;
        --seed) SPOTWARD_CUT_SEED=${2:?}; shift ;;
        --every-call) SPOTWARD_CUT_AT=calls ;;
        *) echo "cuts: unknown option $1; see the head of this file" >&2; exit 2 ;;
    esac
    shift
done
SWIFT_BACKTRACE=enable=no swift test --skip-build --no-parallel --filter PowerCutTests
