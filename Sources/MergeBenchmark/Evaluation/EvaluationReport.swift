/// How many images per second a classifier takes, and a peer on the same machine.
public struct EvaluationReport: Sendable, Codable, Equatable {
    /// The version of the tool.
    public let version: String
    /// The machine.
    public let machine: MachineCard
    /// The threads of both.
    public let threads: Int
    /// The images in a batch.
    public let batch: Int
    /// Our images per second, round by round.
    public let imagesPerSecond: [Double]
    /// The peer's in the same rounds; empty without a peer.
    public let peerImagesPerSecond: [Double]
    /// The bytes of one thread's activations.
    public let bytesPerThread: Int

    enum CodingKeys: String, CodingKey {
        case version, machine, threads, batch
        case imagesPerSecond = "images_per_second"
        case peerImagesPerSecond = "peer_images_per_second"
        case bytesPerThread = "bytes_per_thread"
    }

    /// Our median.
    public var median: Double { imagesPerSecond.median }
    /// The peer's median; NaN without a peer.
    public var peerMedian: Double { peerImagesPerSecond.median }
    /// The median over the rounds of our images per second by the peer's.
    public var medianRatio: Double { zip(imagesPerSecond, peerImagesPerSecond).map(/).median }
}
