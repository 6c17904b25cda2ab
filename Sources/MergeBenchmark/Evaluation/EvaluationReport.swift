/// How many images per second a classifier takes, and a peer on the same machine.
package struct EvaluationReport: Sendable, Codable, Equatable {
    /// The version of the tool.
    package let version: String
    /// The machine.
    package let machine: MachineCard
    /// The model's architecture.
    package let shape: String
    /// The side of its images, in pixels.
    package let imageSize: Int
    /// The threads of both.
    package let threads: Int
    /// The images in a batch.
    package let batch: Int
    /// Our images per second, round by round.
    package let imagesPerSecond: [Double]
    /// The peer's in the same rounds; empty without a peer.
    package let peerImagesPerSecond: [Double]
    /// The bytes of one thread's activations.
    package let bytesPerThread: Int

    enum CodingKeys: String, CodingKey {
        case version, machine, shape, threads, batch
        case imageSize = "image_size"
        case imagesPerSecond = "images_per_second"
        case peerImagesPerSecond = "peer_images_per_second"
        case bytesPerThread = "bytes_per_thread"
    }

    /// Our median.
    package var median: Double { imagesPerSecond.median }
    /// The peer's median; NaN without a peer.
    package var peerMedian: Double { peerImagesPerSecond.median }
    /// The median over the rounds of our images per second by the peer's.
    package var medianRatio: Double { zip(imagesPerSecond, peerImagesPerSecond).map(/).median }
}
