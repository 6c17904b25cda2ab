import Testing

@testable import ModelChoice

@Suite("Memory of scores")
struct ScoreMemoryTests {
    /// A ViT-B/32 with a thousand classes, and five images of each of a hundred.
    private func sizes(_ change: (inout ScoreSizes) -> Void = { _ in }) -> ScoreSizes {
        var sizes = ScoreSizes(
            classCounts: Array(repeating: 5, count: 100),
            featureCount: 512,
            width: 768,
            hiddenWidth: 3072,
            outputCount: 1000,
            keptTokenCount: 2,
            headCount: 12
        )
        change(&sizes)
        return sizes
    }

    private func options(_ names: [ScoreName]) -> ScoreOptions {
        var options = ScoreOptions()
        options.names = names
        return options
    }

    @Test("ratings and the pairs of images are what is counted by hand")
    func counted() {
        #expect(sizes().ratingByteCount == 4 * 500 * (1000 + 512 + 2 * 768))
        // Features twice; normalised rows, 500 * 499 / 2 distances, those of one class twice, a slab.
        let pairs = 8 * (500 * 512 + 124_750 + 2 * 100 * 10 + 256 * 500)
        #expect(sizes().workingByteCount(options([.auc])) == 8 * 2 * 500 * 512 + pairs)
        #expect(sizes().workingByteCount(options([])) == 8 * 2 * 500 * 512)
    }

    @Test(
        "more images, the whole block and all scores never take less",
        arguments: ScoreName.allCases
    )
    func monotone(name: ScoreName) {
        let few = sizes().workingByteCount(options([name]))
        let many = sizes { $0.classCounts = Array(repeating: 10, count: 100) }
        #expect(many.workingByteCount(options([name])) > few)
        #expect(sizes().workingByteCount(options(ScoreName.allCases)) >= few)
    }

    @Test("LGC of the whole block holds the kernel and all tokens")
    func block() {
        var whole = options([.lgc])
        whole.layer = .block
        let tokens = sizes { $0.keptTokenCount = 52 }
        #expect(tokens.ratingByteCount - sizes().ratingByteCount == 4 * 500 * 50 * 768)
        let more = tokens.workingByteCount(whole) - sizes().workingByteCount(options([.lgc]))
        #expect(more > 8 * 500 * 768 * 3 * 50)
    }

    @Test("what does not fit is told with the size that is needed")
    func refusal() throws {
        let images = try RatedImages()
        let memory = ScoreMemory([], images.dataSet, ScoreOptions())
        try memory.check(limit: memory.byteCount, for: images.dataSet)
        let error = ModelChoiceError.insufficientMemory(
            dataSet: "set",
            imageCount: 6,
            allowed: -1,
            needed: 0
        )
        #expect(throws: error) { try memory.check(limit: -1, for: images.dataSet) }
        #expect("\(error)".hasPrefix("set: scores of 6 images hold 0 bytes, but -1 are allowed"))
    }
}
