import Testing

@testable import ModelZoo

@Suite("Fine selection in stages")
struct StagedSelectionTests {
    private let models = (0..<6).map { ModelIdentity(path: "m\($0)", sha256: nil) }
    /// The page's accuracies at three stages, as correct answers of 100, 200 and 400 images.
    private let accuracies = [
        [0.50, 0.58, 0.62], [0.56, 0.57, 0.60], [0.52, 0.61, 0.66], [0.40, 0.45, 0.50],
        [0.54, 0.60, 0.63], [0.53, 0.59, 0.61],
    ]

    private func run(_ zoo: Zoo?) throws -> (StagedSelection, images: [Int]) {
        var stage = 0
        var images: [Int] = []
        let found = try StagedSelection(
            models,
            target: "t",
            imageCount: 400,
            zoo: zoo,
            stageCount: 3,
            threshold: 0,
            seed: 5
        ) { models, places in
            defer { stage += 1 }
            #expect(places == places.sorted() && Set(places).count == places.count)
            #expect(Set(places).isDisjoint(with: images))
            images += places
            let (before, all) = ([0, 100, 200][stage], [100, 200, 400][stage])
            #expect(places.count == all - before)
            return models.map { model in
                let correct = accuracies[model].map { $0 }
                let now = (correct[stage] * Double(all)).rounded()
                let then = stage == 0 ? 0 : (correct[stage - 1] * Double(before)).rounded()
                return Int(now - then)
            }
        }
        return (found, images)
    }

    /// The page's past: five other data sets.
    private func past() throws -> Zoo {
        var text = ""
        for model in 0..<6 {
            for set in 0..<5 {
                let value = [0.30, 0.41, 0.50, 0.62, 0.75][(model + 2 * set) % 5]
                for stage in 0..<3 {
                    let accuracy = value + 0.01 * Double(stage * (model + 1))
                    text +=
                        #"{"kind":"result","model":"m\#(model)","data":"e\#(set)","#
                        + #""accuracy":\#(accuracy),"stage":\#(stage)}"# + "\n"
                }
                let final = value + 0.1 + 0.01 * Double((3 * model + set) % 4)
                text += ZooLines.result("m\(model)", "e\(set)", final)
            }
        }
        return try ZooLines.zoo(text)
    }

    @Test("the page's stages with a past, through a file")
    func withPast() throws {
        let (found, _) = try run(past())
        #expect(
            found.stages.map { $0.models.filter(\.goesOn).map(\.model) } == [["m1", "m4"], ["m4"]]
        )
        let first = found.stages[0].models.first { $0.model == "m2" }
        #expect(abs((first?.prediction ?? 0) - 0.565) < 1e-11)
        #expect(found.order.prefix(2) == ["m4", "m1"] && found.order.count == 6)
        // Nobody saw all images, so no result of the whole data set is recorded.
        #expect(found.records.count == 8 && found.records.allSatisfy { $0.stage != nil })
    }

    @Test("without a past it is successive halving")
    func halving() throws {
        let (found, _) = try run(nil)
        #expect(
            found.stages.map { $0.models.filter(\.goesOn).map(\.model) } == [
                ["m1", "m4", "m5"], ["m4"],
            ]
        )
        #expect(found.order == ["m4", "m5", "m1", "m2", "m0", "m3"])
        #expect(found.stages.flatMap(\.models).allSatisfy { $0.prediction == nil })
    }

    @Test("one stage sees all images, and its results are those of the whole")
    func oneStage() throws {
        let found = try StagedSelection(
            Array(models.prefix(3)),
            target: "t",
            imageCount: 4,
            zoo: nil,
            stageCount: 1,
            threshold: 0,
            seed: 0
        ) { models, images in
            #expect(images == [0, 1, 2, 3])
            return models
        }
        #expect(found.order == ["m2", "m1", "m0"])
        #expect(found.records.map(\.stage) == [0, 0, 0, nil, nil, nil])
        #expect(found.records.last?.accuracy == 0.5 && found.records.last?.images == 4)
    }
}
