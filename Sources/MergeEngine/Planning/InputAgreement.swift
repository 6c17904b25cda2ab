internal import CLIPModels
internal import Checkpoints
internal import TextFormats

/// What the inputs of a merge say of themselves, compared: the order of arguments decides nothing.
struct InputAgreement {
    /// Differences that do not touch the weights.
    private(set) var warnings: [String] = []

    /// Compares what is said; what only some inputs say is taken for all.
    ///
    /// - Parameters:
    ///   - checkpoints: The inputs.
    ///   - choices: What the user says of the output.
    /// - Throws: `MergeError.differingModels` when they are different networks, or outputs of their
    ///   heads mean different classes.
    init(of checkpoints: [Checkpoint], _ choices: ModelChoices) throws(MergeError) {
        var known: [ModelFact.Name: (value: String, path: String)] = [:]
        known[.activation] = choices.activation.map { ($0.rawValue, Self.user) }
        known[.heads] = choices.headCount.map { ("\($0)", Self.user) }
        for checkpoint in checkpoints {
            for fact in checkpoint.statements {
                guard let first = known[fact.name] else {
                    known[fact.name] = (fact.value, checkpoint.path)
                    continue
                }
                guard first.value != fact.value else { continue }
                let values = [first, (fact.value, checkpoint.path)]
                if fact.name.isOfNetwork {
                    throw .differingModels(fact: fact.name.rawValue, values)
                }
                // Where the centre lies to half a pixel is a matter of who reads the images.
                guard fact.name != .crop else { continue }
                warnings.append(
                    "\(PrintableText.escaped(checkpoint.path)): its \(fact.name.rawValue) is "
                        + "\(fact.value), but \(first.value) in "
                        + "\(PrintableText.escaped(first.path)); the output has the base's"
                )
            }
        }
        try compareClasses(checkpoints)
    }

    /// The source of what no file says.
    private static let user = "the request"

    /// Refuses heads whose outputs are the same classes in another order; tells of other names.
    private mutating func compareClasses(_ checkpoints: [Checkpoint]) throws(MergeError) {
        let named = checkpoints.compactMap { checkpoint in
            checkpoint.classNames.map { (names: $0.map { UTF8Key($0.lowercased()) }, checkpoint) }
        }
        for (position, (names, checkpoint)) in named.enumerated() {
            let others = named[..<position]
            let permuted = others.first { $0.names != names && Set($0.names) == Set(names) }
            if let permuted {
                let values = [(permuted.names, permuted.1.path), (names, checkpoint.path)]
                throw .differingModels(
                    fact: "class order",
                    values.map { names, path in
                        (
                            value: names.prefix(3).map(\.text).joined(separator: ", ") + " ...",
                            path: path
                        )
                    }
                )
            }
            guard let (first, holder) = others.first, first != names else { continue }
            warnings.append(
                "\(PrintableText.escaped(checkpoint.path)): its classes have other names than those of "
                    + "\(PrintableText.escaped(holder.path))"
            )
        }
    }
}
