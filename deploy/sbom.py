#!/usr/bin/env python3
"""The bill of materials of a built spotward: everything compiled in or linked to, as SPDX 2.3 or CycloneDX 1.5.

    sbom.py --program .build/release/spotward --format spdx >spotward.spdx.json
    sbom.py --program .build/release/spotward --check

What is compiled in comes from Package.resolved, what is linked to from the program itself (objdump) and the package database.
A resolved package of which no module is in the program is left out. --check holds the list against the program: every shared
library it needs and every Swift module in its symbol table must be accounted for. So it wants the program before it is stripped;
--installed names the one whose hash the list carries.

The instant is SOURCE_DATE_EPOCH, so the same build gives the same bytes. Exit status: 0 done, 1 something is not accounted for.
"""

import argparse
import datetime
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent
# By the identity in Package.resolved: who supplies it, its licence, the modules it brings, what lies inside it as a copy.
PACKAGES = {
    "grdb.swift": ("Gwendal Roué", "MIT", {"GRDB"}),
    "swift-argument-parser": ("Apple Inc. and the Swift project authors", "Apache-2.0",
                              {"ArgumentParser", "ArgumentParserToolInfo"}),
    "swift-asn1": ("Apple Inc. and the Swift project authors", "Apache-2.0", {"SwiftASN1"}),
    "swift-crypto": ("Apple Inc. and the Swift project authors", "Apache-2.0",
                     {"Crypto", "CryptoBoringWrapper", "CryptoExtras", "_CryptoExtras"}),
    "swift-log": ("Apple Inc. and the Swift project authors", "Apache-2.0", {"Logging"}),
    "yams": ("JP Simard", "MIT", {"Yams"}),
}
COPIES = {
    "swift-crypto": [("BoringSSL", "Google", "OpenSSL AND ISC")],
    "yams": [("LibYAML", "Kirill Simonov", "MIT")],
}
# The Swift runtime, one release: the standard library, Foundation with ICU, Dispatch.
RUNTIME = {"Swift", "Foundation", "FoundationEssentials", "FoundationInternationalization", "Dispatch", "Synchronization",
           "Glibc", "SwiftGlibc", "_StringProcessing", "_RegexParser", "_Concurrency", "CDispatch", "_FoundationCollections",
           "_FoundationCShims", "_FoundationICU"}
RUNTIME_LIBRARIES = re.compile(r"lib(swift\w+|Foundation\w*|_Foundation\w*|BlocksRuntime|dispatch)\.so$")


class Component:
    def __init__(self, name, version, supplier, licence, purl, digest=None, algorithm="SHA-1", place="NOASSERTION"):
        self.name, self.version, self.supplier, self.licence, self.purl = name, version, supplier, licence, purl
        self.digest, self.algorithm, self.place = digest, algorithm, place

    @property
    def key(self):
        return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", self.name)


def output(*command):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout


