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

/// The commit that is built, as `make` says it; without it `--version` states the version only.
let revision = Context.environment["STOCKPOT_REVISION"] ?? ""

/// A target of sources that is nothing but its dependencies.
func sources(_ target: String, using others: [Target.Dependency]) -> Target {
    .target(name: target, dependencies: others, swiftSettings: strictness)
}

/// The tests of a target, with what they use beside it; files are used by nearly all.
func tests(
    _ target: String,
    using others: [String] = [],
    products: [Target.Dependency] = [],
    excluding: [String] = []
) -> Target {
    let shared = target == "SystemFiles" ? [] : ["SystemFiles"]
    return .testTarget(
        name: target + "Tests",
        dependencies: ([target] + shared + others).map { .byName(name: $0) } + products,
        exclude: excluding,
        swiftSettings: strictness
    )
}

/// A C library of the system.
func library(_ target: String, _ pkgConfig: String, debian package: String) -> Target {
    .systemLibrary(
        name: target,
        path: "Modules/" + target,
        pkgConfig: pkgConfig,
        providers: [.apt([package])]
    )
}

let package = Package(
    name: "stockpot",
    products: [
        .executable(name: "stockpot", targets: ["stockpot"]),
        .library(
            name: "Stockpot",
            targets: [
                "LinearAlgebra", "SystemFiles", "Tensors", "Workers", "PyTorchFiles", "Checkpoints",
                "CLIPModels", "Patterns", "Merging", "MergeEngine", "Recipes", "CLIPVision",
                "Images", "Evaluation",
            ]
        ),
        .library(name: "CStockpot", type: .static, targets: ["CStockpot"]),
        .library(name: "Kernels", targets: ["LinearAlgebra", "Tensors", "Merging"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
    ],
    targets: [
        library("COpenBLAS", "openblas", debian: "libopenblas-dev"),
        library("CLAPACKE", "lapacke", debian: "liblapacke-dev"),
        library("CJPEG", "libjpeg", debian: "libjpeg-dev"),
        library("CSPNG", "spng", debian: "libspng-dev"),
        library("CLibcrypto", "libcrypto", debian: "libssl-dev"),
        library("CYAML", "yaml-0.1", debian: "libyaml-dev"),
        .systemLibrary(name: "CSystemCalls", path: "Modules/CSystemCalls"),
        .systemLibrary(name: "CStockpotInterface", path: "Modules/CStockpotInterface"),

        .target(
            name: "LinearAlgebra",
            dependencies: ["COpenBLAS", "CLAPACKE", "CSerialStart", "CColumnKernels"],
            swiftSettings: strictness
        ),
        .target(name: "CSerialStart"),
        .target(name: "CColumnKernels"),
        .target(name: "TextFormats", swiftSettings: strictness),
        .target(name: "Workers", swiftSettings: strictness),
        .target(name: "CNarrowKernels"),
        sources("Tensors", using: ["TextFormats", "CNarrowKernels"]),
        sources("SystemFiles", using: ["TextFormats", "CSystemCalls"]),
        sources("PyTorchFiles", using: ["TextFormats", "SystemFiles", "Tensors"]),
        .target(
            name: "Checkpoints",
            dependencies: ["TextFormats", "SystemFiles", "Tensors", "PyTorchFiles", "CLibcrypto"],
            swiftSettings: strictness
        ),
        sources("CLIPModels", using: ["TextFormats", "Tensors", "Checkpoints", "SystemFiles"]),
        sources("Merging", using: ["Tensors", "LinearAlgebra", "Randomness"]),
        .target(
            name: "MergeEngine",
            dependencies: [
                "TextFormats", "Workers", "Tensors", "Checkpoints", "SystemFiles", "CLIPModels",
                "Merging", "LinearAlgebra", "Patterns",
            ],
            swiftSettings: strictness
        ),
        .target(
            name: "Recipes",
            dependencies: [
                "TextFormats", "Merging", "MergeEngine", "CLIPModels", "Checkpoints", "SystemFiles",
                "Tensors", "Patterns", "CYAML",
            ],
            swiftSettings: strictness
        ),
        .target(name: "ReferenceMerging", swiftSettings: strictness),
        .target(
            name: "MergeVerification",
            dependencies: [
                "TextFormats", "Workers", "Tensors", "Checkpoints", "SystemFiles",
                "ReferenceMerging", "Patterns",
            ],
            swiftSettings: strictness
        ),
        .target(
            name: "PlanVerification",
            dependencies: [
                "TextFormats", "Tensors", "Checkpoints", "CLIPModels", "Merging", "MergeEngine",
                "MergeVerification", "ReferenceMerging",
            ],
            swiftSettings: strictness
        ),
        .target(
            name: "TrainingRounds",
            dependencies: [
                "TextFormats", "Workers", "SystemFiles", "Checkpoints", "Patterns", "MergeEngine",
            ],
            swiftSettings: strictness
        ),
        .target(name: "Randomness", swiftSettings: strictness),
        .target(name: "Calibration", swiftSettings: strictness),
        .target(name: "Patterns", swiftSettings: strictness),
        .target(
            name: "SyntheticCheckpoints",
            dependencies: ["Workers", "Tensors", "Checkpoints", "SystemFiles", "Randomness"],
            swiftSettings: strictness
        ),
        sources("ShapeImages", using: ["Workers", "Tensors", "Checkpoints", "Randomness"]),
        .target(
            name: "CheckpointConversion",
            dependencies: [
                "TextFormats", "Workers", "Tensors", "Checkpoints", "SystemFiles", "CLIPModels",
                "LinearAlgebra",
            ],
            swiftSettings: strictness
        ),
        .target(
            name: "MergeBenchmark",
            dependencies: [
                "Workers", "MergeEngine", "MergeVerification", "SyntheticCheckpoints",
                "LinearAlgebra", "Tensors", "Checkpoints", "CLIPModels", "CLIPVision",
                "SystemFiles",
            ],
            swiftSettings: strictness
        ),
        sources("Images", using: ["CJPEG", "CSPNG"]),
        .target(
            name: "Evaluation",
            dependencies: [
                "TextFormats", "Workers", "Images", "CLIPModels", "CLIPVision", "Checkpoints",
                "SystemFiles", "Tensors", "Calibration",
            ],
            swiftSettings: strictness
        ),
        .target(
            name: "CLIPVision",
            dependencies: [
                "TextFormats", "Workers", "Tensors", "Checkpoints", "CLIPModels", "LinearAlgebra",
            ],
            swiftSettings: strictness
        ),
        .target(
            name: "MergeBatch",
            dependencies: [
                "TextFormats", "Workers", "MergeEngine", "Merging", "Recipes", "Checkpoints",
                "CLIPModels", "SystemFiles", "Tensors",
            ],
            swiftSettings: strictness
        ),
        sources("ModelSelection", using: ["LinearAlgebra", "Randomness"]),
        sources("TransferScores", using: ["LinearAlgebra", "ModelSelection"]),
        .target(
            name: "ModelChoice",
            dependencies: [
                "TextFormats", "SystemFiles", "Tensors", "Checkpoints", "CLIPModels", "CLIPVision",
                "Evaluation", "EvaluationResults", "LinearAlgebra", "ModelSelection", "Randomness",
                "TransferScores", "Calibration",
            ],
            swiftSettings: strictness
        ),
        .target(
            name: "ModelZoo",
            dependencies: [
                "TextFormats", "Workers", "SystemFiles", "Checkpoints", "Evaluation",
                "EvaluationResults", "LinearAlgebra", "Merging", "MergeEngine", "ModelChoice",
                "ModelSelection", "Randomness", "TransferScores",
            ],
            swiftSettings: strictness
        ),
        .target(name: "Charts", dependencies: ["CLIPModels"], swiftSettings: strictness),
        sources("EvaluationResults", using: ["TextFormats", "SystemFiles"]),
        sources("ReportPages", using: ["TextFormats", "MergeEngine", "Charts"]),
        .target(
            name: "Soups",
            dependencies: [
                "TextFormats", "Workers", "Tensors", "Checkpoints", "CLIPModels", "SystemFiles",
                "MergeEngine", "Merging", "ModelSelection", "Evaluation", "EvaluationResults",
                "Calibration",
            ],
            swiftSettings: strictness
        ),
        .target(
            name: "CBuildInformation",
            cSettings: revision.isEmpty
                ? [] : [.define("STOCKPOT_REVISION", to: "\"\(revision)\"")]
        ),
        .target(
            name: "CStockpot",
            dependencies: [
                "CStockpotInterface", "TextFormats", "Workers", "Tensors", "Checkpoints", "Merging",
                "MergeEngine", "Recipes", "MergeVerification", "PlanVerification",
            ],
            swiftSettings: strictness
        ),
        .executableTarget(
            name: "stockpot",
            dependencies: [
                "TextFormats", "Workers", "CBuildInformation", "MergeEngine", "MergeBatch",
                "MergeVerification", "PlanVerification", "TrainingRounds", "MergeBenchmark",
                "SyntheticCheckpoints", "CheckpointConversion", "Calibration", "ShapeImages",
                "Charts", "CLIPModels", "CLIPVision", "Evaluation", "EvaluationResults", "Images",
                "ModelChoice", "ModelZoo", "ReportPages", "Soups", "Recipes", "Checkpoints",
                "SystemFiles", "Merging", "LinearAlgebra", "Patterns", "PyTorchFiles",
                "ReferenceMerging", "Tensors",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strictness
        ),

        .target(
            name: "TestSupport",
            dependencies: ["Tensors", "Checkpoints", "SystemFiles"],
            path: "Tests/TestSupport",
            swiftSettings: strictness
        ),

        .target(
            name: "ReferenceSelection",
            path: "Tests/ReferenceSelection",
            swiftSettings: strictness
        ),
        .target(
            name: "ReferenceVision",
            path: "Tests/ReferenceVision",
            swiftSettings: strictness
        ),

        tests("TextFormats"),
        tests("LinearAlgebra"),
        tests("ModelSelection", using: ["TestSupport", "LinearAlgebra", "ReferenceSelection"]),
        tests("TransferScores", using: ["LinearAlgebra", "ReferenceSelection"]),
        tests("Workers"),
        tests("Calibration"),
        tests(
            "ModelChoice",
            using: [
                "TestSupport", "TextFormats", "Tensors", "Checkpoints", "CLIPVision", "Evaluation",
                "EvaluationResults", "LinearAlgebra", "ModelSelection", "TransferScores",
            ]
        ),
        tests(
            "ModelZoo",
            using: ["TestSupport", "Tensors", "LinearAlgebra", "MergeEngine", "ModelChoice"]
        ),
        tests("Tensors"),
        tests("SystemFiles", using: ["TestSupport", "TextFormats"]),
        tests("PyTorchFiles", using: ["TestSupport", "Tensors"]),
        tests(
            "Checkpoints",
            using: ["TestSupport", "TextFormats", "Tensors", "PyTorchFiles"],
            excluding: ["Fixtures"]
        ),
        tests("CLIPModels", using: ["TestSupport", "Tensors", "Checkpoints"]),
        tests("ReferenceMerging"),
        tests("Merging", using: ["Tensors", "LinearAlgebra", "ReferenceMerging"]),
        tests(
            "MergeEngine",
            using: [
                "TestSupport", "TextFormats", "Workers", "Tensors", "Checkpoints", "CLIPModels",
                "Merging", "Patterns",
            ]
        ),
        tests(
            "MergeVerification",
            using: [
                "TestSupport", "Tensors", "Checkpoints", "MergeEngine", "Merging", "Patterns",
                "ReferenceMerging",
            ]
        ),
        tests(
            "PlanVerification",
            using: ["TestSupport", "Merging", "MergeEngine", "MergeVerification"]
        ),
        tests(
            "TrainingRounds",
            using: ["TestSupport", "Workers", "Tensors", "Checkpoints", "Merging", "MergeEngine"]
        ),
        tests(
            "CheckpointConversion",
            using: [
                "TestSupport", "TextFormats", "Workers", "Tensors", "Checkpoints", "CLIPModels",
                "SyntheticCheckpoints", "MergeEngine", "Merging",
            ]
        ),
        tests("Randomness"),
        tests("Patterns", excluding: ["corpus.py"]),
        tests(
            "SyntheticCheckpoints",
            using: ["TestSupport", "Workers", "Tensors", "Checkpoints", "CLIPModels", "Randomness"]
        ),
        tests("ShapeImages", using: ["TestSupport", "Tensors", "Checkpoints", "Randomness"]),
        tests("MergeBenchmark", using: ["TestSupport", "Tensors"]),
        tests(
            "CLIPVision",
            using: [
                "TestSupport", "Tensors", "Checkpoints", "CLIPModels", "LinearAlgebra",
                "ReferenceVision", "Evaluation", "Images",
            ],
            excluding: ["Fixtures"]
        ),
        tests("ReferenceVision"),
        tests(
            "MergeBatch",
            using: [
                "TestSupport", "TextFormats", "Workers", "Tensors", "Checkpoints", "MergeEngine",
                "Merging",
            ]
        ),
        tests(
            "Recipes",
            using: [
                "TestSupport", "TextFormats", "Tensors", "Checkpoints", "CLIPModels", "Merging",
                "MergeEngine", "Patterns",
            ]
        ),
        tests("Charts", using: ["CLIPModels"]),
        tests("ReportPages", using: ["TestSupport", "MergeEngine", "Merging"]),
        tests(
            "Soups",
            using: [
                "TestSupport", "TextFormats", "Workers", "Tensors", "Checkpoints", "MergeEngine",
                "Merging", "Evaluation", "EvaluationResults", "Calibration",
            ]
        ),
        tests("EvaluationResults", using: ["TestSupport", "TextFormats"]),
        tests(
            "Evaluation",
            using: [
                "TestSupport", "TextFormats", "Workers", "Images", "CLIPModels", "Checkpoints",
                "Tensors",
            ]
        ),
        .testTarget(
            name: "LibraryTests",
            dependencies: [
                "TestSupport", "Checkpoints", "Evaluation", "LinearAlgebra", "MergeEngine",
                "Merging", "ShapeImages",
            ],
            swiftSettings: strictness
        ),
        tests("Images", using: ["TestSupport", "Checkpoints", "Tensors"], excluding: ["Fixtures"]),
        tests("CStockpot", using: ["TestSupport", "CStockpotInterface", "Checkpoints", "Tensors"]),
        tests(
            "stockpot",
            using: [
                "TestSupport", "Tensors", "Checkpoints", "MergeEngine", "MergeVerification",
                "MergeBenchmark", "Merging",
            ],
            excluding: ["Python"]
        ),
    ]
)
