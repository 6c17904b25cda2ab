package import ModelChoice
internal import ModelSelection
internal import TextFormats

/// Which models of a zoo serve which classes of a task.
package struct ClassCover: Encodable, Sendable {
    /// A model that serves a class.
    package struct Server: Encodable, Sendable {
        /// The model's path.
        package let model: String
        /// `F1 = 2 TP / (TP + FP + 1)` of its answers to the class.
        package let f1: Double
        /// α F1 and 1 - α of the mean of its other classes.
        package let value: Double
    }

    /// A class of the task.
    package struct Row: Encodable, Sendable {
        /// Its name.
        package let name: String
        /// The models that serve it, best first.
        package let servers: [Server]

        enum CodingKeys: String, CodingKey {
            case name = "class"
            case servers
        }
    }

    /// The classes of the task.
    package let classes: [String]
    /// The models that serve a class, in the order of the zoo.
    package let models: [String]
    /// For each of them its output for each class.
    package let outputs: [[Int]]
    /// For each class the places of the models that serve it, best first.
    package let serving: [[Int]]
    /// The classes with their models.
    package let table: [Row]
    /// The fewest models, greedily, such that every class has one within 0.02 of its best value.
    package let chosen: [String]
    /// α.
    package let alpha: Double
    /// What a reader should know.
    package let warnings: [String]

    /// Chooses models.
    ///
    /// - Parameters:
    ///   - zoo: What is known.
    ///   - classes: The classes of the task.
    ///   - mixtures: Of which concepts they are made.
    ///   - perClass: How many models serve a class.
    ///   - alpha: α.
    /// - Throws: `ModelChoiceError` when no model has labels, a class no concept, or labels of a model
    ///   differ in outputs.
    /// - Complexity: O(models classes (concepts + classes) outputs).
    package init(
        _ zoo: Zoo,
        classes: [String],
        mixtures: ConceptMixtures = .none,
        perClass: Int = 1,
        alpha: Double = 0.7
    ) throws(ModelChoiceError) {
        let labelled = zoo.models.indices.filter { !zoo.labels($0).isEmpty }
        guard !labelled.isEmpty else {
            throw .request("\(zoo.path) holds no model labels; add some with what models answer")
        }
        let answers = try LabelledModels(zoo, labelled)
        let labels = ModelLabels(
            confusions: answers.confusions,
            mixtures: try mixtures.rows(classes, answers.concepts),
            named: answers.outputs.map { own in
                classes.map { name in own.firstIndex(of: ConceptName(name)) }
            },
            alpha: alpha
        )
        let best = labels.best(perClass)
        let used = Set(best.flatMap(\.self)).sorted()
        let places = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, $0) })
        func path(_ place: Int) -> String { zoo.models[labelled[place]].path }
        (self.classes, self.alpha) = (classes, alpha)
        models = used.map(path)
        outputs = used.map { labels.outputs[$0] }
        serving = best.map { $0.compactMap { places[$0] } }
        table = classes.indices.map { y in
            Row(
                name: classes[y],
                servers: best[y].map {
                    Server(model: path($0), f1: labels.f1[$0][y], value: labels.values[$0][y])
                }
            )
        }
        chosen = labels.cover().map(path)
        warnings = used.flatMap { Self.warnings(labels.outputs[$0], classes, path($0)) }
    }

    /// A model that has one output for two classes cannot tell them apart.
    private static func warnings(
        _ outputs: [Int],
        _ classes: [String],
        _ model: String
    ) -> [String] {
        Dictionary(grouping: outputs.indices) { outputs[$0] }
            .filter { $0.value.count > 1 }.sorted { $0.key < $1.key }
            .map { output, own in
                let names = own.map { classes[$0] }.joined(separator: ", ")
                return
                    "\(model): output \(output) stands for \(names), which it does not tell apart"
            }
    }
}

/// What labelled models answer to the concepts that any of them was asked about.
private struct LabelledModels {
    let concepts: [ConceptName]
    /// For each model a row for each concept; zeros where it was not asked.
    let confusions: [[[Double]]]
    let outputs: [[ConceptName]]

    init(_ zoo: Zoo, _ models: [Int]) throws(ModelChoiceError) {
        var places: [ConceptName: Int] = [:]
        for model in models {
            for concept in zoo.labels(model).flatMap(\.concepts).map(ConceptName.init) {
                if places[concept] == nil { places[concept] = places.count }
            }
        }
        concepts = places.sorted { $0.value < $1.value }.map(\.key)
        var (confusions, outputs): ([[[Double]]], [[ConceptName]]) = ([], [])
        for model in models {
            let records = zoo.labels(model)
            let own = records[0].outputs
            guard records.allSatisfy({ $0.outputs.count == own.count }) else {
                throw .data(
                    path: zoo.path,
                    reason:
                        "the labels of \(zoo.models[model].path) differ in the number of outputs; "
                        + "label it again"
                )
            }
            outputs.append(own.map(ConceptName.init))
            confusions.append(Self.confusion(records, places, outputCount: own.count))
        }
        (self.confusions, self.outputs) = (confusions, outputs)
    }

    /// Answers to one concept in several data sets count by their images.
    private static func confusion(
        _ records: [LabelRecord],
        _ places: [ConceptName: Int],
        outputCount: Int
    ) -> [[Double]] {
        var rows = places.map { _ in [Double](repeating: 0, count: outputCount) }
        var counts = [Double](repeating: 0, count: places.count)
        for record in records {
            for (concept, (row, count)) in zip(
                record.concepts,
                zip(record.confusion, record.counts)
            ) {
                guard let place = places[ConceptName(concept)] else { continue }
                counts[place] += Double(count)
                for output in row.indices { rows[place][output] += row[output] * Double(count) }
            }
        }
        for place in rows.indices where counts[place] > 0 {
            rows[place] = rows[place].map { $0 / counts[place] }
        }
        return rows
    }
}
