import Evaluation
import EvaluationResults
import TestSupport
import Testing

@testable import ModelChoice

/// Ratings of six images of three classes, made of whole numbers.
struct RatedImages {
    let folder: TemporaryFolder
    let dataSet: DataSet

    init() throws {
        folder = try TemporaryFolder()
        for name in ["a/0", "a/1", "b/0", "b/1", "c/0", "c/1"] {
            try folder.write("", as: "set/\(name).png")
        }
        dataSet = try DataSet(DataSetRequest(name: "set", path: folder.path("set")))
    }

    /// Features whose distance between classes grows with `gap`.
    func ratings(_ model: String, gap: Float, classCount: Int = 3) -> CollectedRatings {
        var ratings = CollectedRatings(model: model, classCount: classCount)
        for image in 0..<6 {
            var rating = ImageRating(
                logits: (0..<classCount).map { $0 == image % 3 ? 1 : 0 }
            )
            rating.features = [1, gap * Float(image / 2), Float(image * image % 5)]
            ratings.add(rating, seconds: 0.5)
        }
        return ratings
    }

    func scores(_ ratings: CollectedRatings, _ options: ScoreOptions) throws -> ModelScores {
        try ModelScores(ratings, nil, dataSet, options)
    }
}

@Suite("Tables of scores")
struct ScoreTableTests {
    private let images: RatedImages

    init() throws { images = try RatedImages() }

    private func options(_ names: [ScoreName]) -> ScoreOptions {
        var options = ScoreOptions()
        options.names = names
        return options
    }

    @Test("models come by mean rank; what has no value says why and is a last place")
    func table() throws {
        let wanted = options([.lfc, .leep, .lgc])
        let found = [
            try images.scores(images.ratings("near", gap: 0.1), wanted),
            try images.scores(images.ratings("far", gap: 4), wanted),
            try images.scores(images.ratings("headless", gap: 3, classCount: 0), wanted),
        ]
        let table = ScoreTable(found, images.dataSet, wanted)
        #expect(table.models.map(\.model) == ["far", "headless", "near"])
        #expect(table.models[1].undefined["leep"] == "the model has no head")
        #expect(table.models[0].undefined["lgc"] != nil)
        #expect((table.images, table.classes, table.dimension) == (6, 3, 3))
        #expect(table.imagesPerClass == [2, 2])
        // lfc: headless, far, near; leep: far and near tie, headless last.
        #expect(table.models.map(\.meanRank) == [1.75, 2, 2.25])
    }

    @Test("a number that is not finite names model, data set and image")
    func notFinite() throws {
        var bad = CollectedRatings(model: "m", classCount: 0)
        for image in 0..<6 {
            var rating = ImageRating(logits: [])
            rating.features = [1, image == 3 ? .infinity : 2, 3]
            bad.add(rating, seconds: 0)
        }
        let error = ModelChoiceError.data(
            path: "m",
            reason: "the features of image b/1.png of set are not finite numbers; the weights are "
                + "damaged"
        )
        #expect(throws: error) { try images.scores(bad, options([.lfc])) }
    }

    @Test("the head's logits are refused where its classes are not those of the data")
    func outputs() throws {
        var wanted = options([.lgc])
        wanted.outputs = .logits
        #expect(throws: ModelChoiceError.self) {
            try images.scores(images.ratings("m", gap: 1, classCount: 5), wanted)
        }
        wanted.outputs = nil
        let found = try images.scores(images.ratings("m", gap: 1, classCount: 5), wanted)
        #expect(found.outputs == .features)
        #expect(try images.scores(images.ratings("m", gap: 1), wanted).outputs == .logits)
    }

    @Test("classes of different sizes are told")
    func imbalance() throws {
        let part = images.dataSet.taking([0, 1, 2, 4])
        #expect(part.itemName(at: 3) == "c/0.png")
        #expect(images.dataSet.firstImages(ofEachClass: 1) == [0, 2, 4])
        var ratings = CollectedRatings(model: "m", classCount: 0)
        for image in 0..<4 {
            var rating = ImageRating(logits: [])
            rating.features = [Float(image), 1]
            ratings.add(rating, seconds: 0)
        }
        var wanted = options([.lfc])
        wanted.features = .projected
        let table = ScoreTable([try ModelScores(ratings, nil, part, wanted)], part, wanted)
        #expect(table.warnings.contains { $0.hasPrefix("classes have 1 to 2 images") })
        #expect(table.warnings.contains("m: 1 of 2 features are constant"))
    }

    @Test("scores against accuracies")
    func predictions() throws {
        let wanted = options([.lfc])
        let found = try [("a", 0.1), ("b", 3), ("c", 4)].map {
            try images.scores(images.ratings($0.0, gap: Float($0.1)), wanted)
        }
        let table = ScoreTable(found, images.dataSet, wanted)
        let results = [("a", 0.5), ("b", 0.9), ("c", 0.7)].map {
            EvaluationResult(modelName: $0.0, accuracies: [.init("set", $0.1)])
        }
        let all = try ScorePrediction.all(table, results, key: "set", baseline: "a", in: "r")
        #expect(all.count == 1 && all[0].score == "lfc" && all[0].models == 3)
        #expect((all[0].spearman ?? 0) > 0.999 && all[0].trials == 1 && all[0].top1Regret == 0)
        #expect(all[0].top1Gain.map { ($0 - 0.4).magnitude < 1e-12 } == true)
        #expect(throws: ModelChoiceError.self) {
            try ScorePrediction.all(table, results, key: "other", baseline: nil, in: "r")
        }
        #expect(throws: ModelChoiceError.self) {
            try ScorePrediction.all(table, results, key: "set", baseline: "d", in: "r")
        }
    }
}
