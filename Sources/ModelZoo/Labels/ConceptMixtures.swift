package import ModelChoice
internal import TextFormats

/// Of which concepts the classes of a task are made.
package struct ConceptMixtures: Sendable {
    /// For each class that a file names the concepts and their weights.
    private let stated: [ConceptName: [(concept: ConceptName, weight: Double)]]
    private let path: String

    /// No class is stated: each is the concept of its own name.
    package static let none = ConceptMixtures(stated: [:], path: "")

    private init(
        stated: [ConceptName: [(concept: ConceptName, weight: Double)]],
        path: String
    ) {
        (self.stated, self.path) = (stated, path)
    }

    /// Reads lines of a class, a concept, and where there is one its weight, with tabs between them.
    ///
    /// A hypernym has a line for each of its hyponyms.
    ///
    /// - Throws: `ModelChoiceError.data` that names the line: for what is not of this form, and for a
    ///   class that the task does not have.
    package init(_ text: String, path: String, classes: [String]) throws(ModelChoiceError) {
        let known = Set(classes.map(ConceptName.init))
        var stated: [ConceptName: [(concept: ConceptName, weight: Double)]] = [:]
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let cells = line.split(separator: "\t").map(\.trimmingBlanks)
            guard !line.trimmingBlanks.isEmpty else { continue }
            func refuse(_ reason: String) -> ModelChoiceError {
                .data(path: "\(path):\(number + 1)", reason: reason)
            }
            guard (2...3).contains(cells.count), cells.allSatisfy({ !$0.isEmpty }) else {
                throw refuse("is not a class, a concept and a weight with tabs between them")
            }
            guard known.contains(ConceptName(cells[0])) else {
                throw refuse("the task has no class '\(cells[0])'")
            }
            let weight = cells.count == 3 ? Double(cells[2]) : 1
            guard let weight, weight.isFinite, weight > 0 else {
                throw refuse("'\(cells[2])' is not a positive weight")
            }
            stated[ConceptName(cells[0]), default: []].append((ConceptName(cells[1]), weight))
        }
        self.init(stated: stated, path: path)
    }

    /// For each class the weight of each concept; they sum to 1.
    ///
    /// - Parameters:
    ///   - classes: The classes of the task.
    ///   - concepts: The concepts that a zoo knows.
    /// - Returns: A row for each class.
    /// - Throws: `ModelChoiceError` with all classes that have no concept.
    func rows(
        _ classes: [String],
        _ concepts: [ConceptName]
    ) throws(ModelChoiceError) -> [[Double]] {
        let places = Dictionary(
            concepts.enumerated().map { ($1, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        var (rows, lacking): ([[Double]], [String]) = ([], [])
        for name in classes {
            let own = ConceptName(name)
            var row = [Double](repeating: 0, count: concepts.count)
            for (concept, weight) in stated[own] ?? [(own, 1)] {
                if let place = places[concept] { row[place] += weight }
            }
            let total = row.reduce(0, +)
            if total == 0 { lacking.append(name) }
            rows.append(total > 0 ? row.map { $0 / total } : row)
        }
        guard lacking.isEmpty else {
            throw .data(
                path: path.isEmpty ? "the zoo" : path,
                reason:
                    "no concept is known for \(lacking.joined(separator: ", ")); state of which "
                    + "concepts they are made, or label models on images of them"
            )
        }
        return rows
    }
}

/// A name of a class as names are matched: apart from case, `_`, `-` and blanks.
struct ConceptName: Hashable {
    private let key: UTF8Key

    init(_ name: String) {
        key = UTF8Key(String(name.lowercased().filter { !"_- ".contains($0) }))
    }
}
