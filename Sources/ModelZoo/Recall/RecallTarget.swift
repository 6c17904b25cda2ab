package import ModelChoice
internal import TextFormats

/// The data set for which models are wanted, and what baselines make of it.
package struct RecallTarget: Sendable {
    /// The data set.
    package let name: String
    /// What baselines make of it; nil where nobody knows.
    package let facts: DataSetRecord?

    /// Describes a target.
    package init(name: String, facts: DataSetRecord?) {
        self.name = name
        self.facts = facts
    }

    /// A target that the zoo knows.
    ///
    /// - Throws: `ModelChoiceError.request` when the zoo does not know it.
    package init(_ name: String, in zoo: Zoo) throws(ModelChoiceError) {
        guard zoo.place(ofData: name) != nil else {
            throw .request(
                "\(zoo.path) knows no data set '\(name)'; say where its images are, as NAME=PATH"
            )
        }
        self.init(name: name, facts: zoo.facts[name])
    }
}

extension Zoo {
    /// The places of all data sets but one.
    func dataSets(without target: String) -> [Int] {
        dataSets.indices.filter { !dataSets[$0].isExactly(target) }
    }

    /// The accuracies of models on data sets, nil where they are not known.
    func accuracies(_ models: [Int], _ sets: [Int]) -> [[Double?]] {
        models.map { model in sets.map { accuracy(model, $0) } }
    }
}
