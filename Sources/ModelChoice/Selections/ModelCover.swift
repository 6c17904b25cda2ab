package import Evaluation
internal import Glibc
internal import ModelSelection
internal import TextFormats

/// Models that serve the classes of a task between them, as `zoo cover` chooses them.
///
/// `P_y(x) = sum over the models m that serve y of p_m(x)_y / H(p_m(x))`, p_m the softmax over the model's
/// outputs for the task, H its entropy in bits. Tan et al., arXiv 2501.18271.
package struct ModelCover: Codable, Sendable, Equatable {
    /// The classes of the task, in their order.
    package let classes: [String]
    /// The models' paths.
    package let models: [String]
    /// For each model its output for each class.
    package let outputs: [[Int]]
    /// For each class the places of the models that serve it, best first.
    package let serving: [[Int]]

    /// Describes a cover.
    ///
    /// - Throws: `ModelChoiceError.data` where extents do not agree.
    package init(
        classes: [String],
        models: [String],
        outputs: [[Int]],
        serving: [[Int]]
    ) throws(ModelChoiceError) {
        (self.classes, self.models) = (classes, models)
        (self.outputs, self.serving) = (outputs, serving)
        try check(path: "the cover")
    }

    /// Reads a cover from JSON; other members are ignored.
    ///
    /// - Throws: `ModelChoiceError.data`.
    package init(_ bytes: [UInt8], path: String) throws(ModelChoiceError) {
        do {
            self = try JSONValue(bytes, "the cover").decoded(as: ModelCover.self)
        } catch let error as JSONError {
            throw .data(path: path, reason: error.message)
        } catch let error as JSONMismatch {
            throw .data(path: path, reason: error.message)
        } catch { throw .data(path: path, reason: "cannot be read") }
        try check(path: path)
    }

    private func check(path: String) throws(ModelChoiceError) {
        guard !classes.isEmpty, !models.isEmpty, outputs.count == models.count,
            serving.count == classes.count,
            outputs.allSatisfy({ $0.count == classes.count && $0.allSatisfy { $0 >= 0 } }),
            serving.allSatisfy({ $0.allSatisfy(models.indices.contains) && !$0.isEmpty })
        else {
            let reason =
                "is not a cover: 'outputs' has a row of \(classes.count) outputs for each of "
                + "\(models.count) models, 'serving' a list of models for each class"
            throw .data(path: path, reason: reason)
        }
    }

    /// For each class of a data set its place among those of the task: by name where the data set has
    /// names, apart from case, blanks, `_` and `-`; else by number.
    ///
    /// - Throws: `ModelChoiceError.data` for a data set of other classes.
    package func classPlaces(of dataSet: DataSet, path: String) throws(ModelChoiceError) -> [Int] {
        guard let names = dataSet.classNames else {
            let most = (0..<dataSet.count).map(dataSet.label).max() ?? 0
            guard most < classes.count else {
                let reason =
                    "covers \(classes.count) classes, but \(dataSet.name) has the label \(most)"
                throw .data(path: path, reason: reason)
            }
            return Array(classes.indices)
        }
        let pairs = classes.enumerated().map { (Self.key($1), $0) }
        let places = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        return try names.map { name throws(ModelChoiceError) in
            guard let place = places[Self.key(name)] else {
                throw .data(path: path, reason: "covers no class '\(name)' of \(dataSet.name)")
            }
            return place
        }
    }

    private static func key(_ name: String) -> UTF8Key {
        UTF8Key(String(name.lowercased().filter { !"_- ".contains($0) }))
    }

    /// Refuses models that lack an output.
    ///
    /// - Throws: `ModelChoiceError.data`.
    package func check(classCounts: [Int], path: String) throws(ModelChoiceError) {
        for (model, count) in classCounts.enumerated() {
            guard let bad = outputs[model].first(where: { $0 >= count }) else { continue }
            let reason = "asks for output \(bad) of \(models[model]), which has \(count)"
            throw .data(path: path, reason: reason)
        }
    }

    /// What the models answer together.
    ///
    /// - Parameters:
    ///   - logits: For each model a row of its own logits for each image.
    ///   - classCounts: The number of outputs of each model.
    ///   - places: For each class of the data set its place in the task.
    /// - Returns: A row of values for each image, in the data set's classes.
    package func values(
        _ logits: [[Float]],
        classCounts: [Int],
        places: [Int]
    ) -> [Float] {
        let imageCount = (logits.first?.count ?? 0) / max(classCounts.first ?? 1, 1)
        return (0..<imageCount).flatMap { image in
            let rows = zip(logits, classCounts).map { rows, count in
                let own = rows[image * count..<(image + 1) * count].map(Double.init)
                let most = own.max() ?? 0
                return own.map { exp($0 - most) }
            }
            let found = ModelLabels.reuse(rows, outputs: outputs, serving: serving)
            return places.map { Float(found[$0]) }
        }
    }
}
