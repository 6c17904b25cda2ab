internal import Checkpoints

/// The inputs of several merges, each once.
struct SharedInputs: Sendable {
    /// The number of inputs of which tensors are read.
    let count: Int
    /// For each merge, and each of its inputs as the engine numbers them, its place among these.
    let slots: [[Int]]

    init(_ inputs: [MergeInputs]) {
        // Columns of an assembly are known by no path: two may consist of the same files.
        var places: [String: Int] = [:]
        slots = inputs.map { inputs in
            inputs.checkpoints.map { checkpoint in
                let name =
                    checkpoint.isAssembled ? "\(ObjectIdentifier(checkpoint))" : checkpoint.path
                let place = places[name] ?? places.count
                places[name] = place
                return place
            }
        }
        count = places.count
    }
}
