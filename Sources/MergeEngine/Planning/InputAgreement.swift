internal import CLIPModels
internal import Checkpoints
internal import TextFormats

/// What the inputs of a merge say of themselves, compared: the order of arguments decides nothing.
struct InputAgreement {
    /// Differences that do not touch the weights.
    private(set) var warnings: [String] = []

    /// Compares what is said; what only some inputs say is taken for all.
    ///
    /// - Throws: `MergeError.differingModels` when they are different networks.
    init(of checkpoints: [Checkpoint]) throws(MergeError) {
        var known: [ModelFact.Name: (value: String, path: String)] = [:]
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
    }
}
