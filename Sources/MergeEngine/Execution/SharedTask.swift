/// The same segment in every merge that reads it: it is read for the first of them.
struct SharedTask: Sendable {
    /// One merge's part.
    typealias Share = (run: Int, task: MergeTask)

    /// The group's position in all plans.
    let group: Int
    /// For each merge its position among the runs, and its task.
    let shares: [Share]

    /// Puts together the tasks of several merges, segment by segment.
    static func shared(_ shares: [Share]) -> [SharedTask] {
        let segments = Dictionary(grouping: shares) { [$0.task.group, $0.task.segment] }
        return segments.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { SharedTask(group: $0.key[0], shares: $0.value) }
    }
}
