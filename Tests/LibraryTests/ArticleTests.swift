import Foundation
import ShapeImages
import TestSupport
import Testing

/// What a client of the library products writes, as the articles of `docs/Stockpot.docc` show it.
@Suite("The articles of the library")
struct ArticleTests {
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../..").standardized

    @Test("an accuracy in a few lines: merge, load, evaluate")
    func merging() throws {
        let folder = try TemporaryFolder()
        let images = folder.path("clean.safetensors")
        try ShapeImages(.clean, seed: 3).write(to: images, count: 60)
        let models = Self.repository.path + "/Examples/shapes"
        let found = try accuracy(
            ofMerging: ["\(models)/model_0", "\(models)/model_1"],
            around: "\(models)/base",
            into: folder.path("merged"),
            on: images
        )
        // Chance is a tenth; the models are right on some three of four images.
        #expect(found > 0.6 && found < 1, "\(found)")
    }

    @Test("a ratio from two task vectors: t = 2 c / (1 + c)")
    func kernels() throws {
        // The cosine of (1, 0) and (3, 4) is 3/5.
        let found = try #require(try ratio(ofTaskVectors: [1, 0], [3, 4]))
        #expect(abs(found - 0.75) < 1e-15)
    }

    @Test("articles show what is compiled here", arguments: ["Merge", "Kernels"])
    func shown(_ name: String) throws {
        func text(_ path: String) throws -> String {
            try String(contentsOf: Self.repository.appending(path: path), encoding: .utf8)
        }
        let code = try text("Tests/LibraryTests/\(name)Example.swift")
        let article = try text("docs/Stockpot.docc/\(name).md")
        #expect(
            article.contains("```swift\n\(code)```"),
            "\(name).md differs from \(name)Example.swift"
        )
    }
}
