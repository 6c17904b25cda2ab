internal import TextFormats

extension EvaluationResult {
    /// Reads a row of a results file.
    ///
    /// Two forms are told apart. In wise-ft's form some key ends in `:top1`, and only such keys
    /// are accuracies, because the program's arguments are next to them. In the form of model
    /// soups every number is an accuracy, but for those under `detailKeys`.
    ///
    /// - Returns: Nil for a row of wise-ft's without a numeric alpha, which its own readers drop.
    init?(_ members: [JSONMember]) throws(RowError) {
        let isCurve = members.contains { $0.key.hasSuffix(Self.suffix) }
        let scores = members.filter { Self.isAccuracy($0, isCurve) }
        let details = members.filter { $0.key != "model_name" && !scores.contains($0) }
        guard let name = try Self.name(members, isCurve) else { return nil }
        self.init(modelName: name, accuracies: try Self.accuracies(scores), details: details)
    }

    private static let suffix = ":top1"

    private static func isAccuracy(_ member: JSONMember, _ isCurve: Bool) -> Bool {
        if isCurve {
            return member.key.hasSuffix(suffix) || soupDataSets.containsExactly(member.key)
        }
        if soupDataSets.containsExactly(member.key) { return true }
        return member.value.number != nil && !detailKeys.containsExactly(member.key)
    }

    private static func name(_ members: [JSONMember], _ isCurve: Bool) throws(RowError) -> String? {
        if let name = members.first(where: { $0.key == "model_name" })?.value {
            guard let text = name.string else { throw RowError("model_name is not a string") }
            return text
        }
        guard isCurve else { throw RowError("the row has no model_name") }
        let alpha = members.first { $0.key == "alpha" }?.value.number
        return alpha == nil ? nil : "wise-ft"
    }

    private static func accuracies(_ scores: [JSONMember]) throws(RowError) -> [Fraction] {
        var accuracies: [Fraction] = []
        for score in scores {
            let name =
                score.key.hasSuffix(suffix) ? score.key.dropLast(suffix.count) : score.key[...]
            guard !accuracies.contains(where: { $0.dataSet.isExactly(name) }) else {
                throw RowError("the accuracy of \(quoted(name)) occurs twice")
            }
            accuracies.append(Fraction(String(name), try fraction(score.value, of: name)))
        }
        return accuracies
    }

    private static func fraction(
        _ value: JSONValue,
        of name: Substring
    ) throws(RowError) -> Double {
        guard let number = value.number else {
            throw RowError("the accuracy of \(quoted(name)) is not a number")
        }
        guard number <= 1 else {
            throw RowError(
                "the accuracy of \(quoted(name)) is \(number): give fractions, not percentages"
            )
        }
        guard number >= 0 else {
            throw RowError("the accuracy of \(quoted(name)) is \(number), which is negative")
        }
        return number
    }

    private static func quoted(_ name: Substring) -> String {
        JSONValue.string(String(name)).text()
    }
}

/// Why a row is not a result.
struct RowError: Error {
    let message: String

    init(_ message: String) { self.message = message }
}
