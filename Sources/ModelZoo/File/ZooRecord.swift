internal import TextFormats

/// A line of a zoo file: something that is known of a model, a data set, or both.
package enum ZooRecord: Sendable, Equatable {
    case result(AccuracyRecord)
    case score(ScoreRecord)
    case data(DataSetRecord)
    case signature(SignatureRecord)
    case label(LabelRecord)
    case similarity(SimilarityRecord)
}

/// What a model reached on a data set.
package struct AccuracyRecord: Sendable, Equatable {
    /// The model.
    package let model: ModelIdentity
    /// The data set.
    package let data: String
    /// Correct predictions by images.
    package let accuracy: Double
    /// The number of images, where it is known.
    package let images: Int?
    /// The stage of a fine selection, from 0; nil for the whole data set.
    package let stage: Int?

    /// Describes a result.
    package init(
        model: ModelIdentity,
        data: String,
        accuracy: Double,
        images: Int? = nil,
        stage: Int? = nil
    ) {
        (self.model, self.data, self.accuracy) = (model, data, accuracy)
        (self.images, self.stage) = (images, stage)
    }
}

/// Transferability scores of a model on a data set.
package struct ScoreRecord: Sendable, Equatable {
    /// The model.
    package let model: ModelIdentity
    /// The data set.
    package let data: String
    /// The scores by name, in order; nil for one without a value.
    package let scores: [(name: String, value: Double?)]

    /// Describes scores.
    package init(model: ModelIdentity, data: String, scores: [(name: String, value: Double?)]) {
        (self.model, self.data, self.scores) = (model, data, scores)
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.model == right.model && left.data.isExactly(right.data)
            && left.scores.elementsEqual(right.scores) { $0 == $1 }
    }

    /// The value of a score.
    package subscript(name: String) -> Double? {
        scores.first { $0.name.isExactly(name) }?.value
    }
}

/// What the baseline models make of a data set.
package struct DataSetRecord: Sendable, Equatable {
    /// The data set.
    package let data: String
    /// The keys of the baseline models, whose features are joined.
    package let baselines: [String]
    /// The mean of the projected features over the images.
    package let mean: [Double]
    /// How much each pooled feature tells about the classes beyond chance.
    package let relevance: [Double]
    /// For each baseline the mean of η² over its features.
    package let explained: [Double]
    /// The number of images.
    package let images: Int
    /// The classes that have images.
    package let classes: [String]

    /// Describes a data set.
    package init(
        data: String,
        baselines: [String],
        mean: [Double],
        relevance: [Double],
        explained: [Double],
        images: Int,
        classes: [String]
    ) {
        (self.data, self.baselines, self.mean) = (data, baselines, mean)
        (self.relevance, self.explained) = (relevance, explained)
        (self.images, self.classes) = (images, classes)
    }
}

/// How well a model's features predict those of the baselines on the zoo's probe.
package struct SignatureRecord: Sendable, Equatable {
    /// The model.
    package let model: ModelIdentity
    /// The keys of the baseline models, whose features are joined.
    package let baselines: [String]
    /// The digest of the probe's images.
    package let probe: String
    /// The coverage of each baseline feature; nil for one that is constant on the probe.
    package let coverage: [Double?]

    /// Describes a signature.
    package init(
        model: ModelIdentity,
        baselines: [String],
        probe: String,
        coverage: [Double?]
    ) {
        (self.model, self.baselines) = (model, baselines)
        (self.probe, self.coverage) = (probe, coverage)
    }

    /// The cosine of two signatures, over the features that are not constant; 0 where one vanishes.
    package func cosine(_ other: SignatureRecord) -> Double {
        var (own, others, both) = (0.0, 0.0, 0.0)
        for case (let a?, let b?) in zip(coverage, other.coverage) {
            (own, others, both) = (own + a * a, others + b * b, both + a * b)
        }
        return own > 0 && others > 0 ? both / (own * others).squareRoot() : 0
    }
}

/// What a model answers to images of concepts.
package struct LabelRecord: Sendable, Equatable {
    /// The model.
    package let model: ModelIdentity
    /// The data set of the images.
    package let data: String
    /// The concepts: the classes of the data set that have images.
    package let concepts: [String]
    /// What the model's outputs are called.
    package let outputs: [String]
    /// For each concept the share of its images that got each output.
    package let confusion: [[Double]]
    /// The number of images of each concept.
    package let counts: [Int]

    /// Describes answers.
    package init(
        model: ModelIdentity,
        data: String,
        concepts: [String],
        outputs: [String],
        confusion: [[Double]],
        counts: [Int]
    ) {
        (self.model, self.data, self.concepts) = (model, data, concepts)
        (self.outputs, self.confusion, self.counts) = (outputs, confusion, counts)
    }
}

/// A similarity of two data sets that takes the place of the computed one.
package struct SimilarityRecord: Sendable, Equatable {
    /// The data sets.
    package let data, other: String
    /// From 0 to 1.
    package let value: Double

    /// Describes a similarity.
    package init(data: String, other: String, value: Double) {
        (self.data, self.other, self.value) = (data, other, value)
    }
}
