#!/usr/bin/env bash
# The main job, end to end, on this machine: two oximeters, a dropped file and a worried parent in, signed alerts out
# over HTTPS, each taken by a nurse, and the same night replayed. Ends by itself, under two minutes after the
# build; 0 only when every alert came as expected.
#
#     bash deploy/demo.sh
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."

bash deploy/prepare.sh
printf 'Building the release; the first time takes some minutes.\n'
swift build -c release --product spotward
binary=$(swift build -c release --show-bin-path)/spotward

# Kept when the demonstration ends, so that the journal and the recording can be looked at.
folder=$(mktemp -d "${TMPDIR:-/tmp}/spotward-demo.XXXXXX")
bash deploy/demo/certificate.sh "$folder"
exec python3 deploy/demo/demo.py --spotward "$binary" --folder "$folder"
