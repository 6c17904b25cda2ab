import Glibc
import Merging
import ReferenceMerging
import Testing

@Suite("Methods on a sphere")
struct SphericalMethodTests {
    private let base = randomDeltas(count: 1, length: 40, seed: 7)[0]

    private func models(_ count: Int) -> [[Double]] {
        randomDeltas(count: count, length: 40, seed: 11).map { delta in
            zip(base, delta).map { $0 + 0.2 * $1 }
        }
    }

    private func scaled(_ vectors: [[Double]], by factor: Double) -> [[Double]] {
        vectors.map { $0.map { $0 * factor } }
    }

    @Test("the end points of an arc are the inputs", arguments: [0.0, 1])
    func endPoints(t: Double) throws {
        let model = models(1)[0]
        let merged = try plainMerge(Slerp(t: t), base: base, models: [model])
        #expect(merged == (t == 0 ? base : model))
        let pair = models(2)
        let without = try plainMerge(NuSlerp(weights: [1 - t, t]), base: nil, models: pair)
        #expect(without == pair[t == 0 ? 0 : 1])
        let around = try plainMerge(NuSlerp(weights: [1 - t, t]), base: base, models: pair)
        #expect(distance(around, pair[t == 0 ? 0 : 1]) < 1e-15)
    }

    @Test("equal inputs give that input")
    func equalInputs() throws {
        func check(_ method: some MergeMethod, _ count: Int) throws {
            let equal = Array(repeating: base, count: count)
            let merged = try plainMerge(method, base: base, models: equal)
            #expect(distance(merged, base) < 4e-16 * 4, "\(method.traits.name)")
        }
        try check(Slerp(t: 0.3), 1)
        try check(NuSlerp(weights: [1, 1]), 2)
        try check(MultiSlerp(weights: [1, 1, 1]), 3)
        try check(Karcher(modelCount: 3), 3)
        try check(TaskArithmetic(weights: [0.3, 0.4]), 2)
    }

    @Test("multiplying all inputs multiplies the result", arguments: [0.25, 8.0])
    func scale(factor: Double) throws {
        func check(_ method: some MergeMethod, _ count: Int, _ tolerance: Double) throws {
            let models = models(count)
            let plain = try plainMerge(method, base: base, models: models)
            let merged = try plainMerge(
                method,
                base: scaled([base], by: factor)[0],
                models: scaled(models, by: factor)
            )
            #expect(distance(merged, scaled([plain], by: factor)[0]) <= tolerance * factor)
        }
        try check(Slerp(t: 0.3), 1, 0)
        try check(NuSlerp(weights: [1, 2]), 2, 0)
        // A constant is added to the norms, so that the units change by it.
        try check(MultiSlerp(weights: [1, 2, 3]), 3, 1e-7)
        try check(Karcher(modelCount: 3), 3, 0)
        try check(TaskArithmetic(weights: [1, 2]), 2, 0)
    }

    @Test("moving all inputs moves what is merged around the base")
    func shift() throws {
        func check(_ method: some MergeMethod, _ count: Int) throws {
            let models = models(count)
            let plain = try plainMerge(method, base: base, models: models)
            let moved = try plainMerge(
                method,
                base: base.map { $0 + 2 },
                models: models.map { $0.map { $0 + 2 } }
            )
            #expect(distance(moved, plain.map { $0 + 2 }) < 1e-14)
        }
        try check(NuSlerp(weights: [1, 2]), 2)
        try check(MultiSlerp(weights: [1, 2, 3]), 3)
        try check(TaskArithmetic(weights: [1, 2]), 2)
    }

    @Test("the order of models does not matter where their weights move along")
    func permutation() throws {
        let models = models(4)
        let reversed = Array(models.reversed())
        func check(_ left: some MergeMethod, _ right: some MergeMethod, _ base: [Double]?) throws {
            let forward = try plainMerge(left, base: base, models: models)
            let backward = try plainMerge(right, base: base, models: reversed)
            #expect(distance(forward, backward) < 1e-14)
        }
        for base in [base, nil] {
            try check(
                MultiSlerp(weights: [1, 2, 3, 4]),
                MultiSlerp(weights: [4, 3, 2, 1]),
                base
            )
            try check(Karcher(modelCount: 4), Karcher(modelCount: 4), base)
        }
        let (first, second) = (NuSlerp(weights: [1, 3]), NuSlerp(weights: [3, 1]))
        let forward = try plainMerge(first, base: base, models: [models[0], models[1]])
        let backward = try plainMerge(second, base: base, models: [models[1], models[0]])
        #expect(distance(forward, backward) < 1e-15)
    }

