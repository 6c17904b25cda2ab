/// The same segment in every merge that reads it: it is read for the first of them.
struct SharedTask: Sendable {
    /// One merge's part.
    typealias Share = (run: Int, task: MergeTask)

    /// The group's position in all plans.
    let group: Int
    /// For each merge its position among the runs, and its task.
    private(set) var shares: [Share]

    /// Puts together the tasks of several merges, segment by segment, in the order of the first one
    /// of each.
    static func shared(_ shares: [Share]) -> [SharedTask] {
        var tasks: [SharedTask] = []
        var places: [Int: Int] = [:]
        let isShared = shares.contains { $0.run != shares[0].run }
        for share in shares {
            // No plan has 2^32 groups, and no group 2^31 segments.
            let key = share.task.group << 31 | share.task.segment
            if isShared, let place = places[key] {
                tasks[place].shares.append(share)
            } else {
                if isShared { places[key] = tasks.count }
                tasks.append(SharedTask(group: share.task.group, shares: [share]))
            }
        }
        return tasks
    }
}
