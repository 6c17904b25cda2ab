import Merging
import ReferenceMerging
import Tensors
import Testing

/// A merge of one tensor by a method of the registry, and by its naive twin.
struct ElementMerge: Sendable, CustomTestStringConvertible {
    var method: String
    var global: [String: ParameterValue] = [:]
    var each: [[String: Double]] = [[:], [:]]
    var shape: [Int]
    var base: [Double]
    var models: [[Double]]

    var testDescription: String { "\(method) \(global) \(each)" }

    func merged(segmentLength: Int = 1 << 18) throws -> [Double] {
        let arguments = MethodArguments(
            global: global,
            perModel: each.map { $0.mapValues { .number($0) } }
        )
        return try plainMerge(
            try MethodRegistry.named(method).make(arguments),
            base: base,
            models: models,
            layer: LayerTraits(
                name: "visual.conv1.weight",
                shape: try #require(TensorShape(shape))
            ),
            segmentLength: segmentLength
        )
    }

    func mergedByTwin() throws -> [Double] {
        let values = global.mapValues { value -> ReferenceParameters.Value in
            switch value {
            case .number(let number): .number(number)
            case .boolean(let boolean): .boolean(boolean)
            case .text(let text): .text(text)
            }
        }
        return try #require(
            referenceMerge(
                method: method,
                ReferenceTensor(
                    name: "visual.conv1.weight",
                    shape: shape,
                    base: base,
                    models: models
                ),
                ReferenceParameters(
                    global: values,
                    perModel: each.map { $0.mapValues { .number($0) } }
                )
            )
        )
    }
}

/// The vectors of the specification, worked out in 64 bits with another program.
@Suite("Methods that merge element by element, on vectors worked out elsewhere")
struct ElementVectorTests {
    /// What the tables' nine decimals leave open.
    private let rounding = 6e-10

    struct Vector: Sendable {
        var merge: ElementMerge
        var expected: [Double]

        init(
            _ method: String,
            _ global: [String: ParameterValue] = [:],
            weights: [Double]? = nil,
            each: [String: Double] = [:],
            modelCount: Int = 2,
            _ expected: [Double]
        ) {
            let base = [1, 0.5, -0.5, 2, -1, 0.25]
            let deltas = [[0.4, -0.1, 0.3, 0, -0.6, 0.2], [-0.2, 0.5, 0.1, 0.7, -0.3, 0]]
            merge = ElementMerge(
                method: method,
                global: global,
                each: (0..<modelCount).map { model in
                    var values = each
                    values["weight"] = weights?[model]
                    return values
                },
                shape: [6],
                base: base,
                models: deltas.prefix(modelCount).map { zip(base, $0).map { $0 + $1 } }
            )
            self.expected = expected
        }
    }

    private static let half = ["density": 0.5]
    private static let band = ["density": 0.5, "gamma": 0.2]
    private static let seed: [String: ParameterValue] = ["seed": .number(42)]

    // One row for each vector.
    // swift-format-ignore
    private static let vectors = [
        Vector("ties", weights: [1, 1], each: half, [1.4, 1, -0.2, 2.7, -1.45, 0.25]),
        Vector("ties", weights: [0.6, 0.4], each: half, [1.4, 1, -0.2, 2.7, -1.48, 0.25]),
        Vector("breadcrumbs", weights: [0.6, 0.4], each: band, [1.16, 0.7, -0.32, 2, -1.12, 0.37]),
        Vector("breadcrumbs_ties", weights: [0.6, 0.4], each: band, [1.24, 0.7, -0.32, 2, -1.12, 0.37]),
        Vector("dare_linear", seed, weights: [0.6, 0.4], each: half, [1.384, 0.404, -0.146545455, 2.458181818, -1.196363636, 0.442]),
        Vector("dare_ties", seed, weights: [0.6, 0.4], each: half, [1.384, 0.404, -0.146545455, 2.458181818, -1.196363636, 0.442]),
        Vector("della_linear", seed, weights: [0.6, 0.4], each: half, [1.64, 0.8, -0.5, 2.42, -1, 0.57]),
        Vector("della", seed, weights: [0.6, 0.4], each: half, [2.066666667, 1.25, -0.5, 3.05, -1, 0.783333333]),
        Vector("sce", [:], [1.4, 1, -0.314285714, 2.7, -1.428571429, 0.45]),
        Vector("sce", ["select_topk": .number(0.5)], [1.4, 1, -0.5, 2.7, -1, 0.25]),
        Vector("nearswap", ["t": .number(0.15)], modelCount: 1, [1.15, 0.4, -0.35, 2, -1.15, 0.4]),
        Vector("ram", [:], [1.1, 0.7, -0.3, 2.7, -1.45, 0.45]),
        Vector("ramplus_tl", [:], [1.1, 0.7, -0.3, 2.714, -1.45, 0.454]),
        // What the sparsifiers leave: one model, weight 1, no rescaling.
        Vector("ties", weights: [1], each: half, modelCount: 1, [1.4, 0.5, -0.2, 2, -1.6, 0.25]),
        Vector("breadcrumbs", weights: [1], each: band, modelCount: 1, [1.4, 0.5, -0.2, 2, -1, 0.45]),
    ]

    @Test("the method, in one segment and in several", arguments: vectors)
    func method(vector: Vector) throws {
        for length in [100, 4, 1] {
            let merged = try vector.merge.merged(segmentLength: length)
            #expect(distance(merged, vector.expected) < rounding, "\(merged)")
        }
    }

    @Test("the naive twin", arguments: vectors)
    func twin(vector: Vector) throws {
        let merged = try vector.merge.mergedByTwin()
        #expect(distance(merged, vector.expected) < rounding, "\(merged)")
    }
}
