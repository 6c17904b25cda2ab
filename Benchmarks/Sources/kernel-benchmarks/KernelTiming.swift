/// A piece of a merge's inner loop, ready to be called over and over on the same memory.
struct Kernel {
    /// The group of the table, such as `widen`.
    let group: String
    /// What it does, within the group.
    let name: String
    /// The bytes that a call reads and writes.
    let byteCount: Int
    /// One call.
    let call: () -> Void
}

/// How long a kernel takes.
struct KernelTiming: Encodable {
    let group: String
    let name: String
    let bytes: Int
    /// The median time of a call, in seconds.
    let seconds: Double
    /// The shortest time of a call, which other work on the machine disturbs least.
    let leastSeconds: Double
    let gigabytesPerSecond: Double

    enum CodingKeys: String, CodingKey {
        case group, name, bytes, seconds
        case leastSeconds = "min_seconds"
        case gigabytesPerSecond = "gigabytes_per_second"
    }

    /// Measures a kernel: calls until 20 ms have passed, nine times, after as long a warm-up.
    init(_ kernel: Kernel) {
        let clock = ContinuousClock()
        let step = Duration.milliseconds(20)
        var calls = 1
        while clock.measure({ for _ in 0..<calls { kernel.call() } }) < step { calls *= 2 }
        let times = (0..<9).map { _ in clock.measure { for _ in 0..<calls { kernel.call() } } }
            .sorted()
        seconds = times[times.count / 2] / calls / .seconds(1)
        leastSeconds = times[0] / calls / .seconds(1)
        group = kernel.group
        name = kernel.name
        bytes = kernel.byteCount
        gigabytesPerSecond = Double(kernel.byteCount) / seconds / 1e9
    }
}
