import Foundation
import MergeBenchmark
import Testing

@Suite("Times that are doubtful")
struct DoubtTests {
    /// A result with runs of so many seconds by the clock and by processors.
    private func doubts(_ runs: [(Double, Double)]) throws -> [String] {
        let samples = runs.map {
            """
            {"seconds": \($0), "user_seconds": \($1), "system_seconds": 0, "peak_memory_bytes": 1}
            """
        }
        let text = """
            {"name": "engine", "command": [], "samples": [\(samples.joined(separator: ","))], \
            "bytes_per_second": 1, "ratio_to_floor": 1}
            """
        let result = try JSONDecoder().decode(ContestantResult.self, from: Data(text.utf8))
        return result.doubts
    }

    @Test("are those of runs that differ, and of programs that waited")
    func doubts() throws {
        #expect(try doubts([(1, 1.9), (1.1, 2)]).isEmpty)
        #expect(try doubts([(1, 1.9), (1.5, 2)]).count == 1)
        #expect(try doubts([(1, 1.9), (1.5, 2)])[0].contains("150 %"))
        #expect(try doubts([(1, 0.4)])[0].contains("waited in 60 % of its time"))
        #expect(try doubts([(1, 0.9)]).isEmpty)
        // Too short for the clock.
        #expect(try doubts([(0.01, 0.002), (0.03, 0.002)]).isEmpty)
    }
}
