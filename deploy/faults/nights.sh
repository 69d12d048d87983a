#!/usr/bin/env bash
# Nights of a simulated ward from seeds (Tests/SimulationTests): devices, people, receivers, clock, disk and the end of the daemon at
# any moment, against the daemon's own stages; docs/faults.md says what is looked for.
#
#     bash deploy/faults/nights.sh [--seeds N] [--seed S] [--pair S] [--seconds N] [--outages N]
#
#     --seeds N      seeds 1 to N (200)
#     --seed S       this one alone, with all that happened
#     --pair S       the two of this seed that differ in the kernel's clock, with all that happened
#     --seconds N    with a daemon in each night (120, in every fifth 480)
#     --outages N    so many days without the receiver instead (hours with --seconds 3600); half a minute of processor each
#
# Beside the nights themselves, three in ten of them are played twice, with a steady clock and with one that is set every few seconds.
#
# Needs the tests built: swift build --build-tests. Prints the counts and how much faster than life it was. Exit status: 0 when nothing
# was found.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."

export SPOTWARD_SIM_SEEDS=200
only=/
while [ $# -gt 0 ]; do
    case $1 in
        --seeds) SPOTWARD_SIM_SEEDS=${2:?}; shift ;;
        --seed) export SPOTWARD_SIM_SEED=${2:?}; shift ;;
        --pair) export SPOTWARD_SIM_PAIR=${2:?} only=/stepsOfTheClock; shift ;;
        --seconds) export SPOTWARD_SIM_SECONDS=${2:?}; shift ;;
        --outages) export SPOTWARD_SIM_OUTAGES=${2:?} only=/aReceiver; shift ;;
        *) echo "nights: unknown option $1; see the head of this file" >&2; exit 2 ;;
    esac
    shift
done
[ -n "${SPOTWARD_SIM_SEED:-}" ] && [ "$only" = / ] && only=/inNoNight
export SPOTWARD_SIM_CLOCK_SEEDS=$((SPOTWARD_SIM_SEEDS * 3 / 10 + 1))
SWIFT_BACKTRACE=enable=no swift test --skip-build --no-parallel --filter "SimulationTests\.SimulationTests$only"
