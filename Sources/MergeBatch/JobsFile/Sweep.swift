internal import MergeEngine
internal import Recipes
internal import TextFormats

/// Jobs that differ in the values of some keys: every combination, the last key changing fastest.
struct Sweep {
    private let node: YAMLNode
    private let axes: [SweepAxis]
    /// The name of jobs where the sweep gives none.
    let pattern: String

    /// Reads a sweep.
    ///
    /// Without a `name`, the jobs are named by their values, joined by hyphens.
    ///
    /// - Parameter node: The sweep, laid over the defaults.
    /// - Throws: `RecipeError` when nothing is varied, or not in a known form.
    init(_ node: YAMLNode) throws(RecipeError) {
        guard let entries = node.entries else {
            throw node.error("a sweep must be a mapping, not \(node.kind)")
        }
        guard let varied = node["vary"]?.entries, !varied.isEmpty else {
            throw node.error("a sweep needs 'vary', a mapping of keys to their values")
        }
        let counts = try varied.map { entry throws(RecipeError) in try SweepAxis.valueCount(entry) }
        try Self.requireFewJobs(counts, of: node)
        axes = try varied.map { entry throws(RecipeError) in try SweepAxis(entry) }
        let rest = entries.filter { $0.key != "vary" }
        self.node = YAMLNode(.mapping(rest), path: node.path, line: node.line)
        pattern = varied.map { "{\($0.key)}" }.joined(separator: "-")
        try Self.requireFewJobs(axes.map(\.values.count), of: node)
    }

    /// Refuses too many jobs; a number of values is nil when it is too large itself.
    private static func requireFewJobs(
        _ valueCounts: [Int?],
        of node: YAMLNode
    ) throws(RecipeError) {
        var count: Int? = 1
        for values in valueCounts {
            count = values.flatMap { count?.multipliedExactly(by: $0) }
        }
        guard let count, count <= SweepAxis.mostJobs else {
            throw node.error("the sweep has more than \(SweepAxis.mostJobs) jobs")
        }
    }

    /// The number of jobs, at least one.
    var count: Int { axes.reduce(1) { $0 * $1.values.count } }

    /// Makes a job.
    ///
    /// - Parameter number: Its place in the order of the jobs.
    /// - Returns: The job, and what its values are called.
    func job(_ number: Int) -> (labels: [UTF8Key: String], node: YAMLNode) {
        var labels: [UTF8Key: String] = [:]
        var (node, rest, overlays) = (node, number, [YAMLNode]())
        for axis in axes.reversed() {
            let value = axis.values[rest % axis.values.count]
            rest /= axis.values.count
            labels[UTF8Key(axis.name)] = value.label
            overlays.append(value.overlay)
        }
        for overlay in overlays.reversed() { node = node.merging(overlay) }
        return (labels, node)
    }
}
