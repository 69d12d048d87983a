#!/usr/bin/env bash
# The tests under the sanitizers: memory that is read or written out of its bounds or after its end, and two threads at the same
# place at once.
#
#     bash deploy/sanitizers.sh [address] [thread] [--all] [--filter EXPRESSION]
#
# By default the targets that have no dependency outside this package, which are those where bytes from outside are read and threads
# meet: they build in a minute or two. With --all the whole suite, which builds everything once for each sanitizer. Without a name
# both sanitizers. With `address --all` the demonstration is played besides, by a daemon that must have leaked nothing when it
# stops. Each has a build folder of its own, so that the usual one stays as it is; the reports lie there, reports.*.
#
# Exit status: 0 when every test passed and nothing was reported.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."
root=$PWD

kinds=() filter=() all=
while [ $# -gt 0 ]; do
    case $1 in
        address | thread) kinds+=("$1") ;;
        --all) all=yes ;;
        --filter) filter=(--filter "${2:?}"); shift ;;
        *) echo "sanitizers: unknown option $1; see the head of this file" >&2; exit 2 ;;
    esac
    shift
done
[ ${#kinds[@]} -gt 0 ] || kinds=(address thread)
export SWIFT_BACKTRACE=enable=no
# The compiler that comes with Swift: another one may not know its calling convention.
clang=$(dirname "$(readlink -f "$(command -v swift)")")/clang
[ -x "$clang" ] || clang=clang

# A package of the targets without dependencies: the same sources and tests, another manifest.
slice() {
    local package=$1
    mkdir -p "$package"
    for name in Sources Tests devices docs deploy; do ln -sfn "$root/$name" "$package/$name"; done
    cat >"$package/Package.swift" <<'END'
// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "spotward",
    targets: [
        .target(name: "Vitals"),
        .target(name: "Decoders", dependencies: ["Vitals"]),
        .target(name: "Documents", dependencies: ["Vitals"]),
        .target(name: "Recordings", dependencies: ["Vitals"]),
        .target(name: "DeviceSimulators", dependencies: ["Vitals", "Decoders", "Recordings"]),
        .target(name: "Rings"),
        .target(name: "CPosix"),
        .target(name: "Ports", dependencies: ["Vitals", "CPosix"]),
        .testTarget(name: "VitalsTests", dependencies: ["Vitals"]),
        .testTarget(name: "DecodersTests", dependencies: ["Vitals", "Decoders", "DeviceSimulators"]),
        .testTarget(name: "DocumentsTests", dependencies: ["Vitals", "Documents"]),
        .testTarget(name: "RecordingsTests", dependencies: ["Vitals", "Recordings"]),
        .testTarget(name: "RingsTests", dependencies: ["Rings"]),
        .testTarget(name: "PortsTests", dependencies: ["Vitals", "Rings", "Ports", "CPosix"]),
    ])
END
}

# The demonstration with a leak planted in each program it runs: every report must be of that one, and there must be some.
leaks() {
    local folder=$1 binary=$2 planted=12345 demo
    printf '\n-- leaks\n'
    printf '#include <stdlib.h>\nstatic void *volatile kept;\n__attribute__((constructor)) static void leak(void) { kept = malloc(%d); kept = 0; }\n' \
        "$planted" | "$clang" -shared -fPIC -x c -o "$folder/leak.so" -
    rm -f "$folder"/leaks.*
    demo=$(mktemp -d "$folder/demo.XXXXXX")
    bash deploy/demo/certificate.sh "$demo"
    ASAN_OPTIONS="detect_leaks=1:exitcode=0:verify_asan_link_order=0:log_path=$folder/leaks" LD_PRELOAD=$folder/leak.so \
        python3 deploy/demo/demo.py --spotward "$binary" --folder "$demo"
    local found others
    found=$(grep -h '^SUMMARY' "$folder"/leaks.* | grep -c ": $planted byte(s) leaked in 1 allocation" || true)
    others=$(grep -h '^SUMMARY' "$folder"/leaks.* | grep -vc ": $planted byte(s) leaked in 1 allocation" || true)
    echo "leaks: $found programs with the planted one alone, $others with others ($folder/leaks.*)"
    [ "$found" != 0 ] && [ "$others" = 0 ]
}

for kind in "${kinds[@]}"; do
    folder=$root/.build-$kind
    printf '\n-- %s sanitizer\n' "$kind"
    if [ -n "$all" ]; then
        where=(--package-path "$root" --scratch-path "$folder/all")
    else
        slice "$folder/package"
        where=(--package-path "$folder/package" --scratch-path "$folder/slice")
    fi
    swift build --build-tests --sanitize="$kind" "${where[@]}"
    rm -f "$folder"/reports.*
    preload=
    if [ "$kind" = thread ]; then
        preload=$folder/mutex.so
        "$clang" -shared -fPIC -O1 -o "$preload" deploy/thread-sanitizer.c
    fi
    # Leaks: XCTest itself leaves some bytes behind. Reports go to files, since tests start programs that they end themselves.
    status=0
    ASAN_OPTIONS="detect_leaks=0:log_path=$folder/reports" TSAN_OPTIONS="log_path=$folder/reports:exitcode=0" LD_PRELOAD=$preload \
        swift test --skip-build --no-parallel --sanitize="$kind" "${where[@]}" ${filter[@]+"${filter[@]}"} || status=$?
    reports=$(find "$folder" -maxdepth 1 -name 'reports.*' | wc -l)
    if [ "$reports" != 0 ] || [ $status != 0 ]; then
        grep -h -m 3 -E '^(SUMMARY|WARNING|==[0-9]+==ERROR)' "$folder"/reports.* 2>/dev/null || true
        echo "$kind: $reports reports in $folder, tests ended with $status"
        exit 1
    fi
    echo "$kind: nothing reported"
    if [ "$kind" = address ] && [ -n "$all" ]; then leaks "$folder" "$folder/all/debug/spotward"; fi
done
