import MergeEngine
import MergeVerification
import Merging
import ReferenceMerging
import Tensors
import TestSupport
import Testing

@Suite("The methods of the registry against their naive twins, every element")
struct MethodsAgainstReferenceTests {
    /// A method with values for its parameters.
    struct Case: Sendable, CustomTestStringConvertible {
        var method: String
        var modelCount = 2
        var hasBase = true
        var global: [String: ParameterValue] = [:]
        var weights: [Double]?
        var each: [String: Double] = [:]

        var testDescription: String {
            "\(method) of \(modelCount)\(hasBase ? "" : " without base") \(global) \(weights ?? []) \(each)"
        }

        var arguments: MethodArguments {
            MethodArguments(
                global: global,
                perModel: (0..<modelCount).map { model in
                    var values = each
                    values["weight"] = weights?[model]
                    return values.mapValues { .number($0) }
                }
            )
        }
    }

    private static let cases = [
        Case(method: "slerp", modelCount: 1, global: ["t": .number(0.3)]),
        Case(method: "slerp", modelCount: 1, global: ["t": .number(1)]),
        Case(method: "nuslerp", weights: [0.6, 0.4]),
        Case(method: "nuslerp", hasBase: false, weights: [0.6, 0.4]),
        Case(method: "nuslerp", global: ["nuslerp_flatten": .boolean(false)], weights: [0.6, 0.4]),
        Case(
            method: "nuslerp",
            hasBase: false,
            global: ["nuslerp_flatten": .boolean(false)],
            weights: [2, 3]
        ),
        Case(
            method: "nuslerp",
            global: ["nuslerp_flatten": .boolean(false), "nuslerp_row_wise": .boolean(true)],
            weights: [0.6, 0.4]
        ),
        Case(method: "multislerp", modelCount: 3, weights: [0.5, 0.3, 0.2]),
        Case(
            method: "multislerp",
            modelCount: 3,
            hasBase: false,
            global: ["normalize_weights": .boolean(false), "eps": .number(0.01)],
            weights: [0.5, 0.4, 0.3]
        ),
        Case(method: "multislerp", modelCount: 1, weights: [2]),
        Case(method: "karcher", modelCount: 3),
        Case(method: "karcher", modelCount: 3, hasBase: false, global: ["max_iter": .number(3)]),
        Case(method: "karcher", modelCount: 1, hasBase: false),
        Case(method: "task_arithmetic", weights: [0.6, -0.4]),
        Case(
            method: "task_arithmetic",
            modelCount: 3,
            global: ["lambda": .number(0.7), "normalize": .boolean(true)],
            weights: [1, 2, 3]
        ),
        Case(method: "ties", weights: [0.6, 0.4], each: ["density": 0.3]),
        Case(
            method: "ties",
            modelCount: 3,
            global: ["normalize": .boolean(false), "rescale": .boolean(true)],
            weights: [0.6, -0.4, 0.3],
            each: ["density": 0.5]
        ),
        Case(
            method: "ties",
            modelCount: 3,
            global: ["scope": .text("model")],
            weights: [0.6, -0.4, 0.3],
            each: ["density": 0.3]
        ),
        Case(method: "localize_and_stitch", modelCount: 3),
        Case(
            method: "localize_and_stitch",
            global: ["lambda": .number(0.5)],
            weights: [1, 2],
            each: ["density": 0.4]
        ),
        Case(method: "dare_linear", weights: [0.6, 0.4], each: ["density": 0.5]),
        Case(
            method: "dare_ties",
            modelCount: 3,
            global: ["seed": .number(7), "rescale_rule": .text("density")],
            weights: [0.6, 0.4, 0.5],
            each: ["density": 0.7]
        ),
        Case(
            method: "breadcrumbs",
            global: ["normalize": .boolean(true)],
            weights: [0.6, 0.4],
            each: ["density": 0.5, "gamma": 0.1]
        ),
        Case(
            method: "breadcrumbs_ties",
            weights: [0.6, 0.4],
            each: ["density": 0.5, "gamma": 0.1]
        ),
        Case(method: "della", weights: [0.6, 0.4], each: ["density": 0.5]),
        Case(
            method: "della_linear",
            global: ["seed": .number(3), "lambda": .number(0.8)],
            weights: [0.6, 0.4],
            each: ["density": 0.4, "epsilon": 0.3]
        ),
        Case(method: "sce", modelCount: 3),
        Case(method: "sce", modelCount: 3, global: ["select_topk": .number(0.4)]),
        Case(method: "ram", modelCount: 3, global: ["epsilon": .number(0.1)]),
        Case(method: "ramplus_tl", modelCount: 3, global: ["epsilon": .number(0.1)]),
        Case(method: "nearswap", modelCount: 1, global: ["t": .number(0.2)]),
        Case(method: "arcee_fusion", modelCount: 1),
        Case(method: "tsv_m"),
        Case(method: "tsv_m", modelCount: 1),
        Case(
            method: "tsv_m",
            modelCount: 3,
            global: ["alpha": .number(0.7)],
            weights: [1, -0.5, 2]
        ),
        Case(method: "tsv_m", global: ["variant": .text("lossless")]),
        Case(method: "tsv_m", global: ["variant": .text("rank_reduction")]),
        Case(method: "tsv_c", modelCount: 1, global: ["tasks": .number(3)]),
        Case(method: "iso_c", modelCount: 3, global: ["alpha": .number(1.3)]),
        Case(method: "iso_c", global: ["flatten": .number(0.4)], weights: [1, 0.5]),
        Case(method: "iso_cts", modelCount: 3, global: ["common_fraction": .number(0.5)]),
        Case(method: "low_rank", modelCount: 1, global: ["rank": .number(3)]),
        Case(method: "monosoup", modelCount: 1),
        Case(method: "monosoup", modelCount: 1, global: ["variant": .text("energy")]),
        Case(method: "wudi", global: ["steps": .number(5)]),
        Case(method: "wudi_closed", modelCount: 3, weights: [1, 2, 1]),
        Case(method: "magmax", modelCount: 3),
        Case(method: "consensus_ta", modelCount: 3, global: ["alpha": .number(0.3)]),
        Case(method: "tall_mask", modelCount: 3, global: ["task": .number(3)]),
        Case(method: "passthrough", modelCount: 1, hasBase: false),
        Case(method: "linear", hasBase: false, weights: [0.25, 0.5]),
        Case(
            method: "linear",
            hasBase: false,
            global: ["normalize": .boolean(false)],
            weights: [0, 0]
        ),
    ]

