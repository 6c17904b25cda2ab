internal import MergeEngine
internal import MergeVerification
internal import SyntheticCheckpoints
internal import SystemFiles
internal import Tensors
package import Workers

/// Makes inputs, lets the contestants take turns on them, and compares what they leave.
///
/// Every run is a whole process, measured from its start to its end. The turns are interleaved, so
/// that whatever else slows the machine down for a while slows all contestants.
package struct BenchmarkRunner {
    private let request: BenchmarkRequest
    private let peer: PeerProgram?
    private let meter: ProgressMeter
    private let cancellation: Cancellation

    /// Prepares a benchmark.
    ///
    /// - Parameters:
    ///   - request: What is to be measured.
    ///   - cancellation: Ends the benchmark early, and the program that runs.
    ///   - progress: Hears of every step before it begins; its steps are runs.
    /// - Throws: `BenchmarkError.missingPeer` when there is no program to compare with.
    package init(
        _ request: BenchmarkRequest,
        cancellation: Cancellation = Cancellation(),
        progress: @escaping ProgressListener = { _ in }
    ) throws(BenchmarkError) {
        var resolved = request
        peer =
            if let name = request.peer { try PeerProgram(name, remedy: Self.remedy) } else { nil }
        resolved.peer = peer?.path
        self.request = resolved
        self.cancellation = cancellation
        meter = ProgressMeter(.steps, total: 0, progress)
    }

    private static let remedy = "install mergekit, or name its program"

    /// Measures and compares; the working folder is removed afterwards, also where that is cut short.
    ///
    /// - Throws: `BenchmarkError` when there is no space, or when a contestant fails;
    ///   `CheckpointError` or `VerificationError` when inputs or outputs cannot be read or written;
    ///   `WorkError.cancelled`.
    package func run() throws -> BenchmarkReport {
        let folder = try WorkingFolder(for: request)
        defer { folder.remove() }
        meter.begin("writing the inputs to \(folder.root)")
        try folder.makeInputs(request.family)
        if request.peer != nil { try folder.writePeerConfiguration(request.type) }
        let contestants = Contestant.all(of: request, in: folder)
        try cancellation.check()
        let samples = try measure(contestants, in: folder)
        let startSeconds = try peerStart()
        let checks = try compare(contestants, in: folder)
        return report(contestants, samples, startSeconds, checks, folder)
    }
}

// MARK: - Measuring

extension BenchmarkRunner {
    /// One round to warm up, then the measured rounds.
    private func measure(
        _ contestants: [Contestant],
        in folder: WorkingFolder
    ) throws -> [ContestantKind: [ProcessUsage]] {
        var samples: [ContestantKind: [ProcessUsage]] = [:]
        for round in 0...request.runs {
            for contestant in contestants {
                guard round > 0 ? round <= contestant.runs : contestant.warmsUp else { continue }
                let turn = round == 0 ? "warming up" : "run \(round) of \(contestant.runs)"
                meter.begin("\(contestant.kind.rawValue): \(turn)")
                folder.remove(contestant.outputPath)
                let usage = try run(contestant, in: folder)
                if round > 0 { samples[contestant.kind, default: []].append(usage) }
                // What lies in the page cache unwritten would slow down the next contestant.
                if round == contestant.runs {
                    do throws(FileError) {
                        try FileSystem.synchronize(file: contestant.outputFile)
                    } catch { throw BenchmarkError(error) }
                } else {
                    folder.remove(contestant.outputPath)
                }
            }
        }
        return samples
    }

    /// The time that the peer takes to do nothing but start; nil without one.
    private func peerStart() throws -> Double? {
        guard let peer else { return nil }
        meter.begin("mergekit: its start alone")
        return try ChildProcess(peer.path, ["--help"]).run(cancellation).usage.seconds
    }

