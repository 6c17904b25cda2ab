/// What one contestant took.
package struct ContestantResult: Sendable, Codable {
    /// Which one.
    package let name: ContestantKind
    /// Its program and arguments.
    package let command: [String]
    /// What every measured run took, in order.
    package let samples: [ProcessUsage]
    /// The bytes of all inputs and of the output, each counted once, over the median time.
    package let bytesPerSecond: Double
    /// The median time over that of the floor; absent where one of them ran once.
    package let ratioToFloor: Double?
    /// The median time of the naive reference over this one's; absent where one of them did not run twice.
    package let speedUpOverNaive: Double?

    enum CodingKeys: String, CodingKey {
        case name, command, samples
        case medianSeconds = "median_seconds"
        case leastSeconds = "min_seconds"
        case mostSeconds = "max_seconds"
        case processorSeconds = "cpu_seconds"
        case load
        case peakMemoryBytes = "peak_memory_bytes"
        case bytesPerSecond = "bytes_per_second"
        case ratioToFloor = "ratio_to_floor"
        case speedUpOverNaive = "speed_up_over_naive"
    }
}

extension ContestantResult {
    /// The times of all runs, in seconds.
    package var seconds: [Double] { samples.map(\.seconds) }

    /// The middle one of the times.
    package var medianSeconds: Double { seconds.median }

    /// The shortest time.
    package var leastSeconds: Double { seconds.min() ?? .nan }

    /// The longest time.
    package var mostSeconds: Double { seconds.max() ?? .nan }

    /// The middle one of the processor times, on all cores together.
    package var processorSeconds: Double { samples.map(\.processorSeconds).median }

    /// The machine's load before the runs, the middle one; nil where the system does not say.
    package var load: Double? {
        let loads = samples.compactMap(\.load)
        return loads.isEmpty ? nil : loads.median
    }

    /// What makes these times doubtful, one line each.
    ///
    /// A program that computes takes at least as much processor time as the clock's; one that takes less
    /// waited, for the disk or for other programs. Below a twentieth of a second the clock says little.
    package var doubts: [String] {
        let (largest, smallest) = (mostSeconds, leastSeconds)
        var doubts: [String] = []
        if samples.count > 1, largest > 1.3 * smallest, largest > 0.05 {
            let ratio = Int((100 * largest / smallest).rounded())
            doubts.append(
                "\(name.rawValue): the slowest run took \(ratio) % of the fastest one's time"
            )
        }
        if medianSeconds > 1.25 * processorSeconds, medianSeconds > 0.05 {
            let share = Int((100 * (1 - processorSeconds / medianSeconds)).rounded())
            doubts.append(
                "\(name.rawValue): waited in \(share) % of its time or more, for the disk or for other "
                    + "programs"
            )
        }
        return doubts
    }

    /// The largest memory of any run.
    package var peakMemoryBytes: Int { samples.map(\.peakMemoryBytes).max() ?? 0 }

    /// Reads a result; the figures about all runs follow from the samples.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(ContestantKind.self, forKey: .name)
        command = try values.decode([String].self, forKey: .command)
        samples = try values.decode([ProcessUsage].self, forKey: .samples)
        bytesPerSecond = try values.decode(Double.self, forKey: .bytesPerSecond)
        ratioToFloor = try values.decodeIfPresent(Double.self, forKey: .ratioToFloor)
        speedUpOverNaive = try values.decodeIfPresent(Double.self, forKey: .speedUpOverNaive)
    }

    /// Writes the samples and the figures about all runs.
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(name, forKey: .name)
        try values.encode(command, forKey: .command)
        try values.encode(samples, forKey: .samples)
        try values.encode(medianSeconds, forKey: .medianSeconds)
        try values.encode(leastSeconds, forKey: .leastSeconds)
        try values.encode(mostSeconds, forKey: .mostSeconds)
        try values.encode(processorSeconds, forKey: .processorSeconds)
        try values.encodeIfPresent(load, forKey: .load)
        try values.encode(peakMemoryBytes, forKey: .peakMemoryBytes)
        try values.encode(bytesPerSecond, forKey: .bytesPerSecond)
        try values.encodeIfPresent(ratioToFloor, forKey: .ratioToFloor)
        try values.encodeIfPresent(speedUpOverNaive, forKey: .speedUpOverNaive)
    }
}

extension [Double] {
    /// The middle number, or the mean of the two middle ones; NaN when there is none.
    var median: Double {
        guard !isEmpty else { return .nan }
        let sorted = sorted()
        return (sorted[count / 2] + sorted[(count - 1) / 2]) / 2
    }
}
