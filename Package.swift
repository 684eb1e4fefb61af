// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let toml: Target.Dependency = .product(name: "TOMLKit", package: "TOMLKit")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let http: Target.Dependency = .product(name: "FlyingFox", package: "FlyingFox")
let sockets: Target.Dependency = .product(name: "FlyingSocks", package: "FlyingFox")

let package = Package(
    name: "renga",
    products: [.executable(name: "renga", targets: ["renga"])],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    ],
    targets: [
        // C: a typed name for each macro, global and variadic call we use.
        .target(name: "CNcurses"),
        .target(name: "CTerminalSignals"),
        .target(name: "CCurl"),
        .target(name: "CCompression"),
        .target(name: "CSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),
        .target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),
        // Pure: no edge of the world is visible from here.
        .target(name: "JSONText", swiftSettings: strict),
        .target(name: "Labeling", swiftSettings: strict),
        .target(name: "Evaluation", dependencies: ["Labeling"], swiftSettings: strict),
        .target(name: "Cells", swiftSettings: strict),
        .target(name: "Reports", dependencies: ["Cells", "Evaluation", "Labeling"], swiftSettings: strict),
        .target(name: "ReviewUI", dependencies: ["Cells", "Labeling"], swiftSettings: strict),
        // Edges: each knows one part of the world, none knows another.
        .target(
            name: "Interchange", dependencies: ["CCompression", "CSimdJSON", "JSONText", "Labeling", crypto],
            swiftSettings: strict),
        .target(name: "Storage", dependencies: ["CSQLite", "Labeling", grdb, sqlite], swiftSettings: strict),
        .target(
            name: "Inference", dependencies: ["CCurl", "JSONText", "Labeling", crypto, toml],
            resources: [.embedInCode("models.toml")], swiftSettings: strict),
        .target(name: "Terminal", dependencies: ["CNcurses", "CTerminalSignals", "Cells"], swiftSettings: strict),
        // The composition root, and the command line over it.
        .target(
            name: "Runtime",
            dependencies: [
                "Cells", "Evaluation", "Inference", "Interchange", "Labeling", "Reports", "ReviewUI", "Storage",
                "Terminal", toml,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "renga",
            dependencies: [
                "Evaluation", "Inference", "Interchange", "Labeling", "Reports", "Runtime", "Storage", arguments,
            ],
            swiftSettings: strict),
        .target(name: "TestSupport", dependencies: ["Cells", crypto, http, sockets], swiftSettings: strict),
        .testTarget(
            name: "TestSupportTests", dependencies: ["TestSupport", http, sockets], swiftSettings: strict),
        .testTarget(name: "LabelingTests", dependencies: ["Labeling", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "EvaluationTests", dependencies: ["Evaluation", "Labeling", "Reports"],
            resources: [.copy("Fixtures")], swiftSettings: strict),
        .testTarget(
            name: "ReportsTests", dependencies: ["Evaluation", "Labeling", "Reports", "TestSupport"],
            exclude: ["Goldens"], swiftSettings: strict),
        .testTarget(name: "CellsTests", dependencies: ["Cells", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "ReviewUITests", dependencies: ["Cells", "Labeling", "ReviewUI", "TestSupport"],
            exclude: ["Goldens"], swiftSettings: strict),
        .testTarget(
            name: "InterchangeTests", dependencies: ["Interchange", "Labeling", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "StorageTests", dependencies: ["Labeling", "Storage", "TestSupport", grdb], swiftSettings: strict),
        .testTarget(
            name: "InferenceTests", dependencies: ["Inference", "Labeling", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "TerminalTests", dependencies: ["Cells", "Terminal"], swiftSettings: strict),
        .testTarget(
            name: "RuntimeTests",
            dependencies: [
                "Cells", "Evaluation", "Inference", "Interchange", "Labeling", "Reports", "ReviewUI", "Runtime",
                "Storage",
                "Terminal", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(name: "EndToEndTests", dependencies: ["Labeling", "TestSupport"], swiftSettings: strict),
    ],
    cxxLanguageStandard: .cxx17
)
