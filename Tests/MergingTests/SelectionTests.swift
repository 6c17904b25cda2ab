import Merging
import Testing

/// Every mask is exactly that of a full sort, whatever the values and wherever segments end.
@Suite("Selection without sorting")
struct SelectionTests {
    /// Kinds of values that are hard to order.
    enum Values: String, CaseIterable, Sendable {
        case random, manyTies, denormals, signedZeros, oneValue, wideRange, roundsAlike

        func value(_ bits: UInt64) -> Double {
            let unit = Double(Int64(bitPattern: bits)) * 0x1p-63
            return switch self {
            case .random: unit
            case .manyTies: (unit * 4).rounded() / 4
            case .denormals: Double(Float(unit * 0x1p-140))
            case .signedZeros: bits % 3 == 0 ? 0 : bits % 3 == 1 ? -0.0 : unit
            case .oneValue: bits % 2 == 0 ? 0.7 : -0.7
            case .wideRange:
                unit * Double(sign: .plus, exponent: Int(bits % 200) - 100, significand: 1)
            case .roundsAlike: 1 + unit * 0x1p-30
            }
        }
    }

    private static func values(_ kind: Values, count: Int, seed: UInt64) -> [Double] {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var bits = state ^ state >> 33
            bits = bits &* 0xff51_afd7_ed55_8ccd
            return kind.value(bits ^ bits >> 33)
        }
    }

    /// About a base of zeros a single task vector of weight 1 is what is left of the model.
    private func merge(
        _ method: String,
        _ kind: Values,
        _ each: [String: Double],
        shape: [Int]
    ) -> ElementMerge {
        let count = shape.reduce(1, *)
        return ElementMerge(
            method: method,
            global: ["normalize": .boolean(false), "rescale": .boolean(false)],
            each: [each.merging(["weight": 1]) { _, one in one }],
            shape: shape,
            base: Array(repeating: 0, count: count),
            models: [Self.values(kind, count: count, seed: 11)]
        )
    }

    @Test("the greatest magnitudes", arguments: Values.allCases, [0.001, 0.1, 0.37, 0.5, 0.999])
    func magnitude(kind: Values, density: Double) throws {
        let merge = merge("ties", kind, ["density": density], shape: [5000])
        let expected = try merge.mergedByTwin()
        for length in [1 << 18, 1024, 700] {
            #expect(try merge.merged(segmentLength: length) == expected, "\(length)")
        }
    }

    @Test("without outliers", arguments: Values.allCases, [0, 0.01, 0.3, 1])
    func outliers(kind: Values, gamma: Double) throws {
        for density in [0.0001, 0.2, 0.6, 0.99] {
            let each = ["density": density, "gamma": gamma]
            let merge = merge("breadcrumbs", kind, each, shape: [3000])
            let expected = try merge.mergedByTwin()
            for length in [1 << 18, 1024] {
                #expect(try merge.merged(segmentLength: length) == expected, "\(density) \(length)")
            }
        }
    }

    @Test(
        "ranks within rows",
        arguments: Values.allCases,
        [[2000], [40, 50], [7, 3, 5], [30, 1], [1, 300], [3, 1500]]
    )
    func rows(kind: Values, shape: [Int]) throws {
        let merge = merge("della_linear", kind, ["density": 0.5, "epsilon": 0.4], shape: shape)
        let expected = try merge.mergedByTwin()
        for length in [1 << 18, 100] {
            #expect(try merge.merged(segmentLength: length) == expected, "\(length)")
        }
    }

    @Test("elements dropped at random", arguments: [0.001, 0.5, 0.9])
    func random(density: Double) throws {
        let merge = merge("dare_linear", .random, ["density": density], shape: [5000])
        let (merged, expected) = (try merge.merged(segmentLength: 1000), try merge.mergedByTwin())
        #expect(merged == expected)
        let kept = merged.count { $0 != 0 }
        // Five standard deviations of a binomial distribution.
        let deviation = (5000 * density * (1 - density)).squareRoot()
        #expect((Double(kept) - 5000 * density).magnitude < 5 * deviation)
    }

    @Test("an element stays when its number is less than the density, not when it is equal")
    func boundary() throws {
        // The first word of the specification's stream, for seed 42.
        let number = Double(0x62f9_a418 >> 8) * 0x1p-24
        for (density, expected) in [(number, 0.0), (number.nextUp, 3)] {
            var merge = merge("dare_linear", .oneValue, ["density": density], shape: [1])
            merge.global["seed"] = .number(42)
            merge.models = [[3]]
            #expect(try merge.merged() == [expected])
            #expect(try merge.mergedByTwin() == [expected])
        }
    }

    @Test(
        "variances over models, nonzero ones counted",
        arguments: Values.allCases,
        [0.01, 0.5, 0.9]
    )
    func variance(kind: Values, part: Double) throws {
        let merge = ElementMerge(
            method: "sce",
            global: ["select_topk": .number(part)],
            each: [[:], [:], [:]],
            shape: [4000],
            base: Array(repeating: 0, count: 4000),
            models: (1...3).map { Self.values(kind, count: 4000, seed: $0) }
        )
        let expected = try merge.mergedByTwin()
        for length in [1 << 18, 1024] {
            let merged = try merge.merged(segmentLength: length)
            // The weights differ by the rounding of sums of 4000 squares.
            let near = zip(merged, expected).allSatisfy {
                ($0 - $1).magnitude <= 4000 * 0x1p-52 * $1.magnitude
            }
            #expect(near)
        }
    }

    @Test(
        "quartiles of importances",
        arguments: [[64, 50], [3000], [1500, 1], [66_000, 2], [1, 1], []]
    )
    func quartiles(shape: [Int]) throws {
        let count = shape.reduce(1, *)
        let base = Self.values(.random, count: count, seed: 3)
        let moves = Self.values(.wideRange, count: count, seed: 4)
        let merge = ElementMerge(
            method: "arcee_fusion",
            each: [[:]],
            shape: shape,
            base: base,
            models: [zip(base, moves).map { $0 + min(max($1, -1), 1) * 0.1 }]
        )
        let expected = try merge.mergedByTwin()
        for length in [1 << 18, 700] {
            #expect(try merge.merged(segmentLength: length) == expected, "\(length)")
        }
    }
}

