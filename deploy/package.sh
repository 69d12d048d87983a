#!/usr/bin/env bash
# Builds the Debian package of this machine's architecture (amd64, arm64): the program with the Swift library inside, the
# service, the udev rules, the user and the folder.
#
#     bash deploy/package.sh [--program RELEASE-BUILD] [--out FOLDER]
#
# Times in it are those of the last commit, so the same tree built at the same place gives the same bytes.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."

fail() { echo "package: $*" >&2; exit 1; }

program= out=.
while [ $# -gt 0 ]; do
    case $1 in
        --program) program=${2:?} ;;
        --out) out=${2:?} ;;
        *) fail "unknown option $1; see the head of this file" ;;
    esac
    shift 2
done
command -v dpkg-deb >/dev/null || fail "dpkg-deb is missing: this needs Debian or one of its kin"
command -v objdump >/dev/null || fail "strip and objdump are missing: apt-get install binutils"
if [ -z "$program" ]; then
    swift build -c release --static-swift-stdlib --product spotward >&2 || fail "spotward does not build"
    program=$(swift build -c release --static-swift-stdlib --show-bin-path)/spotward
fi
version=$(sed -nE 's/.*static let version = "([0-9.]+)".*/\1/p' Sources/WardDaemon/Ward.swift)
[ -n "$version" ] || fail "no version in Sources/WardDaemon/Ward.swift"
architecture=$(dpkg --print-architecture)
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
umask 022
put() { install -D -m "$1" "$2" "$root/$3"; }

put 0755 "$program" usr/bin/spotward
strip --strip-unneeded "$root/usr/bin/spotward"
# What is compiled in and linked to, held against the program's symbols before they are gone.
python3 deploy/sbom.py --program "$program" --check >&2 || fail "the bill of materials does not cover the program"
for format in spdx cyclonedx; do
    python3 deploy/sbom.py --program "$program" --installed "$root/usr/bin/spotward" --format "$format" >"$root/bill"
    put 0644 "$root/bill" "usr/share/doc/spotward/spotward.$format.json"
done
rm "$root/bill"
put 0644 deploy/systemd/spotward.service lib/systemd/system/spotward.service
put 0755 deploy/systemd/probation usr/lib/spotward/probation
put 0644 deploy/systemd/spotward.sysusers usr/lib/sysusers.d/spotward.conf
put 0644 deploy/systemd/spotward.tmpfiles usr/lib/tmpfiles.d/spotward.conf
put 0644 deploy/udev/70-spotward.rules lib/udev/rules.d/70-spotward.rules
for shell in bash zsh fish; do
    "$root/usr/bin/spotward" --generate-completion-script "$shell" | sed '1{/^#!/d}' >"$root/completion"
    case $shell in
        bash) put 0644 "$root/completion" usr/share/bash-completion/completions/spotward ;;
        zsh) put 0644 "$root/completion" usr/share/zsh/vendor-completions/_spotward ;;
        fish) put 0644 "$root/completion" usr/share/fish/vendor_completions.d/spotward.fish ;;
    esac
done
rm "$root/completion"
for page in docs/man/*.[1-8]; do
    put 0644 "$page" "usr/share/man/man${page##*.}/$(basename "$page")"
    gzip -9n "$root/usr/share/man/man${page##*.}/$(basename "$page")"
done
documents=usr/share/doc/spotward
for file in deploy/example/*; do put 0644 "$file" "$documents/examples/$(basename "$file")"; done
for file in receiver.py README.md; do put 0644 "deploy/receivers/$file" "$documents/examples/receiver/$file"; done
cat >"$root/copyright" <<'TEXT'
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: spotward

Files: *
Copyright: 2026 the spotward authors
License: Apache-2.0
 On Debian systems the text is in /usr/share/common-licenses/Apache-2.0.
Comment:
 The program holds, compiled in, the Swift runtime and swift-argument-parser, swift-log, swift-crypto (with BoringSSL,
 licensed as OpenSSL and ISC), swift-asn1 and swift-system, all Apache-2.0; GRDB.swift and Yams (with LibYAML), MIT.
TEXT
put 0644 "$root/copyright" "$documents/copyright"
rm "$root/copyright"
printf 'spotward (%s) stable; urgency=medium\n\n  * See the history of the source.\n\n -- the spotward authors <maintainers@spotward.invalid>  %s\n' \
    "$version" "$(date -Ru -d "@$SOURCE_DATE_EPOCH")" | gzip -9n >"$root/$documents/changelog.gz"
chmod 0644 "$root/$documents/changelog.gz"

# Debian's own checker asks for the shared library; the parser of the configuration is the Yams package's copy, pinned there.
install -d "$root/usr/share/lintian/overrides"
echo "spotward: embedded-library" >"$root/usr/share/lintian/overrides/spotward"
mkdir "$root/DEBIAN"
for script in preinst postinst prerm postrm; do install -m 0755 "deploy/debian/$script" "$root/DEBIAN/$script"; done
# The Debian packages of the libraries the program is linked with directly, as this machine has them.
libraries=$(objdump -p "$root/usr/bin/spotward" | sed -nE 's/^ +NEEDED +(lib[^ ]+)$/\1/p' |
    while read -r name; do dpkg -S "*/$name" 2>/dev/null || echo "?$name:"; done |
    cut -d: -f1 | sort -u | paste -sd, | sed 's/,/, /g')
[[ $libraries != *\?* ]] ||
    fail "the program needs libraries of no Debian package ($libraries): build it with --static-swift-stdlib, as this does by itself"
# In KiB, file by file: what they take on this disk depends on how they happen to lie there.
size=$(find "$root" -path "$root/DEBIAN" -prune -o -type f -printf '%s\n' | awk '{ n += int(($1 + 1023) / 1024) } END { print n }')
cat >"$root/DEBIAN/control" <<TEXT
Package: spotward
Version: $version
Architecture: $architecture
Maintainer: the spotward authors <maintainers@spotward.invalid>
Section: misc
Priority: optional
Depends: $libraries, ca-certificates, procps, systemd
Recommends: udev
Installed-Size: $size
Description: paediatric virtual-ward monitoring daemon
 Reads home oximeters and thermometers of children on a virtual ward,
 scores them with the national paediatric chart, and tells the clinical
 team by signed webhooks until a named person takes the alarm.
 .
 It is a secondary notification path and not a certified medical device.
TEXT
find "$root" -mindepth 1 -print0 | xargs -0r touch --no-dereference --date="@$SOURCE_DATE_EPOCH"
mkdir -p "$out"
package="$out/spotward_${version}_$architecture.deb"
dpkg-deb --root-owner-group -Zxz --build "$root" "$package" >&2
echo "$package"
