package import TextFormats

/// What one model scored: the accuracy on every data set, and how the model came about.
package struct EvaluationResult: Sendable, Equatable {
    /// What a file of results says of a data set: a fraction, without the number of images.
    package struct Fraction: Sendable, Equatable {
        /// The data set.
        package let dataSet: String
        /// Correct predictions by images.
        package let top1: Double

        /// Names an accuracy.
        ///
        /// - Precondition: `top1` lies between 0 and 1.
        package init(_ dataSet: String, _ top1: Double) {
            precondition((0...1).contains(top1), "an accuracy lies between 0 and 1, not at \(top1)")
            self.dataSet = dataSet
            self.top1 = top1
        }
    }

    /// The model; all points of a WiSE-FT curve have the same.
    package let modelName: String
    /// The accuracies in the order in which they are written: first the data sets of the model
    /// soups project in its order, then others as given.
    package let accuracies: [Fraction]
    /// Everything else that the row says, such as `alpha` and `members`, in its order.
    package let details: [JSONMember]

    /// Describes a result.
    ///
    /// - Parameters:
    ///   - modelName: The model.
    ///   - accuracies: One accuracy for each data set.
    ///   - details: What else is to be kept with it. Numbers under keys that are not among
    ///     `detailKeys` would be read as accuracies.
    package init(modelName: String, accuracies: [Fraction], details: [JSONMember] = []) {
        self.modelName = modelName
        self.accuracies = Self.ordered(accuracies)
        self.details = details
    }

    /// The accuracy on a data set, or nil where it was not measured.
    package subscript(dataSet: String) -> Double? {
        accuracies.first { $0.dataSet.isExactly(dataSet) }?.top1
    }

    /// What the row says under a key that is not a data set.
    package func detail(_ key: String) -> JSONValue? {
        details.first { $0.key.isExactly(key) }?.value
    }

    /// The place on a WiSE-FT curve, where the row is a point of one.
    package var alpha: Double? { detail("alpha")?.number }

    /// The data sets of the model soups project, in the order of its files.
    package static let soupDataSets = [
        "ImageNet2p", "ImageNet", "ImageNetV2", "ImageNetSketch", "ImageNetR", "ObjectNet",
        "ImageNetA",
    ]

    /// The keys whose values are never accuracies.
    package static let detailKeys = [
        "alpha", "variant", "members", "n_images", "recipe_sha256", "weights_sha256",
        "stockpot_version", "seconds", "heads", "temperature",
    ]

    private static func ordered(_ accuracies: [Fraction]) -> [Fraction] {
        let known = soupDataSets.compactMap { name in
            accuracies.first { $0.dataSet.isExactly(name) }
        }
        return known + accuracies.filter { !soupDataSets.containsExactly($0.dataSet) }
    }
}

extension EvaluationResult {
    /// The result as a line of JSON, without the end of the line.
    package var line: String {
        let scores = accuracies.map { JSONMember($0.dataSet, .number($0.top1)) }
        let name = JSONMember("model_name", .string(modelName))
        return JSONValue.object([name] + scores + details).text()
    }
}
