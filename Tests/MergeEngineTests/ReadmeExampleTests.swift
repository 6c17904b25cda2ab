import Foundation
import MergeEngine
import Merging
import TestSupport
import Testing

@Suite("The README's example of library use")
struct ReadmeExampleTests {
    @Test("is what is compiled and run here, but for the paths")
    func example() throws {
        let fixture = try MergeFixture()
        func path(_ name: String) -> String { fixture.folder.path(name + ".safetensors") }

        let models = [path("model_0"), path("model_1")]
        let method = try MethodRegistry.named("model_stock")
        let recipe = Recipe(method, base: path("base"), models: models)
        let plan = try MergePlan(MergeRequest(recipe), options: ExecutionOptions(threads: 2))
        let report = try plan.merge(into: path("merged"))
        for layer in report.layers { print(layer.name, layer.angle ?? 0, layer.t ?? 0) }

        #expect(report.layers.count == plan.layerSummaries.count)
        let here = try String(contentsOfFile: #filePath, encoding: .utf8)
        for line in try readmeExample() {
            let text = line.replacing("\"model_0\"", with: "path(\"model_0\")")
                .replacing("\"model_1\"", with: "path(\"model_1\")")
                .replacing("\"pretrained\"", with: "path(\"base\")")
                .replacing("\"merged\"", with: "path(\"merged\")")
            #expect(here.contains(text), "\(line)")
        }
    }

    /// The indented lines after `From Swift:`, without imports.
    private func readmeExample() throws -> [String] {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let readme = try String(
            contentsOf: root.appendingPathComponent("README.md"),
            encoding: .utf8
        )
        let after = try #require(readme.range(of: "From Swift:"))
        let lines = readme[after.upperBound...].split(separator: "\n")
            .prefix { $0.hasPrefix("    ") }.map { $0.trimmingCharacters(in: .whitespaces) }
        try #require(lines.count > 5)
        return lines.filter { !$0.hasPrefix("import ") }
    }
}
