#!/usr/bin/env bash
# Every reader of bytes from outside, under libFuzzer and the address sanitizer. Each target asserts more than that nothing
# traps: deploy/fuzz/*.swift says what. docs/faults.md has the counts of the long run.
#
#     bash deploy/fuzz.sh [--seconds N] [--jobs N] [--target NAME]…
#
# N seconds a target (default 10: a minute in all with two jobs). What is needed of the modules is compiled anew with the
# sanitizers, into .build-fuzz; swift-crypto and Yams are taken as `swift build` left them.
#
# Exit status: 0 when nothing was found; 1 with the inputs that were kept, each with the command that plays it again.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."

seconds=10 jobs=2 targets=()
while [ $# -gt 0 ]; do
    case $1 in
        --seconds) seconds=${2:?}; shift ;;
        --jobs) jobs=${2:?}; shift ;;
        --target) targets+=("${2:?}"); shift ;;
        *) echo "fuzz: unknown option $1; see the head of this file" >&2; exit 2 ;;
    esac
    shift
done
[ ${#targets[@]} -gt 0 ] || targets=(decoders documents recordings daemon-file rules-file device-profile certificates commands register answers headers)

out=.build-fuzz
built=${SPOTWARD_BUILT:-.build/debug}
program=$out/spotward-fuzz
[ -e "$built/Modules/Crypto.swiftmodule" ] || { echo "fuzz: $built has no swift-crypto; run swift build first" >&2; exit 2; }
mkdir -p "$out/modules" "$out/objects" "$out/found"

if [ ! -e "$program" ] || [ -n "$(find Sources deploy/fuzz -newer "$program" -type f -print -quit)" ]; then
    checkouts=.build/checkouts
    flags=(-swift-version 6 -whole-module-optimization -parse-as-library -enable-testing -package-name spotward
        -sanitize=fuzzer,address -I "$out/modules" -I "$built/Modules" -suppress-warnings
        -Xcc "-fmodule-map-file=$checkouts/swift-crypto/Sources/CCryptoBoringSSL/include/module.modulemap"
        -Xcc "-fmodule-map-file=$checkouts/swift-crypto/Sources/CCryptoBoringSSLShims/include/module.modulemap"
        -Xcc "-fmodule-map-file=$checkouts/Yams/Sources/CYaml/include/module.modulemap"
        -Xcc "-fmodule-map-file=Sources/CCurl/module.modulemap")
    stale=
    for module in Vitals Charts Alarms Decoders Documents Recordings Configuration Register Webhooks; do
        # What SwiftPM makes of a target's resources stands with what it built.
        mapfile -t sources < <(find "Sources/$module" "$built/$module.build/DerivedSources" -name '*.swift' 2>/dev/null)
        object=$out/objects/$module.o
        [ -n "$stale" ] || [ ! -e "$object" ] || [ -n "$(find "${sources[@]}" -newer "$object" -print -quit)" ] || continue
        # What reads byte by byte is optimised; the rest costs more to compile than it gives back.
        case $module in
            Vitals | Decoders | Documents | Recordings | Register | Webhooks) level=-O ;;
            *) level=-Onone ;;
        esac
        echo "compiling $module"
        swiftc "${flags[@]}" $level -module-name "$module" -emit-module -emit-module-path "$out/modules/$module.swiftmodule" \
            -c "${sources[@]}" -o "$object"
        case $module in Vitals | Charts | Alarms) stale=yes ;; esac
    done
    swiftc "${flags[@]}" -O -module-name Fuzz -c deploy/fuzz/*.swift -o "$out/objects/Fuzz.o"
    mapfile -t objects < <(find "$built/Crypto.build" "$built/CryptoBoringWrapper.build" "$built/CCryptoBoringSSL.build" \
        "$built/CCryptoBoringSSLShims.build" "$built/CXKCP.build" "$built/CXKCPShims.build" "$built/Yams.build" "$built/CYaml.build" -name '*.o')
    swiftc -use-ld=lld -sanitize=fuzzer,address "$out"/objects/*.o "${objects[@]}" -lcurl -lstdc++ -lm -o "$program.new"
    mv "$program.new" "$program"
    rm -rf "$out/corpus"
    python3 deploy/fuzz/seeds.py "$out/corpus"
fi

# Without the backtracer, which would outlive what it looks at and hold our pipes.
export SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0 out program seconds

one() {
    local target=$1 log="$out/$1.log" status=0 longest=4096
    [ "$target" != decoders ] || longest=512
    SPOTWARD_FUZZ=$target "$program" "$out/corpus/$target" -dict="$out/corpus/$target.dict" -max_total_time="$seconds" \
        -max_len=$longest -timeout=5 -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$out/found/$target-" \
        >"$log" 2>&1 || status=$?
    printf '%-15s %12s executions, %7s a second, peak %s MB%s\n' "$target" \
        "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" "$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log")" \
        "$(sed -n 's/^stat::peak_rss_mb: *//p' "$log")" "$([ $status = 0 ] || echo '   FOUND SOMETHING')"
    if [ $status != 0 ]; then
        grep -E 'FINDING|ERROR|SUMMARY|Test unit written' "$log" | sed 's/^/    /' || tail -n 5 "$log"
        echo "    again: SPOTWARD_FUZZ=$target $program <the file written>"
    fi
    return $status
}
export -f one

printf '%s\n' "${targets[@]}" | xargs -P "$jobs" -I '{}' bash -c 'one {}'
