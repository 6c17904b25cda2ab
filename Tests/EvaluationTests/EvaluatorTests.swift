import Checkpoints
import Evaluation
import Images
import Synchronization
import Tensors
import TestSupport
import Testing
import Workers

@Suite("The evaluation loop")
struct EvaluatorTests {
    private let fixture: PixelFixture

    init() throws { fixture = try PixelFixture() }

    @Test("counts, by class as well, and the standard error")
    func scores() throws {
        let dataSet = try fixture.dataSet("mine", reds: [0, 1, 2, 2, 1], labels: [0, 1, 1, 2, 2])
        let evaluator = Evaluator([StandInModel()], options: EvaluationOptions(threads: 2))
        let score = try #require(try evaluator.evaluate([dataSet]).first?.dataSets.first)
        #expect(score.name == "mine" && score.accuracy == Accuracy(correct: 3, of: 5))
        #expect(score.accuracy.top1 == 0.6)
        #expect(abs(score.accuracy.standardError - (0.6 * 0.4 / 5).squareRoot()) < 1e-15)
        #expect(score.classes.map(\.accuracy.images) == [1, 2, 2])
        #expect(score.classes.map(\.accuracy.correct) == [1, 1, 1])
    }

    @Test("an ensemble takes the mean of probabilities, not of logits")
    func ensemble() throws {
        let dataSet = try fixture.dataSet("mine", reds: [0, 1, 2], labels: [0, 1, 1])
        // Two that are unsure agree on red; a sure one outweighs them.
        let models = [
            StandInModel(name: "a", peak: 1), StandInModel(name: "b", peak: 1),
            StandInModel(name: "c", peak: -40),
        ]
        let evaluator = Evaluator(models, options: EvaluationOptions(threads: 1))
        let scores = try evaluator.evaluate([dataSet], ensemble: "all")
        #expect(scores.map(\.model) == ["a", "b", "c", "all"])
        // softmax(1, 0, 0) = (.576, .212, .212) twice and (0, .5, .5): the mean is (.384, .308, .308).
        #expect(scores.map { $0.dataSets[0].accuracy.correct } == [2, 2, 0, 2])
        let answered = try evaluator.evaluate(
            [dataSet],
            by: { rows, _ in (rows[0].indices.map { rows[0][$0] + rows[2][$0] / 8 }, 3) },
            name: "sum"
        )
        // The third model outvotes the first by -5 against 1: the answers are the others.
        #expect(answered.model == "sum" && answered.dataSets[0].accuracy.correct == 0)
    }