    @Test("within 1 unit in the last place", arguments: cases, FloatingPointType.allCases)
    func types(merge: Case, type: FloatingPointType) throws {
        let folder = try TemporaryFolder()
        let family = try SmallFamily(in: folder, modelCount: merge.modelCount, type: type)
        let report = try mergeAndVerify(
            merge.method,
            merge.arguments,
            base: merge.hasBase ? family.base : nil,
            family.models,
            in: folder
        )
        #expect(report.ok, "\(report.mismatchedLayers) \(report.maxUlpError)")
        #expect(report.elements == SmallFamily.elementCount)
    }

    @Test(
        "layers of several segments, another output type",
        arguments: [
            Case(method: "nuslerp", weights: [0.6, 0.4]),
            Case(method: "karcher", hasBase: false),
            Case(method: "ties", weights: [0.6, 0.4], each: ["density": 0.3]),
            Case(method: "dare_ties", weights: [0.6, 0.4], each: ["density": 0.5]),
            Case(method: "della", weights: [0.6, 0.4], each: ["density": 0.5]),
            Case(method: "sce", global: ["select_topk": .number(0.4)]),
            Case(method: "arcee_fusion", modelCount: 1),
        ]
    )
    func severalSegments(merge: Case) throws {
        let folder = try TemporaryFolder()
        let report = try mergeAndVerify(merge, .f16, rows: 600, outputType: .bf16, in: folder)
        #expect(report.ok, "\(report.mismatchedLayers) \(report.maxUlpError)")
    }

    @Test("a product of one model", arguments: [-0.5, 0, 1])
    func product(scale: Double) throws {
        let folder = try TemporaryFolder()
        let family = try CheckpointFamily(in: folder, modelCount: 1)
        var arguments = MethodArguments(perModel: [["scale": .number(scale)]])
        arguments.global = [:]
        let report = try mergeAndVerify(
            "passthrough",
            arguments,
            base: nil,
            family.models,
            in: folder
        )
        #expect(report.ok, "\(report.mismatchedLayers) \(report.maxUlpError)")
    }

