/// What one contestant took.
public struct ContestantResult: Sendable, Codable {
    /// Which one.
    public let name: ContestantKind
    /// Its program and arguments.
    public let command: [String]
    /// What every measured run took, in order.
    public let samples: [ProcessUsage]
    /// The bytes of all inputs and of the output, each counted once, over the median time.
    public let bytesPerSecond: Double
    /// The median time over that of the floor.
    public let ratioToFloor: Double
    /// The median time of the naive reference over this one's; absent where it did not run.
    public let speedUpOverNaive: Double?

    enum CodingKeys: String, CodingKey {
        case name, command, samples
        case medianSeconds = "median_seconds"
        case leastSeconds = "min_seconds"
        case mostSeconds = "max_seconds"
        case peakMemoryBytes = "peak_memory_bytes"
        case bytesPerSecond = "bytes_per_second"
        case ratioToFloor = "ratio_to_floor"
        case speedUpOverNaive = "speed_up_over_naive"
    }
}

extension ContestantResult {
    /// The times of all runs, in seconds.
    public var seconds: [Double] { samples.map(\.seconds) }

    /// The middle one of the times.
    public var medianSeconds: Double { seconds.median }

    /// The shortest time.
    public var leastSeconds: Double { seconds.min() ?? .nan }

    /// The longest time.
    public var mostSeconds: Double { seconds.max() ?? .nan }

    /// The largest memory of any run.
    public var peakMemoryBytes: Int { samples.map(\.peakMemoryBytes).max() ?? 0 }

    /// Reads a result; the figures about all runs follow from the samples.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(ContestantKind.self, forKey: .name)
        command = try values.decode([String].self, forKey: .command)
        samples = try values.decode([ProcessUsage].self, forKey: .samples)
        bytesPerSecond = try values.decode(Double.self, forKey: .bytesPerSecond)
        ratioToFloor = try values.decode(Double.self, forKey: .ratioToFloor)
        speedUpOverNaive = try values.decodeIfPresent(Double.self, forKey: .speedUpOverNaive)
    }

    /// Writes the samples and the figures about all runs.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(name, forKey: .name)
        try values.encode(command, forKey: .command)
        try values.encode(samples, forKey: .samples)
        try values.encode(medianSeconds, forKey: .medianSeconds)
        try values.encode(leastSeconds, forKey: .leastSeconds)
        try values.encode(mostSeconds, forKey: .mostSeconds)
        try values.encode(peakMemoryBytes, forKey: .peakMemoryBytes)
        try values.encode(bytesPerSecond, forKey: .bytesPerSecond)
        try values.encode(ratioToFloor, forKey: .ratioToFloor)
        try values.encodeIfPresent(speedUpOverNaive, forKey: .speedUpOverNaive)
    }
}
