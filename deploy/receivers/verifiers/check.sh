#!/usr/bin/env bash
# Holds each verifier against the same vectors, where its toolchain is installed; says which was not.
#
#     bash deploy/receivers/verifiers/check.sh
#
# Exit status: 0 when every one that could be run agrees, 1 otherwise.
set -uo pipefail
cd "$(dirname "$0")"

status=0
verifier() {
    local program=$1
    shift
    if ! command -v "$program" >/dev/null; then
        echo "$program: not installed, not run"
        return
    fi
    "$@" || status=1
}
if python3 -c 'import cryptography' 2>/dev/null; then
    verifier python3 python3 test_spotward_webhook.py
else
    echo "python3: the package cryptography is not installed, not run"
fi
verifier node node test-spotward-webhook.mjs
verifier go go test -count=1 ./...
exit "$status"