    @Test("tensors that one input alone holds are copied, and converted like all")
    func loneTensors() throws {
        let folder = try TemporaryFolder()
        func write(_ name: String, _ tensors: [(String, Float)]) throws -> String {
            try SafetensorsFixture.write(
                tensors: tensors.map { name, value in
                    (name, .f32, [3], SafetensorsFixture.bytes([value, 1, 3 * value]))
                },
                to: folder.path(name)
            )
            return folder.path(name)
        }
        let base = try write("base.safetensors", [("both", 0.5), ("base", 0.3)])
        let model = try write("model.safetensors", [("both", 2), ("model", 0.7)])
        let report = try mergeAndVerify(
            "slerp",
            MethodArguments(global: ["t": .number(0.5)], perModel: [[:]]),
            base: base,
            [model],
            outputType: .bf16,
            in: folder
        )
        #expect(report.ok && report.elements == 9)
    }
}

/// A base and models of few elements, whose task vectors are long enough that rounding to any type
/// leaves their angles far from 0 and 180 degrees: there a result is as uncertain as the angle.
private struct SmallFamily {
    static let shapes = [[], [7], [8, 1100], [9, 2, 3, 4], [12, 20]]
    static var elementCount: Int { shapes.reduce(0) { $0 + $1.reduce(1, *) } }

    let base: String
    let models: [String]

    init(in folder: TemporaryFolder, modelCount: Int, type: FloatingPointType) throws {
        base = folder.path("base.safetensors")
        models = (0..<modelCount).map { folder.path("model_\($0).safetensors") }
        for (tensors, path) in zip(try #require(Self.made[type]), [base] + models) {
            try SafetensorsFixture.write(tensors: tensors, to: path)
        }
    }

    /// The base and three models of every type, made once.
    private static let made = Dictionary(
        uniqueKeysWithValues: FloatingPointType.allCases.map { ($0, tensors($0)) }
    )

    private static func tensors(_ type: FloatingPointType) -> [[SafetensorsFixture.Tensor]] {
        var state: UInt64 = 1
        func noise(_ count: Int) -> [Double] {
            (0..<count).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Double(Int64(bitPattern: state) >> 11) * 0x1p-52
            }
        }
        let counts = shapes.map { $0.reduce(1, *) }
        let (base, shared) = (counts.map(noise), counts.map(noise))
        let models = (0..<3).map { _ in
            zip(base, shared).map { base, shared in
                zip(zip(base, shared), noise(base.count)).map { $0.0 + $0.1 / 2 + $1 / 4 }
            }
        }
        return ([base] + models).map { values in
            zip(shapes, values).enumerated().map { position, tensor in
                let bytes = SafetensorsFixture.bytes(tensor.1, as: type)
                return ("tensor_\(position)", type.elementType, tensor.0, bytes)
            }
        }
    }
}

private func mergeAndVerify(
    _ merge: MethodsAgainstReferenceTests.Case,
    _ type: FloatingPointType,
    rows: Int = 20,
    outputType: FloatingPointType? = nil,
    in folder: TemporaryFolder
) throws -> VerificationReport {
    let family = try CheckpointFamily(
        in: folder,
        modelCount: merge.modelCount,
        type: type,
        rows: rows
    )
    return try mergeAndVerify(
        merge.method,
        merge.arguments,
        base: merge.hasBase ? family.base : nil,
        family.models,
        outputType: outputType,
        in: folder
    )
}

private func mergeAndVerify(
    _ name: String,
    _ arguments: MethodArguments,
    base: String?,
    _ models: [String],
    outputType: FloatingPointType? = nil,
    in folder: TemporaryFolder
) throws -> VerificationReport {
    let recipe = Recipe(
        try MethodRegistry.named(name),
        base: base,
        models: models,
        arguments: arguments,
        outputType: outputType
    )
    let output = folder.path("merged.safetensors")
    let plan = try MergePlan(MergeRequest(recipe), options: ExecutionOptions(threads: 2))
    _ = try plan.merge(into: output)
    let verification = VerificationRequest(
        base: base,
        models: models,
        merged: output,
        method: .other(name: name, ReferenceParameters(arguments))
    )
    return try MergeVerifier(verification).verify()
}

extension ReferenceParameters {
    fileprivate init(_ arguments: MethodArguments) {
        self.init(
            global: arguments.global.mapValues(\.referenceValue),
            perModel: arguments.perModel.map { $0.mapValues(\.referenceValue) }
        )
    }
}

extension ParameterValue {
    fileprivate var referenceValue: ReferenceParameters.Value {
        switch self {
        case .number(let number): .number(number)
        case .boolean(let boolean): .boolean(boolean)
        case .text(let text): .text(text)
        }
    }
}
