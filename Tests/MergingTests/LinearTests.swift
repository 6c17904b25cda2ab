import Merging
import Tensors
import Testing

@Suite("Linear combinations")
struct LinearTests {
    @Test("end points copy an input's bytes")
    func endPoints() throws {
        func action(_ method: some MergeMethod) throws -> LayerDecision.Action {
            try method.decide(.linear, gram: GramMatrix(order: 0)).action
        }
        #expect(try action(WiseFT(alpha: 0)) == .copyBase)
        #expect(try action(WiseFT(alpha: 1)) == .copyModel(0))
        #expect(try action(WiseFT(alpha: 1, modelCount: 2)) == .combine(.average(of: 2)))
        #expect(try action(WiseFT(alpha: 0.25)) == .combine(.ratio(0.25, modelCount: 1)))
    }

    @Test("one weight of 1 among zeros copies that input", arguments: [true, false])
    func oneWeight(normalizes: Bool) throws {
        func action(_ weights: [Double], base: Double?) throws -> LayerDecision.Action {
            try WeightedSum(weights: weights, baseWeight: base, normalizes: normalizes)
                .decide(.linear, gram: GramMatrix(order: 0)).action
        }
        #expect(try action([0, 1, 0], base: nil) == .copyModel(1))
        #expect(try action([0, 1, 0], base: 0) == .copyModel(1))
        #expect(try action([0, 0], base: 1) == .copyBase)
    }

    @Test("weights of both signs that are normalised are told, unless they sum to 1")
    func bothSigns() throws {
        func warnings(_ weights: [Double], normalizes: Bool = true) throws -> [Int] {
            let sum = try WeightedSum(weights: weights, baseWeight: nil, normalizes: normalizes)
            let sphere = try MultiSlerp(weights: weights, normalizes: normalizes)
            return [sum.traits.warnings.count, sphere.traits.warnings.count]
        }
        #expect(try warnings([1, -0.3]) == [1, 1])
        #expect(try warnings([1, -0.3], normalizes: false) == [0, 0])
        #expect(try warnings([1.5, -0.5]) == [0, 0])
        #expect(try warnings([1, 0.3]) == [0, 0])
        #expect(try warnings([-1, -0.3]) == [0, 0])
    }

    @Test("a negative coefficient extrapolates, that of the base too; rounding does not")
    func extrapolation() {
        #expect(LinearCombination.coefficients([0.7, 0.7]).extrapolates)
        #expect(LinearCombination.coefficients([1.2, -0.4]).extrapolates)
        #expect(LinearCombination.ratio(1.1, modelCount: 2).extrapolates)
        #expect(LinearCombination.ratio(-0.1, modelCount: 2).extrapolates)
        #expect(!LinearCombination.coefficients([0.1, 0.2, 0.7]).extrapolates)
        #expect(!LinearCombination.average(of: 3).extrapolates)
        #expect(!LinearCombination.ratio(1, modelCount: 2).extrapolates)
    }

    @Test("rows of every granularity")
    func rows() throws {
        let kernel = try #require(TensorShape([8, 3, 2, 5]))
        #expect(Granularity.tensor.rowLength(of: kernel) == 240)
        #expect(Granularity.lastDimension.rowLength(of: kernel) == 5)
        #expect(Granularity.outputRow.rowLength(of: kernel) == 30)
        #expect(Granularity.firstDimension.rowLength(of: kernel) == 8)
        for granularity in Granularity.allCases {
            #expect(granularity.rowLength(of: .vector(7)) == 7)
            #expect(granularity.rowLength(of: .scalar) == 1)
        }
    }

    @Test("the average of equal inputs is the input, bit for bit", arguments: 1...9)
    func averageOfEqual(count: Int) throws {
        let values: [Float] = [0.1, -0.0, 0, .leastNonzeroMagnitude, -3.4e38, 7]
        #expect(combine(.average(of: count), values).map(\.bitPattern) == values.map(\.bitPattern))
        #expect(
            combine(.ratio(1, modelCount: count), values).map(\.bitPattern)
                == values.map(\.bitPattern)
        )
    }

    private func combine(_ combination: LinearCombination, _ values: [Float]) -> [Float] {
        var input = AlignedBuffer<Float>(repeating: 0, count: values.count)
        var output = AlignedBuffer<Float>(repeating: 0, count: values.count)
        var elements = input.mutableSpan
        for (index, value) in values.enumerated() { elements[index] = value }
        var combiner = LinearCombiner()
        combiner.begin(length: values.count)
        for weight in combination.weights {
            combiner.add(input.bytes(0..<values.count), as: .f32, times: weight)
        }
        var bytes = output.mutableBytes(0..<values.count)
        let allFinite = combiner.finish(
            dividingBy: combination.divisor,
            times: combination.scale,
            into: &bytes,
            as: .f32
        )
        #expect(allFinite)
        return output.span.indices.map { output.span[$0] }
    }
}
