import Testing

/// The targets and arrows of the architecture, held by the import lines and the manifest.
@Suite struct ArrowTests {
    private let manifest = Manifest.package
    private var targets: [Manifest.Target] { manifest.targets.filter { $0.kind != .test } }

    /// The import lines of each folder of `Sources`.
    private var imports: [String: Set<String>] {
        var found: [String: Set<String>] = [:]
        for target in SourceTree.subfolders(of: "Sources") {
            found[target] = SourceTree.swiftFiles(in: "Sources/\(target)")
                .reduce(into: []) { $0.formUnion(Arrows.imports(in: SourceTree.text($1) ?? "")) }
        }
        return found
    }

    @Test func everyTargetHasAFolderAndEveryFolderIsATargetWithArrows() {
        let folders = SourceTree.subfolders(of: "Sources")
        #expect(folders.count > 10)
        #expect(Set(targets.map(\.name)) == folders)
        #expect(folders.subtracting(Arrows.allowed.keys) == [], "these targets have no arrows yet")
    }

    /// A folder of tests that no manifest names is never run, and nobody notices.
    @Test func everyFolderOfTestsIsDeclared() {
        #expect(Set(manifest.targets.filter { $0.kind == .test }.map(\.name)) == SourceTree.subfolders(of: "Tests"))
    }

    @Test func noTargetImportsMoreThanItsArrows() {
        for (target, modules) in imports {
            let allowed = Arrows.allowed[target, default: []].union(Arrows.system[target, default: []])
            #expect(modules.subtracting(allowed) == [], "\(target) imports what it may not")
        }
    }

    @Test func noTargetIsGivenMoreThanItsArrows() {
        for target in targets {
            let surplus = target.dependencies.subtracting(Arrows.allowed[target.name, default: []])
            #expect(surplus == [], "Package.swift gives \(target.name) what it may not import")
        }
    }

    /// An import that is not declared compiles only while something else is built first.
    @Test func whatIsImportedIsDeclared() {
        let ours = Set(targets.map(\.name)).union(Arrows.allowed.values.flatMap { $0 })
        for target in manifest.targets {
            let folder = target.kind == .test ? "Tests" : "Sources"
            for path in SourceTree.swiftFiles(in: "\(folder)/\(target.name)") {
                let modules = Arrows.imports(in: SourceTree.text(path) ?? "").intersection(ours)
                let needed = Set(modules.map { Arrows.carriedBy[$0, default: $0] })
                #expect(needed.subtracting(target.dependencies) == [], "\(path) imports what \(target.name) lacks")
            }
        }
    }

    @Test func noImportRunsInACircle() {
        #expect(Arrows.circle(in: imports) == [])
        let declared = Dictionary(targets.map { ($0.name, $0.dependencies) }, uniquingKeysWith: { $0.union($1) })
        #expect(Arrows.circle(in: declared) == [])
    }

    @Test func thePureTargetsImportOnlyPureTargets() {
        for target in Arrows.pure {
            #expect(imports[target]?.subtracting(Arrows.pure) == [], "\(target) reaches the outside world")
            #expect(Arrows.system[target] == nil)
        }
    }

    @Test func theCompilerHoldsThePureTargets() throws {
        for name in Arrows.pure {
            let target = try #require(targets.first { $0.name == name })
            let settings = try #require(target.settings.flatMap { manifest.settings[$0] })
            #expect(settings.contains(".strictMemorySafety()"), "\(name)")
            #expect(settings.contains(".treatAllWarnings(as: .error)"), "\(name)")
        }
    }

    @Test func targetsOfCHoldNoSwift() {
        for target in ["CCurl", "CPosix", "CCrashDisk"] {
            #expect(SourceTree.swiftFiles(in: "Sources/\(target)") == [])
        }
    }
}

/// The reader of imports and manifests itself: each of its rules can fail.
@Suite struct ArrowReadingTests {
    @Test func everyFormOfImportIsSeen() {
        let text = """
            // import Comment
            import Plain
            public import Public
            @testable import Tested
            @_exported @preconcurrency internal import struct Deep.Inner
            @_spi(Hidden) import Spied
            let text = "import Quoted"
            """
        #expect(Arrows.imports(in: text) == ["Plain", "Public", "Tested", "Deep", "Spied"])
    }

    @Test func aCircleIsFoundAndAChainIsNone() {
        #expect(Arrows.circle(in: ["A": ["B"], "B": ["C"], "C": ["A"], "D": []]) == ["A", "B", "C"])
        #expect(Arrows.circle(in: ["A": ["B", "Glibc"], "B": ["C"], "C": []]) == [])
    }

    @Test func aManifestIsReadWithItsProductsAndSettings() throws {
        let manifest = Manifest(
            """
            let strict: [SwiftSetting] = [.strictMemorySafety(), .treatAllWarnings(as: .error)]
            targets: [
                .target(name: "Core", swiftSettings: strict),  // .target(name: "Comment")
                .executableTarget(
                    name: "tool",
                    dependencies: ["Core", .product(name: "Shelf", package: "swift-shelf")], resources: [.copy("R")]),
                .testTarget(name: "CoreTests", dependencies: ["Core"]),
            ]
            """)
        #expect(Set(manifest.targets.map(\.name)) == ["Core", "tool", "CoreTests"])
        let tool = try #require(manifest.targets.first { $0.kind == .executable })
        #expect(tool.dependencies == ["Core", "Shelf"])
        #expect(tool.settings == nil)
        let core = try #require(manifest.targets.first { $0.kind == .library })
        #expect(core.settings == "strict" && core.dependencies == [])
        #expect(manifest.settings["strict"]?.contains(".strictMemorySafety()") == true)
    }
}