    @Test("slerp is a straight line beyond a cosine of 0.9995, and an arc before")
    func colinear() throws {
        func weights(_ cosine: Double) -> LinearCombination? {
            let gram = GramMatrix(lowerTriangle: [4, 0, 6 * cosine, 9], order: 2)
            guard case .combine(let sum) = Slerp(t: 0.5).decide(.slerp, gram: gram).action else {
                return nil
            }
            return sum
        }
        let line = LinearCombination(weights: [0.5], divisor: 1, scale: 1, baseWeight: 0.5)
        #expect(weights(0.99951) == line && weights(-0.99951) == line)
        #expect(weights(0.99949) != line && weights(-0.99949) != line)
    }

    @Test("slerp takes an input of almost no length as one at a right angle")
    func shortInput() throws {
        let merged = try plainMerge(Slerp(t: 0.5), base: [1e-9, 0], models: [[0, 2]])
        let half = 0.5.squareRoot()
        #expect(distance(merged, [half * 1e-9, half * 2]) < 1e-15)
    }

    @Test("nuslerp shares equally where its weights cancel, and goes straight where deltas do")
    func nuslerpSpecialCases() throws {
        let pair = models(2)
        let cancelled = try plainMerge(NuSlerp(weights: [1, -1]), base: base, models: pair)
        let equal = try plainMerge(NuSlerp(weights: [1, 1]), base: base, models: pair)
        #expect(cancelled == equal)
        let opposite = try plainMerge(
            NuSlerp(weights: [1, 3]),
            base: [1, 1],
            models: [[2, 3], [0, -1]]
        )
        #expect(distance(opposite, [0.5, 0]) < 1e-15)
    }

