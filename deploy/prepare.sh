#!/usr/bin/env bash
# Installs what spotward is built and tried with, on Debian and its kin. Does and says nothing when all is there.
#
#     bash deploy/prepare.sh            what the build and the demonstration need
#     bash deploy/prepare.sh tests      and what the tests need on top
#
# Swift itself is not installed: its makers ask everyone to choose a toolchain. What to do is said when it is absent.
set -euo pipefail

fail() {
    printf 'prepare: %s\n' "$1" >&2
    exit 1
}

least_swift=6.2

check_swift() {
    local told version
    local remedy="install Swift $least_swift or later as https://www.swift.org/install/linux/ says, and run this again."
    told=$(swift --version 2>/dev/null) || fail "no working Swift toolchain is on the PATH: $remedy"
    version=$(sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' <<<"$told" | head -n 1)
    [ "$(printf '%s\n' "$least_swift" "${version:-0}" | sort -V | head -n 1)" = "$least_swift" ] ||
        fail "Swift ${version:-of an unknown version} is too old: $remedy"
}

has_program() { command -v "$1" >/dev/null; }

# A C header, also where Debian keeps those of one processor.
has_header() { compgen -G "/usr/include/$1" >/dev/null || compgen -G "/usr/include/*/$1" >/dev/null; }

has_module() { python3 -c "import $1" 2>/dev/null; }

has_authorities() { [ -s /etc/ssl/certs/ca-certificates.crt ] || [ -s /etc/pki/tls/certs/ca-bundle.crt ]; }

missing=()
need() {
    local package=$1
    shift
    "$@" || missing+=("$package")
}

check_swift
need libsqlite3-dev has_header sqlite3.h               # the journal
need libcurl4-openssl-dev has_header curl/curl.h       # delivery
need pkg-config has_program pkg-config                 # without it the build warns that libcurl were not there
need git has_program git                               # the Swift packages are fetched with it,
need ca-certificates has_authorities                   # over TLS
need openssl has_program openssl                       # certificates for the demonstration and the tests
need python3 has_program python3                       # the reference receiver, the demonstration
if [ "${1:-}" = tests ]; then
    need strace has_program strace                     # a test counts what the disk is asked for
    need python3-cryptography has_module cryptography   # Ed25519 in the reference receiver and its verifier
    need nbdkit has_program nbdkit                     # a disk whose power can be cut
    need libnbd-bin has_program nbdfuse
    need fuse3 has_program fusermount3
    need e2fsprogs has_program mkfs.ext4
    need mount has_program losetup
    need systemd has_program systemd-analyze           # how exposed the service is
    need gcc has_program cc                            # the counter of allocations is a C file
    need valgrind has_program valgrind                 # counts instructions
    need binutils has_program objcopy                  # takes from the program what valgrind cannot read
    need lintian has_program lintian                   # what Debian asks of a package
    need debootstrap has_program debootstrap           # a machine for the package to be installed in
fi
[ ${#missing[@]} -gt 0 ] || exit 0

has_program apt-get ||
    fail "these Debian packages, or what they are called here, are missing and there is no apt-get: ${missing[*]}."
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    has_program sudo || fail "as root, run: apt-get update && apt-get install ${missing[*]}"
    as_root=(sudo)
fi
printf 'prepare: installing %s\n' "${missing[*]}"
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 "$@"; }
apt update || fail "the package lists cannot be fetched (above is why): mend that, and run this again."
apt install -y --no-install-recommends "${missing[@]}" >/dev/null ||
    fail "apt-get could not install ${missing[*]} (above is why): mend that, and run this again."
