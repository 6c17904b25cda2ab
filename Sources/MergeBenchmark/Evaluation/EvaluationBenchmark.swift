internal import Checkpoints
internal import CLIPModels
internal import CLIPVision
internal import MergeEngine
package import SyntheticCheckpoints
internal import SystemFiles
internal import Tensors
package import Workers

/// Measures the forward pass of a CLIP on random pixels, in turn with a peer.
///
/// Each round measures us in this process and the peer in one of its own, after a batch to warm up,
/// so that whatever slows the machine down for a while slows both.
package struct EvaluationBenchmark {
    private let request: EvaluationRequest
    private let peer: PeerProgram?
    private let progress: ProgressListener
    private let cancellation: Cancellation

    /// Prepares a benchmark.
    ///
    /// - Parameters:
    ///   - request: What is to be measured.
    ///   - cancellation: Ends the benchmark early, and the peer that runs.
    ///   - progress: Hears of every round before it begins.
    /// - Throws: `BenchmarkError.missingPeer` when there is no program to compare with.
    package init(
        _ request: EvaluationRequest,
        cancellation: Cancellation = Cancellation(),
        progress: @escaping ProgressListener = { _ in }
    ) throws(BenchmarkError) {
        self.request = request
        self.progress = progress
        self.cancellation = cancellation
        peer =
            if let name = request.peer { try PeerProgram(name, remedy: Self.remedy) } else { nil }
    }

    private static let remedy =
        "the peer is Benchmarks/compare-pytorch of the sources, which needs Python and torch"

    /// Measures.
    ///
    /// - Returns: The samples of all rounds.
    /// - Throws: `BenchmarkError` when the peer fails or prints no number; `WorkError.cancelled`.
    package func run() throws -> EvaluationReport {
        let classifier = try ImageClassifier(SyntheticClassifier(request.architecture))
        let pixels = Self.pixels(request.batch * classifier.architecture.pixelByteCount)
        let folder = try FileSystem.makeTemporaryFolder(in: request.folder)
        defer { FileSystem.removeAll(folder) }
        var (own, others): ([Double], [Double]) = ([], [])
        let meter = ProgressMeter(.steps, total: request.runs, progress)
        _ = try classifier.classify(pixels, threads: request.threads)
        for round in 1...request.runs {
            meter.begin("run \(round)")
            own.append(try measure(classifier, pixels))
            if let peer { others.append(try measure(peer, in: folder)) }
            meter.add(1)
        }
        return EvaluationReport(
            version: ToolVersion.current,
            machine: MachineCard(folder: folder),
            shape: request.architecture.rawValue,
            imageSize: classifier.architecture.imageSize,
            threads: request.threads,
            batch: request.batch,
            imagesPerSecond: own,
            peerImagesPerSecond: others,
            bytesPerThread: classifier.passByteCount
        )
    }

    private static func pixels(_ count: Int) -> [UInt8] {
        var state: UInt64 = 1
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
    }

    private func measure(_ classifier: ImageClassifier, _ pixels: [UInt8]) throws -> Double {
        let time = try ContinuousClock().measure {
            for _ in 0..<request.batchesPerRound {
                try cancellation.check()
                _ = try classifier.classify(pixels, threads: request.threads)
            }
        }
        return Double(request.batchesPerRound * request.batch) / (time / .seconds(1))
    }

    private func measure(_ peer: PeerProgram, in folder: String) throws -> Double {
        let (output, messages) = (folder + "/output", folder + "/messages")
        let options = ["threads", "batch", "batches"].map { "--" + $0 }
        let values = [request.threads, request.batch, request.batchesPerRound].map(String.init)
        let shape = ["--shape", request.architecture.rawValue]
        let process = ChildProcess(
            peer.path,
            shape + zip(options, values).flatMap { [$0, $1] },
            output: output,
            messages: messages
        )
        let outcome = try process.run(cancellation)
        guard outcome.status == 0, let result = Double(Self.lastLine(of: output)) else {
            throw BenchmarkError.failed(
                contestant: peer.path,
                status: outcome.status,
                message: Self.lastLine(of: messages)
            )
        }
        return result
    }

    private static func lastLine(of file: String) -> String {
        let bytes = (try? FileContents.read(file)) ?? []
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        return lines.last.map(String.init) ?? ""
    }
}

/// A CLIP with a head of 1000 classes whose weights are made up when they are asked for.
struct SyntheticClassifier: WeightSource {
    let path: String
    let tensors: TensorList

    init(_ architecture: SyntheticArchitecture) {
        path = "synthetic \(architecture.rawValue)"
        let tower = architecture.tensors(layout: .openAI).filter {
            $0.name.hasPrefix(VisionNames.tower)
        }
        let projection = tower.first { $0.name == VisionNames.projection }
        let head = [
            (
                "classification_head.weight",
                TensorShape([1000, projection?.shape.dimensions[1] ?? 0])
            ),
            ("classification_head.bias", TensorShape([1000])),
        ]
        tensors = TensorList(
            tower
                + head.compactMap { name, shape in
                    shape.map { TensorDeclaration(name: name, type: .f32, shape: $0) }
                }
        )
    }

    /// Numbers of an even distribution in [-0.02, 0.02): of a size that keeps activations finite.
    func values(of tensor: TensorRecord) -> [Float] {
        var state = UInt64(tensor.byteCount)
        return (0..<tensor.shape.elementCount).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(Int64(bitPattern: state) >> 40) * 0x1p-23 * 0.02
        }
    }
}

/// What is to be measured of the forward pass, and how.
package struct EvaluationRequest: Sendable {
    /// The model.
    package var architecture = SyntheticArchitecture.vitB32
    /// The threads of our forward pass and of the peer.
    package var threads = 1
    /// The images in a batch.
    package var batch = 32
    /// The batches of a round.
    package var batchesPerRound = 2
    /// The rounds in which both take turns.
    package var runs = 5
    /// A program that takes `--shape NAME --threads N --batch N --batches N` and prints images per second.
    package var peer: String?
    /// Where the peer's output is kept for a moment; nil for the system's place.
    package var folder: String?

    /// Creates a request for a ViT-B/32, for batches of 32 images on one thread.
    package init() {}
}
