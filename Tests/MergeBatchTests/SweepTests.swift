import Testing
import TextFormats

@testable import MergeBatch

@Suite struct SweepTests {
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
        let labels = [UTF8Key("alpha"): "0.5", UTF8Key("method"): "ties"]
        #expect(pattern.name(labels) == "ties/wise-0.5.x")
        #expect(throws: NamePattern.Flaw.unknown("beta")) {
            try NamePattern("{beta}", axes: ["alpha"])
        }
        #expect(throws: NamePattern.Flaw.unclosed) { try NamePattern("a{alpha", axes: ["alpha"]) }
    }
}