@Suite("Properties of methods that merge element by element")
struct ElementPropertyTests {
    private static let methods = [
        "ties", "dare_linear", "dare_ties", "breadcrumbs", "breadcrumbs_ties", "della",
        "della_linear", "sce", "ram", "ramplus_tl",
    ]

    private func merge(
        _ method: String,
        models: [[Double]],
        _ global: [String: ParameterValue] = [:],
        each: [String: Double] = [:]
    ) throws -> ElementMerge {
        let needsWeight = try MethodRegistry.named(method).parameter("weight") != nil
        let values = needsWeight ? each.merging(["weight": 0.5]) { own, _ in own } : [:]
        return ElementMerge(
            method: method,
            global: global,
            each: models.map { _ in values },
            shape: [6],
            base: [1, -0.0, -0.5, 2, -1, 0.25],
            models: models
        )
    }

    @Test("lambda 0 is the base", arguments: methods.prefix(7))
    func unmoved(method: String) throws {
        let models = [[3, 1, 4, 1, 5, 9], [2, 7, 1, 8, 2, 8]].map { $0.map(Double.init) }
        let merge = try merge(method, models: models, ["lambda": .number(0)])
        #expect(try merge.merged().map(\.bitPattern) == merge.base.map(\.bitPattern))
    }

    @Test("equal inputs are left as they are, to one ulp", arguments: methods)
    func equal(method: String) throws {
        let base = [1, -0.0, -0.5, 2, -1, 0.25]
        let merge = try merge(method, models: [base, base])
        #expect(try merge.merged() == base)
    }

    @Test("density 1 elects signs among whole task vectors")
    func full() throws {
        let models = [[1.4, 1, 0, 2, -1, 0.25], [1.2, -1, -1, 2, -1, 1]]
        let merge = try merge("ties", models: models, each: ["density": 1])
        let merged = try merge.merged()
        // By hand: both agree; a tie of signs is positive; -0.5 wins; nothing; nothing; one alone.
        let expected = [1.3, 1, 0, 2, -1, 1]
        #expect(distance(merged, expected) < 1e-15, "\(merged)")
    }

    @Test("probabilities beyond 0 and 1 are refused, and named")
    func probabilities() throws {
        let method = try MethodRegistry.named("della")
        for (density, epsilon) in [(0.1, 0.15), (0.9, 0.15), (0.5, 0.5)] {
            let values: [String: ParameterValue] = [
                "weight": .number(1), "density": .number(density), "epsilon": .number(epsilon),
            ]
            let error = #expect(throws: MethodError.self) {
                try method.make(MethodArguments(perModel: [values]))
            }
            #expect(error.map { "\($0)" }?.contains("must stay below 1") == true)
        }
        for density in [0, 1] {
            let values: [String: ParameterValue] = [
                "weight": .number(1), "density": .number(Double(density)),
            ]
            _ = try method.make(MethodArguments(perModel: [values]))
        }
    }
}