    private func run(
        _ contestant: Contestant,
        in folder: WorkingFolder
    ) throws -> ProcessUsage {
        if request.isCold { try folder.dropInputs() }
        var process = contestant.process
        let messages = folder.path("messages")
        process.messages = messages
        let outcome = try process.run(cancellation)
        guard outcome.status == 0 else {
            let bytes = (try? FileContents.read(messages)) ?? []
            let text = String(decoding: bytes, as: UTF8.self)
            throw BenchmarkError.failed(
                contestant: contestant.kind.rawValue,
                status: outcome.status,
                message: text.split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
            )
        }
        return outcome.usage
    }
}

// MARK: - Comparing

extension BenchmarkRunner {
    /// How far mergekit's ratio t, and beyond that its elements, may lie from ours.
    ///
    /// It sums norms and dot products in 32 bits, over up to 10^7 elements, which moves t by up to
    /// 0.003 in the large tensors of ViT-B/32; the combination then rounds five times in 32 bits,
    /// and once more to a narrower type, where only the last rounding shows.
    private var peerRule: (ratioError: Double, roundoffs: Double) {
        (0.01, request.type.byteWidth < 4 ? 4 : 32)
    }

    private func compare(
        _ contestants: [Contestant],
        in folder: WorkingFolder
    ) throws -> [OutputCheck] {
        let files = Dictionary(uniqueKeysWithValues: contestants.map { ($0.kind, $0.outputFile) })
        var checks: [OutputCheck] = []
        func check(
            _ checked: ContestantKind,
            against: ContestantKind,
            _ rule: OutputComparison.Rule,
            _ words: String
        ) throws {
            try cancellation.check()
            guard let merged = files[checked], let expected = files[against] else { return }
            meter.begin("comparing \(checked.rawValue) with \(against.rawValue)")
            let comparison = try OutputComparison(
                inputs: folder.inputFiles,
                expected: expected,
                merged: merged,
                rule: rule
            )
            let distance = try comparison.compare()
            checks.append(
                OutputCheck(checked: checked, against: against, rule: words, distance: distance)
            )
        }
        try check(.engine, against: .naive, .verified, "1 unit in the last place")
        try check(
            .mergekit,
            against: .engine,
            .ratio(error: peerRule.ratioError, roundoffs: peerRule.roundoffs),
            """
            a ratio t that differs by \(peerRule.ratioError), and \
            \(Int(peerRule.roundoffs)) unit roundoffs of the largest input
            """
        )
        return checks
    }

    private func report(
        _ contestants: [Contestant],
        _ samples: [ContestantKind: [ProcessUsage]],
        _ startSeconds: Double?,
        _ checks: [OutputCheck],
        _ folder: WorkingFolder
    ) -> BenchmarkReport {
        let medians = samples.mapValues { $0.map(\.seconds).median }
        // A single run is compared with nothing: how far the next one would be from it is not known.
        let repeated = medians.filter { (samples[$0.key]?.count ?? 0) > 1 }
        let sizes = folder.inputFiles.map { (try? FileStatus.of($0).byteCount) ?? 0 }
        let inputBytes = Int(clamping: sizes.reduce(0, +))
        let outputBytes = inputBytes / folder.inputFiles.count
        let results = contestants.map { contestant in
            let (median, own) = (medians[contestant.kind] ?? .nan, repeated[contestant.kind])
            return ContestantResult(
                name: contestant.kind,
                command: [contestant.process.program] + contestant.process.arguments,
                samples: samples[contestant.kind] ?? [],
                bytesPerSecond: Double(inputBytes + outputBytes) / median,
                ratioToFloor: own.flatMap { own in repeated[.floor].map { own / $0 } },
                speedUpOverNaive: own.flatMap { own in repeated[.naive].map { $0 / own } }
            )
        }
        return BenchmarkReport(
            version: ToolVersion.current,
            machine: MachineCard(folder: folder.root),
            shape: request.architecture.rawValue,
            models: request.modelCount,
            dtype: request.type.elementType.name.lowercased(),
            elements: request.architecture.parameterCount,
            inputBytes: inputBytes,
            outputBytes: outputBytes,
            threads: request.threads,
            variant: request.variant,
            isCold: request.isCold,
            isDurable: request.isDurable,
            peer: peer?.versions(by: folder.path("versions")),
            peerStartSeconds: startSeconds,
            contestants: results,
            checks: checks
        )
    }
}
