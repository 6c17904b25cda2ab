/// What workers read and wrote, and how they spent their time.
struct WorkerTraffic: Sendable {
    var bytesRead = 0
    var bytesWritten = 0
    var reading = Duration.zero
    var writing = Duration.zero
    var computing = Duration.zero

    static func += (left: inout Self, right: Self) {
        left.bytesRead += right.bytesRead
        left.bytesWritten += right.bytesWritten
        left.reading += right.reading
        left.writing += right.writing
        left.computing += right.computing
    }

    static func - (left: Self, right: Self) -> Self {
        Self(
            bytesRead: left.bytesRead - right.bytesRead,
            bytesWritten: left.bytesWritten - right.bytesWritten,
            reading: left.reading - right.reading,
            writing: left.writing - right.writing,
            computing: left.computing - right.computing
        )
    }

    /// The times as reports state them.
    var seconds: MergeReport.WorkerSeconds {
        MergeReport.WorkerSeconds(
            reading: reading / .seconds(1),
            computing: computing / .seconds(1),
            writing: writing / .seconds(1)
        )
    }
}