    @Test("multislerp: one model stays, two that cancel are added, three have no mean")
    func multislerpSpecialCases() throws {
        let alone = try plainMerge(MultiSlerp(weights: [3]), base: base, models: models(1))
        #expect(alone == models(1)[0])
        let two = try plainMerge(
            MultiSlerp(weights: [1, 1]),
            base: [1, 1],
            models: [[2, 3], [-1, -3]]
        )
        #expect(distance(two, [0.5, 0]) < 1e-15)
        let unmoved = try plainMerge(
            MultiSlerp(weights: [1, 2, 3]),
            base: base,
            models: [base, base, base]
        )
        #expect(unmoved == base)
        let oneMoved = try plainMerge(
            MultiSlerp(weights: [1, 1], epsilon: 0),
            base: [1, 1],
            models: [[1, 1], [4, 5]]
        )
        #expect(distance(oneMoved, [2.5, 3]) < 1e-15)
        #expect(throws: UndefinedResult.self) {
            try plainMerge(
                MultiSlerp(weights: [1, 0.5, 0.5]),
                base: nil,
                models: [[3, 4], [-3, -4], [-3, -4]]
            )
        }
        #expect(throws: MethodError.self) { try MultiSlerp(weights: [1, -1]) }
        #expect(throws: Never.self) { try MultiSlerp(weights: [1, -1], normalizes: false) }
    }

    @Test("karcher leaves out what has no length, and gives zeros where nothing has")
    func karcherSpecialCases() throws {
        let zeros = try plainMerge(
            Karcher(modelCount: 2),
            base: nil,
            models: [[0, 0], [0, 1e-6]]
        )
        #expect(zeros == [0, 0])
        let one = try plainMerge(Karcher(modelCount: 1), base: [0, 0], models: [[3, 4]])
        #expect(distance(one, [1.5, 2]) < 1e-15)
        let alone = try plainMerge(Karcher(modelCount: 1), base: nil, models: [[3, 4]])
        #expect(alone == [3, 4])
        // Opposite directions have no mean: the first one is taken, with the mean length.
        let opposite = try plainMerge(Karcher(modelCount: 1), base: [2, 0], models: [[-4, 0]])
        #expect(opposite == [3, 0])
    }

    @Test("karcher leaves directions out of a step that stand closer to the mean than tol")
    func karcherTolerance() throws {
        let directions = [0.0, 10, 40, 150].map { degrees in
            [cos(degrees * .pi / 180), sin(degrees * .pi / 180)]
        }
        let merged = try plainMerge(
            Karcher(modelCount: 4, tolerance: 0.2),
            base: nil,
            models: directions
        )
        let twin = referenceMerge(
            method: "karcher",
            ReferenceTensor(name: "w", shape: [2], base: nil, models: directions),
            ReferenceParameters(global: ["tol": .number(0.2)])
        )
        #expect(distance(merged, try #require(twin)) < 1e-14)
    }

    @Test("karcher says when its steps ran out, and settles with more")
    func karcherSteps() throws {
        let gram = gram([[1, 0, 0], [0.1, 1, 0], [0.2, -0.3, 1]])
        let hurried = Karcher(modelCount: 3, stepCount: 1, tolerance: 1e-9)
        guard case .unsettled(let angle) = hurried.decide(.karcher, gram: gram).warnings.first
        else {
            Issue.record("no warning")
            return
        }
        #expect(angle >= 1e-9)
        let patient = Karcher(modelCount: 3, stepCount: 100, tolerance: 1e-7)
        #expect(patient.decide(.karcher, gram: gram).warnings.isEmpty)
    }

    @Test("karcher stays within the bound that its last step states", arguments: 1...4)
    func karcherBound(steps: Int) throws {
        // Within half a radian of their mean.
        let directions = [[1, 0, 0], [1, 0.4, 0.1], [1, -0.3, 0.3], [1, 0.1, -0.4]].map { vector in
            let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return vector.map { $0 / length }
        }
        func merged(_ steps: Int) throws -> ([Double], LayerWarning?) {
            let method = Karcher(modelCount: 4, stepCount: steps, tolerance: 1e-12)
            let warning = method.decide(.karcher, gram: gram(directions)).warnings.first
            return (try plainMerge(method, base: nil, models: directions), warning)
        }
        let (hurried, warning) = try merged(steps)
        guard case .unsettled(let angle) = warning else {
            Issue.record("no warning after \(steps) steps")
            return
        }
        let settled = try merged(1000).0
        let cosine = zip(hurried, settled).reduce(0) { $0 + $1.0 * $1.1 }
        let distance = acos(min(cosine, 1))
        // 2 r cot(2 r) for r = 1/2; acos of a rounded cosine is off by the root of its rounding.
        #expect(distance <= angle * tan(1) + 3e-8)
    }

    @Test("task arithmetic: lambda 0 and weights 0 are the base, one of 1 is the model")
    func taskArithmetic() throws {
        func action(_ method: TaskArithmetic) -> LayerDecision.Action {
            method.decide(.linear, gram: GramMatrix(order: 0)).action
        }
        #expect(action(TaskArithmetic(weights: [1, 2], lambda: 0)) == .copyBase)
        #expect(action(TaskArithmetic(weights: [0, 0])) == .copyBase)
        #expect(
            try plainMerge(TaskArithmetic(weights: [1]), base: base, models: models(1))
                == models(1)[0]
        )
        let summed = try plainMerge(
            TaskArithmetic(weights: [1e-9, -1e-9], normalizes: true),
            base: [1],
            models: [[2], [5]]
        )
        #expect(distance(summed, [1 + 1e-9 - 4e-9]) < 1e-15)
        #expect(TaskArithmetic(weights: [2, -1], normalizes: true).traits.warnings.count == 1)
        #expect(TaskArithmetic(weights: [2, -1]).traits.warnings.isEmpty)
    }

    @Test("layers that the user exempted are averaged by every method")
    func exempted() throws {
        for method in MethodRegistry.all {
            let count = method.modelCounts.contains(2) ? 2 : 1
            let made = try method.make(.minimal(of: method, modelCount: count))
            let action = try made.decide(.average, gram: GramMatrix(order: 0)).action
            #expect(
                action == .combine(.average(of: count)) || count == 1 && action == .copyModel(0),
                "\(method.name)"
            )
        }
    }
}

extension MethodArguments {
    /// A value for each parameter that needs one: 0.5.
    static func minimal(of method: MethodDescription, modelCount: Int) -> Self {
        func values(_ scopes: [ParameterScope]) -> [String: ParameterValue] {
            let required = method.parameters.filter { $0.isRequired && scopes.contains($0.scope) }
            return Dictionary(uniqueKeysWithValues: required.map { ($0.name, .number(0.5)) })
        }
        return MethodArguments(
            global: values([.global]),
            perModel: Array(repeating: values([.perModel, .perInput]), count: modelCount)
        )
    }
}
