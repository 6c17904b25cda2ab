import Foundation
import MergeBenchmark
import MergeVerification
import TestSupport
import Testing

@Suite("Benchmark")
struct BenchCommandTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func bench(_ options: String) throws -> CommandLineProgram.Outcome {
        try CommandLineProgram.run(
            "bench --shape tiny \(options.contains("--runs") ? "" : "--runs 1") --folder \(folder.path) "
                + options
        )
    }

    private func report(_ options: String) throws -> BenchmarkReport {
        let outcome = try bench("--json " + options)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try JSONDecoder().decode(BenchmarkReport.self, from: Data(outcome.output.utf8))
    }

    @Test("all contestants run and their outputs agree", arguments: ["f32", "f16", "bf16"])
    func contestants(type: String) throws {
        let report = try report("--models 3 --dtype \(type)")
        #expect(report.contestants.map(\.name) == [.floor, .naive, .engine])
        #expect(report.contestants.allSatisfy { $0.samples.count == 1 && $0.medianSeconds > 0 })
        #expect(report.contestants.allSatisfy { $0.peakMemoryBytes > 0 })
        // Of one run each nothing is compared.
        #expect(report.contestants.allSatisfy { $0.ratioToFloor == nil })
        #expect(report.contestants.allSatisfy { $0.speedUpOverNaive == nil })
        #expect(report.checks.count == 1 && report.outputsAgree)
        #expect(report.checks[0].distance.elements == report.elements)
        #expect(report.inputBytes == 4 * report.outputBytes && report.dtype == type)
        #expect(try folder.names().isEmpty)
    }

    @Test("what ran twice is compared")
    func ratios() throws {
        let report = try report("--runs 2")
        let (floor, engine) = (report.contestants[0], try #require(report.contestants.last))
        #expect(floor.ratioToFloor == 1)
        #expect(engine.ratioToFloor == engine.medianSeconds / floor.medianSeconds)
        let naive = try #require(report.contestants.first { $0.name == .naive })
        #expect(engine.speedUpOverNaive == naive.medianSeconds / engine.medianSeconds)
    }

    @Test("cold and durable runs say so, in the table as well")
    func coldAndDurable() throws {
        let report = try report("--cold --durable --skip-naive --threads 1")
        #expect(report.isCold && report.isDurable && report.threads == 1)
        #expect(report.contestants.map(\.name) == [.floor, .engine] && report.checks.isEmpty)
        let table = try bench("--cold --durable")
        #expect(table.status == 0)
        for words in ["inputs cold", "forced to the disk", "outputs agree", "engine", "naive"] {
            #expect(table.output.contains(words))
        }
    }

    @Test("the forward pass in turn with a peer, and a peer that prints no number")
    func forwardPass() throws {
        let peer = try TemporaryFolder()
        func measure(_ script: String, _ options: String) throws -> CommandLineProgram.Outcome {
            try peer.write("#!/bin/sh\n" + script, as: "peer")
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755],
                ofItemAtPath: peer.path("peer")
            )
            return try bench(
                "--evaluate --batch 4 --threads 2 --peer-program \(peer.path("peer")) " + options
            )
        }
        let arguments = "--shape tiny --threads 2 --batch 4 --batches 2"
        let good = try measure("test \"$*\" = '\(arguments)' && echo 2.5", "--json")
        #expect(good.status == 0, "\(good.errors)")
        let report = try JSONDecoder().decode(
            EvaluationReport.self,
            from: Data(good.output.utf8)
        )
        #expect(report.shape == "tiny" && report.imageSize == 32 && report.batch == 4)
        #expect(report.imagesPerSecond.count == 1 && report.peerImagesPerSecond == [2.5])
        #expect(report.medianRatio == report.imagesPerSecond[0] / 2.5)
        let table = try measure("echo 2.5", "").output
        #expect(table.contains("tiny at 32 pixels") && table.contains("one round gives no ratio"))
        let bad = try measure("echo nothing", "")
        #expect(bad.status == 74 && bad.errors.contains("peer"))
        #expect(try folder.names().isEmpty)
    }

    @Test("a peer that fails is reported with its own last words; nothing is left")
    func failingPeer() throws {
        let peer = try TemporaryFolder()
        try peer.write("#!/bin/sh\necho 'no luck' >&2\nexit 3\n", as: "peer")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755],
            ofItemAtPath: peer.path("peer")
        )
        let outcome = try bench("--peer-program " + peer.path("peer"))
        #expect(outcome.status == 74)
        #expect(outcome.errorLines == ["error: mergekit ended with status 3: no luck"])
        #expect(try folder.names().isEmpty)
    }

    @Test("a signal ends the program that runs, and nothing is left", arguments: [SIGTERM, SIGINT])
    func interruption(signal: Int32) throws {
        let peer = try TemporaryFolder()
        let script =
            "#!/bin/sh\necho $$ > \(peer.path("started.new")) && "
            + "mv \(peer.path("started.new")) \(peer.path("started"))\nsleep 60\n"
        try peer.write(script, as: "peer")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755],
            ofItemAtPath: peer.path("peer")
        )
        let process = Process()
        process.executableURL = try CommandLineProgram.url
        process.arguments = [
            "bench", "--shape", "tiny", "--runs", "1", "--skip-naive", "--folder", folder.path,
            "--peer-program", peer.path("peer"),
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        let deadline = ContinuousClock.now + .seconds(30)
        while !FileManager.default.fileExists(atPath: peer.path("started")) {
            try #require(ContinuousClock.now < deadline, "the peer did not start")
            usleep(10_000)
        }
        #expect(try !folder.names().isEmpty)
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        #expect(process.terminationStatus == 128 + signal)
        #expect(try folder.names().isEmpty)
        let text = String(decoding: try peer.bytes(of: "started"), as: UTF8.self)
        let number = try #require(Int32(text.filter(\.isNumber)))
        #expect(kill(number, 0) != 0)
    }

    @Test("processor time and load stand beside the clock; one run is compared with nothing")
    func processorTime() throws {
        let once = try bench("").output
        #expect(once.contains("CPU s") && once.contains("load"))
        let row = try #require(once.split(separator: "\n").first { $0.hasPrefix("engine") })
        let cells = row.split(separator: " ")
        #expect(cells.count(where: { $0 == "-" }) == 3, "\(row)")
        let report = try report("")
        #expect(report.contestants.allSatisfy { $0.processorSeconds > 0 && $0.load != nil })
        #expect(report.peerRatio == nil)
    }

    @Test("a peer that mostly starts is not compared")
    func startingPeer() throws {
        // Takes as long to start as to merge; copies the base, so that the outputs differ.
        let peer = try TemporaryFolder()
        let script = """
            #!/bin/sh
            sleep 0.2
            test "$1" = --help && exit
            mkdir "$2" && cp "${1%/*}/base/model.safetensors" "$2"
            """
        try peer.write(script, as: "peer")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755],
            ofItemAtPath: peer.path("peer")
        )
        let outcome = try bench("--runs 2 --skip-naive --peer-program " + peer.path("peer"))
        #expect(outcome.output.contains("mergekit takes 0.2"), "\(outcome.output)")
        #expect(outcome.output.contains("too small to compare merges"))
        #expect(!outcome.output.contains("times as long as"))
    }

    @Test("a peer whose output differs: 1, with the tensor")
    func differingPeer() throws {
        // Copies the base, which is not a merge of the models.
        let peer = try TemporaryFolder()
        let script = """
            #!/bin/sh
            mkdir "$2" && cp "${1%/*}/base/model.safetensors" "$2"
            """
        try peer.write(script, as: "peer")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755],
            ofItemAtPath: peer.path("peer")
        )
        let outcome = try bench("--peer-program " + peer.path("peer"))
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("outputs do NOT agree: mergekit with engine"))
        #expect(outcome.output.contains("outputs agree: engine with naive"))
    }

    @Test("a missing peer: 66, before any work")
    func missingPeer() throws {
        let outcome = try bench("--peer-program nowhere-to-be-found")
        #expect(outcome.status == 66 && outcome.errorLines.count == 1)
        #expect(outcome.errors.contains("install mergekit"))
        let forward = try bench("--evaluate --peer-program nowhere-to-be-found")
        #expect(forward.status == 66 && forward.errors.contains("Benchmarks/compare-pytorch"))
        #expect(!forward.errors.contains("mergekit"))
    }

    @Test("usage: 64", arguments: ["--runs 0", "--models 1", "--threads 0", "--dtype f8"])
    func usage(options: String) throws { #expect(try bench(options).status == 64) }
}
