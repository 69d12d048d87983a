// swift-tools-version: 6.2
import PackageDescription

// The clinical core: free of I/O, clocks and `unsafe`. The compiler holds it; TidyTests holds the import lines.
let clinicalCore: [SwiftSetting] = [.strictMemorySafety(), .treatAllWarnings(as: .error)]

let package = Package(
    name: "spotward",
    targets: [
        // The clinical core.
        .target(name: "Vitals", swiftSettings: clinicalCore),
        .testTarget(name: "VitalsTests", dependencies: ["Vitals"]),
    ]
)
