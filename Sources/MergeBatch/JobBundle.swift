internal import MergeEngine
internal import TextFormats

/// Jobs that follow one another and have inputs in common: these are read once for all of them.
struct JobBundle: Sendable {
    /// The jobs' positions in the batch.
    private(set) var positions: Range<Int>
    private var inputs: Set<UTF8Key>

    /// So many outputs are written at a time at most: a batch that is killed loses no more.
    static let greatestCount = 16

    /// Divides jobs into bundles, in their order.
    ///
    /// - Complexity: O(number of all inputs).
    static func bundles(of jobs: [BatchJob]) -> [JobBundle] {
        var bundles: [JobBundle] = []
        for (position, job) in jobs.enumerated() {
            let inputs = Set(job.request.inputs.map(UTF8Key.init))
            if let last = bundles.last, last.positions.count < greatestCount,
                !last.inputs.isDisjoint(with: inputs)
            {
                bundles[bundles.count - 1].positions = last.positions.lowerBound..<position + 1
                bundles[bundles.count - 1].inputs.formUnion(inputs)
            } else {
                bundles.append(JobBundle(positions: position..<position + 1, inputs: inputs))
            }
        }
        return bundles
    }
}
