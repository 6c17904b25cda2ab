import Testing

@testable import MergeBatch

@Suite struct SweepTests {
    @Test func rangesHoldWhatAPersonWrote() {
        let tenths = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]
        #expect(DecimalRange(from: 0, to: 1, by: 0.1)?.values == tenths)
        #expect(DecimalRange(from: 1, to: 0, by: -0.5)?.values == [1, 0.5, 0])
        #expect(DecimalRange(from: 0, to: 1, by: 0.4)?.values == [0, 0.4, 0.8])
        #expect(DecimalRange(from: 1e-5, to: 3e-5, by: 1e-5)?.values == [1e-5, 2e-5, 3e-5])
        #expect(DecimalRange(from: 10, to: 30, by: 10)?.values == [10, 20, 30])
        #expect(DecimalRange(from: 2, to: 2, by: 1)?.values == [2])
    }

    @Test(arguments: [(0, 1, 0), (0, 1, -0.1), (0, 1, 1e-9), (0, Double.nan, 1), (1e300, 2e300, 1)])
    func rangesWithoutEndAreRefused(first: Double, last: Double, step: Double) {
        #expect(DecimalRange(from: first, to: last, by: step) == nil)
    }

    @Test func subsetsComeInOrder() {
        #expect(
            Subsets.positions(choosing: 2, of: 4)
                == [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]
        )
        #expect(Subsets.positions(choosing: 3, of: 3) == [[0, 1, 2]])
        #expect(Subsets.positions(choosing: 0, of: 3) == [[]])
        #expect(Subsets.positions(choosing: 4, of: 3).isEmpty)
        #expect(Subsets.positions(choosing: 2, of: 70).count == 2415)
    }

    @Test func subsetsAreCountedBeforeTheyAreListed() {
        for size in 0...6 {
            for count in 0...6 {
                let listed = Subsets.positions(choosing: size, of: count).count
                #expect(Subsets.count(choosing: size, of: count, limit: 1000) == listed)
            }
        }
        #expect(Subsets.count(choosing: 35, of: 70, limit: 100_000) == nil)
    }

    @Test func patternsTakeTheirValues() throws {
        let pattern = try NamePattern("{method}/wise-{alpha}.x", axes: ["alpha", "method"])
        #expect(pattern.name(["alpha": "0.5", "method": "ties"]) == "ties/wise-0.5.x")
        #expect(throws: NamePattern.Flaw.unknown("beta")) {
            try NamePattern("{beta}", axes: ["alpha"])
        }
        #expect(throws: NamePattern.Flaw.unclosed) { try NamePattern("a{alpha", axes: ["alpha"]) }
    }
}
