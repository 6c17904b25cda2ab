import Merging
import Testing

@Suite("MagMax, consensus and TALL masks, element by element")
struct TaskMaskTests {
    private let base = [1.0, 1, 1, 1]
    private let models = [[3.0, 0, 1.5, 1], [-1.0, 0.5, 1.5, 1], [2.0, 1, 1.5, 1]]

    private func merged(_ method: String, _ global: [String: ParameterValue]) throws -> [Double] {
        let merged = try merge(method, base, models, [4], global)
        #expect(merged.method == merged.twin)
        return merged.method
    }

    @Test("MagMax takes the longest, of two equal ones the later, times alpha")
    func longest() throws {
        // Task vectors 2, -2, 1 and -1, -.5, 0 and .5 three times and 0.
        #expect(try merged("magmax", ["alpha": 1]) == [-1, 0, 1.5, 1])
        #expect(try merged("magmax", [:]) == [0, 0.5, 1.25, 1])
        #expect(try merged("magmax", ["alpha": 0]) == base)
    }

    @Test("an element is kept where it matters to enough models, strictly")
    func consensus() throws {
        // Sums 1, -1.5, 1.5, 0. To the models matter, with threshold 1: 2 > 1, 2 < 3, 1 > 0;
        // 1 > .5, .5 < 1, 0 < 1.5; .5 < 1 for all; 0 is not above 0.
        let one: [String: ParameterValue] = ["threshold": 1, "agreement": 1]
        #expect(try merged("consensus_ta", one) == [2, -0.5, 1, 1])
        let two: [String: ParameterValue] = ["threshold": 1, "agreement": 2]
        #expect(try merged("consensus_ta", two) == [2, 1, 1, 1])
        // 2 of 1 + 1 is not above: the comparison is strict.
        let strict: [String: ParameterValue] = ["threshold": 2, "agreement": 1]
        #expect(try merged("consensus_ta", strict) == [2, 1, 1, 1])
        let half: [String: ParameterValue] = ["threshold": 0.25, "agreement": 3, "alpha": 0.5]
        #expect(try merged("consensus_ta", half) == [1.5, 1, 1.75, 1])
    }

    @Test("what several models keep is their weighted mean, what none keeps is the base's")
    func localized() throws {
        // Task vectors 2, -1, .5, 0; -2, -.5, .5, 0; 1, 0, .5, 0: the two longest, one, three.
        var merge = ElementMerge(
            method: "localize_and_stitch",
            each: [["density": 0.5], ["density": 0.25, "weight": 3], ["density": 0.75]],
            shape: [4],
            base: base,
            models: models
        )
        #expect(try merge.merged() == [1 + (2.0 - 6 + 1) / 5, 0, 1.5, 1])
        #expect(try merge.merged(segmentLength: 1) == merge.merged())
        merge.global = ["lambda": 0.5]
        #expect(try merge.merged() == [1 + 0.5 * ((2.0 - 6 + 1) / 5), 0.5, 1.25, 1])
    }

    @Test("a mask of one task has the sum where it matters to that model")
    func task() throws {
        #expect(try merged("tall_mask", ["threshold": 1]) == [2, -0.5, 1, 1])
        #expect(try merged("tall_mask", ["threshold": 1, "task": 2]) == [1, 1, 1, 1])
        #expect(try merged("tall_mask", ["threshold": 1, "task": 3]) == [2, 1, 1, 1])
    }

    @Test("what leaves nothing, or names no model, is refused")
    func contradictions() throws {
        let perModel = [[String: ParameterValue]](repeating: [:], count: 3)
        for (method, name) in [("consensus_ta", "agreement"), ("tall_mask", "task")] {
            let description = try MethodRegistry.named(method)
            let error = #expect(throws: MethodError.self) {
                try description.make(MethodArguments(global: [name: 4], perModel: perModel))
            }
            #expect("\(error as Any)".contains("\(name) 4 is "))
            _ = try description.make(MethodArguments(global: [name: 3], perModel: perModel))
        }
    }
}
