package import ModelChoice

/// The classes of a task, one name to a line.
package enum TaskClasses {
    /// Reads names; empty lines are passed over.
    ///
    /// - Throws: `ModelChoiceError.data` for no names, and for one that is there twice.
    package static func read(_ text: String, path: String) throws(ModelChoiceError) -> [String] {
        var seen: Set<ConceptName> = []
        var names: [String] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let name = line.trimmingBlanks
            guard !name.isEmpty else { continue }
            guard seen.insert(ConceptName(name)).inserted else {
                throw .data(
                    path: "\(path):\(number + 1)",
                    reason: "the class '\(name)' is there twice"
                )
            }
            names.append(name)
        }
        guard !names.isEmpty else { throw .data(path: path, reason: "names no classes") }
        return names
    }
}

extension Substring {
    /// The text without blanks and carriage returns at its ends.
    var trimmingBlanks: String {
        func isBlank(_ character: Character) -> Bool { " \t\r\r\n".contains(character) }
        var rest = drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return String(rest)
    }
}