def sha256(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def needed(program):
    return re.findall(r"NEEDED\s+(\S+)", output("objdump", "-p", program))


def modules(program):
    """The Swift modules with a type in the program."""
    found = set()
    for symbol in re.findall(r"\$s(\d+)(\w+?)M[np]\b", output("nm", program)):
        length = int(symbol[0])
        if len(symbol[1]) > length:
            found.add(symbol[1][:length])
    return found


def resolved(path, inside):
    pins = json.loads(path.read_text())["pins"]
    components = []
    for pin in sorted(pins, key=lambda pin: pin["identity"]):
        supplier, licence, brought = PACKAGES.get(pin["identity"], ("NOASSERTION", "NOASSERTION", inside))
        if not brought & inside:
            continue
        version, place = pin["state"].get("version", "NOASSERTION"), pin["location"]
        path_of = re.sub(r"^https://|\.git$", "", place)
        components.append(Component(pin["identity"], version, supplier, licence, f"pkg:swift/{path_of}@{version}",
                                    pin["state"]["revision"], place=place))
        for name, maker, terms in COPIES.get(pin["identity"], []):
            components.append(Component(name, f"as in {pin['identity']} {version}", maker, terms,
                                        f"pkg:generic/{name}?vendored_by={pin['identity']}"))
    return components


def runtime():
    version = re.search(r"Swift version (\S+)", output("swift", "--version"))
    version = version[1] if version else "NOASSERTION"
    return Component("swift-runtime", version, "Apple Inc. and the Swift project authors", "Apache-2.0",
                     f"pkg:github/swiftlang/swift@swift-{version}-RELEASE", place="https://github.com/swiftlang/swift")


def linked(program):
    """The packages of the shared libraries; those without one by the library's name."""
    components = {}
    for name in needed(program):
        if RUNTIME_LIBRARIES.match(name):
            continue
        found = subprocess.run(["dpkg", "-S", f"*/{name}"], capture_output=True, text=True).stdout.splitlines()
        owners = [line.split(": ") for line in found if not line.startswith("diversion")]
        if not owners:
            raise SystemExit(f"sbom: {name} belongs to no package here; install what the program is linked with")
        owner, path = owners[0]
        package = owner.split(":")[0]
        version = output("dpkg-query", "-W", "-f", "${Version}\n", package).split()[0]
        components[package] = Component(
            package, version, "Debian", "NOASSERTION", f"pkg:deb/debian/{package}@{version}", sha256(path), "SHA-256")
    return [components[name] for name in sorted(components)]


def program_version():
    return re.search(r'static let version = "([^"]+)"', (ROOT / "Sources/WardDaemon/Ward.swift").read_text())[1]


def instant():
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def spdx(whole, parts):
    def package(component):
        entry = {
            "SPDXID": component.key, "name": component.name, "versionInfo": component.version,
            "supplier": "NOASSERTION" if component.supplier == "NOASSERTION" else f"Organization: {component.supplier}",
            "downloadLocation": component.place, "filesAnalyzed": False, "licenseConcluded": "NOASSERTION",
            "licenseDeclared": component.licence, "copyrightText": "NOASSERTION",
            "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                              "referenceLocator": component.purl}]}
        if component.digest:
            entry["checksums"] = [{"algorithm": component.algorithm.replace("-", ""), "checksumValue": component.digest}]
        return entry

    return {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"spotward-{whole.version}",
        "documentNamespace": f"urn:uuid:{identity(whole, parts)}",
        "creationInfo": {"created": instant(), "creators": ["Tool: spotward-sbom"]},
        "packages": [package(component) for component in [whole, *parts]],
        "relationships": [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",
                           "relatedSpdxElement": whole.key}]
        + [{"spdxElementId": whole.key, "relationshipType": "DEPENDS_ON", "relatedSpdxElement": part.key} for part in parts]}


def cyclonedx(whole, parts):
    def entry(component, kind):
        found = {"type": kind, "bom-ref": component.key, "name": component.name, "version": component.version,
                 "supplier": {"name": component.supplier}, "purl": component.purl}
        if component.licence != "NOASSERTION":
            found["licenses"] = [{"expression": component.licence}]
        if component.digest:
            found["hashes"] = [{"alg": component.algorithm, "content": component.digest}]
        return found

    return {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "serialNumber": f"urn:uuid:{identity(whole, parts)}", "version": 1,
        "metadata": {"timestamp": instant(), "component": entry(whole, "application")},
        "components": [entry(part, "library") for part in parts],
        "dependencies": [{"ref": whole.key, "dependsOn": [part.key for part in parts]}]
        + [{"ref": part.key, "dependsOn": []} for part in parts]}


def identity(whole, parts):
    """The same for the same parts."""
    return uuid.uuid5(uuid.NAMESPACE_URL, " ".join([whole.digest, *(part.purl for part in parts)]))


def unaccounted(inside, pins):
    """What the program holds and the list does not know."""
    own = {path.name for path in (ROOT / "Sources").iterdir()}
    known = own | RUNTIME | {name for _, _, names in PACKAGES.values() for name in names}
    for name in sorted(inside - known):
        yield f"module {name} is in the program and in no package of the list"
    for pin in sorted(pins):
        if pin not in PACKAGES:
            yield f"{pin} is resolved, and the list does not know its supplier and licence"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, type=pathlib.Path)
    parser.add_argument("--installed", type=pathlib.Path, help="the stripped program")
    parser.add_argument("--resolved", type=pathlib.Path, default=ROOT / "Package.resolved")
    parser.add_argument("--format", choices=["spdx", "cyclonedx"], default="spdx")
    parser.add_argument("--check", action="store_true", help="hold the list against the program and say what is missing")
    options = parser.parse_args()
    if not options.resolved.exists():
        print(f"sbom: {options.resolved} is missing: build first, that writes it", file=sys.stderr)
        return 1
    inside = modules(options.program)
    if not inside:
        print(f"sbom: {options.program} has no symbols: give the program before it is stripped", file=sys.stderr)
        return 1
    parts = [*resolved(options.resolved, inside), runtime(), *linked(options.program)]
    if options.check:
        pins = {pin["identity"] for pin in json.loads(options.resolved.read_text())["pins"]}
        missing = list(unaccounted(inside, pins))
        for line in missing:
            print(f"sbom: {line}", file=sys.stderr)
        print(f"{len(parts)} parts; {len(needed(options.program))} shared libraries, {len(inside)} Swift modules, "
              f"{len(missing)} not accounted for")
        return 1 if missing else 0
    version = program_version()
    whole = Component("spotward", version, "the spotward authors", "Apache-2.0", f"pkg:deb/spotward@{version}",
                      sha256(options.installed or options.program), "SHA-256")
    json.dump((spdx if options.format == "spdx" else cyclonedx)(whole, parts), sys.stdout, indent=2, sort_keys=True)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
