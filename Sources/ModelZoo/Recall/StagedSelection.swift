internal import ModelSelection
internal import Randomness

/// The second of two phases: models are dropped stage by stage, on growing shares of the target's images.
package struct StagedSelection: Sendable {
    /// A stage.
    package struct Stage: Encodable, Sendable {
        /// A model's row.
        package struct Row: Encodable, Sendable {
            /// The model's path.
            package let model: String
            /// Its accuracy on the images so far.
            package let accuracy: Double
            /// What it is expected to reach, by its past; nil without one.
            package let prediction: Double?
            /// Whether it goes on.
            package let goesOn: Bool

            enum CodingKeys: String, CodingKey {
                case model, accuracy, prediction
                case goesOn = "goes_on"
            }

            package func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: CodingKeys.self)
                try container.encode(model, forKey: .model)
                try container.encode(accuracy, forKey: .accuracy)
                try container.encode(prediction, forKey: .prediction)
                try container.encode(goesOn, forKey: .goesOn)
            }
        }

        /// Its number, from 0.
        package let stage: Int
        /// The number of images so far.
        package let images: Int
        /// The models that were left, best accuracy first.
        package let models: [Row]
    }

    /// The stages that were needed.
    package private(set) var stages: [Stage] = []
    /// What is to be kept: an accuracy for each model and stage, and for those that saw all images one of
    /// the whole data set.
    package private(set) var records: [AccuracyRecord] = []
    /// The models, those that were dropped last first, of equal ones the best first.
    package private(set) var order: [String] = []

    /// Selects models.
    ///
    /// Stage s of S takes the first `n / 2^(S-s)` of n images of one permutation.
    ///
    /// - Parameters:
    ///   - models: The models, at least one.
    ///   - target: The data set, whose own past does not count.
    ///   - imageCount: The number n of its images, at least one.
    ///   - zoo: The past; nil without one.
    ///   - stageCount: The number S of stages.
    ///   - threshold: How much better another model must be expected to end.
    ///   - seed: Decides the permutation.
    ///   - correct: Runs models, by their places, on images, by theirs, ascending; the number that each
    ///     gets right.
    /// - Throws: What `correct` throws.
    package init(
        _ models: [ModelIdentity],
        target: String,
        imageCount: Int,
        zoo: Zoo?,
        stageCount: Int,
        threshold: Double,
        seed: UInt64,
        correct: (_ models: [Int], _ images: [Int]) throws -> [Int]
    ) throws {
        let permutation = Self.permutation(imageCount, seed: seed)
        var left = Array(models.indices)
        var hits = [Int](repeating: 0, count: models.count)
        var (seen, dropped) = (0, [[Int]]())
        for stage in 0..<stageCount {
            let end = max(imageCount >> (stageCount - 1 - stage), 1)
            let images = permutation[seen..<max(end, seen)].sorted()
            if !images.isEmpty {
                for (model, count) in zip(left, try correct(left, images)) { hits[model] += count }
            }
            seen = max(end, seen)
            let accuracies = left.map { Double(hits[$0]) / Double(seen) }
            let predictions = left.enumerated().map { place, model in
                FineSelection.prediction(
                    accuracies[place],
                    past: zoo?.past(of: models[model], stage: stage, without: target) ?? []
                )
            }
            let next = FineSelection.survivors(
                left,
                accuracies: accuracies,
                predictions: predictions,
                threshold: threshold
            )
            note(left, models, accuracies, predictions, next, stage: stage, images: seen)
            records += zip(left, accuracies).map { model, accuracy in
                AccuracyRecord(
                    model: models[model],
                    data: target,
                    accuracy: accuracy,
                    images: seen,
                    stage: stage
                )
            }
            if seen == imageCount {
                records += zip(left, accuracies).map { model, accuracy in
                    AccuracyRecord(
                        model: models[model],
                        data: target,
                        accuracy: accuracy,
                        images: seen
                    )
                }
            }
            let ranked = Ranking.order(accuracies).map { left[$0] }
            dropped.append(ranked.filter { !next.contains($0) })
            left = ranked.filter(next.contains).sorted()
            if left.count == 1 || seen == imageCount {
                dropped.append(ranked.filter(next.contains))
                break
            }
        }
        order = dropped.reversed().flatMap(\.self).map { models[$0].path }
    }

    private mutating func note(
        _ left: [Int],
        _ models: [ModelIdentity],
        _ accuracies: [Double],
        _ predictions: [Double?],
        _ next: [Int],
        stage: Int,
        images: Int
    ) {
        stages.append(
            Stage(
                stage: stage,
                images: images,
                models: Ranking.order(accuracies).map { place in
                    Stage.Row(
                        model: models[left[place]].path,
                        accuracy: accuracies[place],
                        prediction: predictions[place],
                        goesOn: next.contains(left[place])
                    )
                }
            )
        )
    }

    private static func permutation(_ count: Int, seed: UInt64) -> [Int] {
        let random = CounterHash(key: seed)
        var order = Array(0..<count)
        for place in order.indices {
            order.swapAt(place, place + Int(random[place] % UInt64(count - place)))
        }
        return order
    }
}

extension Zoo {
    /// What a model reached on other data sets at a stage and in the end.
    fileprivate func past(
        of model: ModelIdentity,
        stage: Int,
        without target: String
    ) -> [FineSelection.Past] {
        guard let place = place(of: model.key) ?? place(of: model.path) else { return [] }
        return dataSets(without: target).compactMap { set in
            guard let intermediate = accuracy(place, set, stage: stage),
                let final = accuracy(place, set)
            else { return nil }
            return FineSelection.Past(intermediate: intermediate, final: final)
        }
    }
}