    @Test("models of an ensemble rate the same classes")
    func unequalEnsemble() throws {
        let dataSet = try fixture.dataSet("mine", reds: [0, 1], labels: [0, 1])
        let models = [StandInModel(name: "a"), StandInModel(name: "b", classCount: 4)]
        let evaluator = Evaluator(models, options: EvaluationOptions(threads: 1))
        #expect(
            throws: EvaluationError.classCount(
                dataSet: "mine",
                wanted: "the 3 of a",
                model: "b",
                found: 4
            )
        ) { try evaluator.evaluate([dataSet], ensemble: "all") }
    }

    @Test("digests tell pixels apart, not names")
    func digests() throws {
        let one = try fixture.dataSet("one", reds: [0, 1, 2], labels: [0, 1, 1])
        let same = try fixture.dataSet("same", reds: [0, 1, 2], labels: [0, 1, 1])
        let other = try fixture.dataSet("other", reds: [0, 1, 3], labels: [0, 1, 1])
        #expect(try one.digest() == same.digest())
        #expect(try one.digest() != other.digest())
        #expect(try one.taking([0, 1]).digest() != one.digest())
    }

    @Test("of equal logits the first counts")
    func ties() throws {
        let dataSet = try fixture.dataSet("ties", reds: [2, 2, 2], labels: [0, 1, 2])
        let evaluator = Evaluator([StandInModel(peak: 0)], options: EvaluationOptions(threads: 1))
        let classes = try evaluator.evaluate([dataSet])[0].dataSets[0].classes
        #expect(classes.map(\.accuracy.correct) == [1, 0, 0])
    }

    @Test("a logit that is not a number is an error that names the image")
    func notANumber() throws {
        let dataSet = try fixture.dataSet("nan", reds: [7, 7, 1], labels: [0, 0, 0])
        let evaluator = Evaluator(
            [StandInModel(peak: .nan)],
            options: EvaluationOptions(threads: 1, batchSize: 2)
        )
        let image = fixture.folder.path("nan.safetensors") + ": image 2"
        #expect(throws: EvaluationError.notANumber(model: "stand-in", image: image)) {
            try evaluator.evaluate([dataSet])
        }
    }

    @Test(
        "every image once and in order, for any threads and batches",
        arguments: [1, 2, 5],
        [1, 3, 32]
    )
    func order(threads: Int, batchSize: Int) throws {
        let reds = (0..<23).map { $0 * 7 }
        let dataSet = try fixture.dataSet("order", reds: reds, labels: reds.map { _ in 0 })
        let models = [RecordingModel(side: 4), RecordingModel(side: 2)]
        let options = EvaluationOptions(threads: threads, batchSize: batchSize)
        let scores = try Evaluator(models, options: options).evaluate([dataSet])
        #expect(scores.map { $0.dataSets[0].accuracy.images } == [23, 23])
        for model in models {
            let batches = model.batches.withLock { $0 }
            let firsts = batches.map(\.first)
            #expect(firsts == Array(stride(from: 0, to: 23, by: batchSize)))
            let pixels = batches.flatMap(\.pixels)
            let step = model.geometry.byteCount
            let seen = stride(from: 0, to: pixels.count, by: step).map { Int(pixels[$0]) }
            #expect(seen == reds)
        }
    }

    @Test("the first broken image ends the evaluation", arguments: [1, 3])
    func brokenImage(threads: Int) throws {
        let folder = fixture.folder
        for index in 0..<9 { try folder.write("no image \(index)", as: "set/a/\(index).png") }
        let dataSet = try DataSet(DataSetRequest(name: "set", path: folder.path("set")))
        let options = EvaluationOptions(threads: threads, batchSize: 1)
        let evaluator = Evaluator([StandInModel(classCount: 1)], options: options)
        let error = #expect(throws: ImageError.self) { try evaluator.evaluate([dataSet]) }
        #expect(error?.path == folder.path("set/a/0.png"))
    }

    @Test("an evaluation can be cancelled; nothing of the predictions is left then")
    func cancellation() throws {
        let cancellation = Cancellation()
        let dataSet = try fixture.dataSet("set", reds: [0, 1, 2], labels: [0, 1, 2])
        let path = fixture.folder.path("predictions.safetensors")
        let model = SlowModel()
        let before = try fixture.folder.names()
        #expect(throws: WorkError.cancelled) {
            let writer = try PredictionWriter(path, dataSets: [dataSet], model: model)
            let options = EvaluationOptions(threads: 2, batchSize: 1)
            _ = try Evaluator([model], options: options)
                .evaluate([dataSet], predictions: [writer], cancellation: cancellation) { _ in
                    cancellation.cancel()
                }
        }
        #expect(try fixture.folder.names() == before)
    }

    @Test("a model with another number of classes is refused before anything is decoded")
    func classCount() throws {
        let dataSet = try fixture.dataSet("many", reds: [0], labels: [3])
        let evaluator = Evaluator([StandInModel()], options: EvaluationOptions(threads: 1))
        let error = EvaluationError.classCount(
            dataSet: "many",
            wanted: "at least 4",
            model: "stand-in",
            found: 3
        )
        #expect(throws: error) { try evaluator.evaluate([dataSet]) }
    }

    @Test("logits and labels are kept, whatever the batches", arguments: [1, 2, 32])
    func predictions(batchSize: Int) throws {
        let dataSets = [
            try fixture.dataSet("one", reds: [0, 1, 2, 2, 1], labels: [0, 1, 1, 2, 2]),
            try fixture.dataSet("two", reds: [2], labels: [1]),
        ]
        let path = fixture.folder.path("predictions.safetensors")
        let model = StandInModel()
        let writer = try PredictionWriter(path, dataSets: dataSets, model: model)
        let options = EvaluationOptions(threads: 2, batchSize: batchSize)
        _ = try Evaluator([model], options: options).evaluate(dataSets, predictions: [writer])
        try writer.commit()
        let file = try Checkpoint.open(path)
        let logits = try #require(file["one.logits"])
        let rows: [Float] = [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0]
        #expect(logits.shape.dimensions == [5, 3])
        #expect(try file.bytes(of: logits) == SafetensorsFixture.bytes(rows))
        let labels = try #require(file["one.labels"])
        #expect(try file.bytes(of: labels) == PixelFixture.bytes([0, 1, 1, 2, 2]))
        #expect(file["two.logits"]?.shape.dimensions == [1, 3])
    }
}
