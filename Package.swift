// swift-tools-version: 6.2
import PackageDescription

let strictness: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableExperimentalFeature("Lifetimes"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// The tests of a target, with what they use beside it.
func tests(_ target: String, using others: [String] = [], excluding: [String] = []) -> Target {
    .testTarget(
        name: target + "Tests",
        dependencies: ([target] + others).map { .byName(name: $0) },
        exclude: excluding,
        swiftSettings: strictness
    )
}

let package = Package(
    name: "stockpot",
    targets: [
        .target(name: "Tensors", swiftSettings: strictness),

        tests("Tensors"),
    ]
)
