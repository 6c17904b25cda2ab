import Foundation
import MergeEngine

/// A report with layers of every kind, with names that nobody would give in good faith.
enum ReportFixture {
    static let hostile = "</td><script>document.title='taken'</script>&\"'<img src=x onerror=1>"

    static func report() throws -> MergeReport {
        let layers = [
            layer("visual.conv1.weight", angle: 60, t: 0.6667, elements: 1000, norms: "[0.5, 1.5]"),
            layer("visual.proj", angle: 9, t: 0.99, elements: 20, norms: "[12.25, 3]"),
            layer(hostile, angle: nil, t: nil, elements: 3, norms: "null"),
            layer("visual.ln_post.bias", angle: 80, t: 0.1, elements: 100, norms: "[0.01, 0.02]"),
        ]
        let text = """
            {"tool": {"name": "stockpot", "version": "1"}, "method": "model-stock", \
            "variant": "paper", "base": \(quoted(hostile)), "models": ["a", "b"], \
            "output": \(quoted("out" + hostile)), "tensors": 4, "elements": 1123, "seconds": 0.25, \
            "worker_seconds": {"reading": 0, "computing": 0, "writing": 0}, "bytes_read": 1, \
            "bytes_written": 1, "peak_memory_bytes": 1, "threads": 2, \
            "blas": {"library": "OpenBLAS", "core": "Haswell"}, \
            "warnings": [\(quoted(hostile))], "layers": [\(layers.joined(separator: ", "))]}
            """
        return try JSONDecoder().decode(MergeReport.self, from: Data(text.utf8))
    }

    /// A report of a method that decides element by element.
    static func elementwise() throws -> MergeReport {
        let text = """
            {"tool": {"name": "stockpot", "version": "1"}, "method": "ties", \
            "recipe": "{\\"merge_method\\": \\"ties\\", \\"density\\": 0.5}", \
            "base": "b", "models": ["a"], "output": "out", "tensors": 1, "elements": 3, \
            "seconds": 0.25, "worker_seconds": {"reading": 0, "computing": 0, "writing": 0}, \
            "bytes_read": 1, "bytes_written": 1, "peak_memory_bytes": 1, "threads": 2, \
            "blas": {"library": "OpenBLAS", "core": "Haswell"}, "warnings": [], \
            "layers": [{"name": "w", "shape": [3], "elements": 3, "rule": "ties"}]}
            """
        return try JSONDecoder().decode(MergeReport.self, from: Data(text.utf8))
    }

    private static func layer(
        _ name: String,
        angle: Double?,
        t: Double?,
        elements: Int,
        norms: String
    ) -> String {
        let figures = [angle.map { "\"angle\": \($0)" }, t.map { "\"t\": \($0)" }]
        let more = figures.compactMap(\.self).map { ", " + $0 }.joined()
        return """
            {"name": \(quoted(name)), "shape": [\(elements)], "elements": \(elements), \
            "rule": "model-stock", "norms": \(norms)\(more)}
            """
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacingOccurrences(of: "\"", with: "\\\"") + "\""
    }
}
