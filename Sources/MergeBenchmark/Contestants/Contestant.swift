/// One of the programs that are measured in turn.
struct Contestant: Sendable {
    let kind: ContestantKind
    /// How often it is measured.
    let runs: Int
    /// Whether a run before the measured ones warms caches up.
    let warmsUp: Bool
    let process: ChildProcess
    /// The safetensors file that it leaves.
    let outputFile: String
    /// What is removed before each run: the output, or the folder around it.
    let outputPath: String
}

extension Contestant {
    /// The contestants of a benchmark, in the order in which they take turns.
    static func all(of request: BenchmarkRequest, in folder: WorkingFolder) -> [Contestant] {
        var contestants = [floor(request, folder)]
        if !request.skipsNaive { contestants.append(naive(request, folder)) }
        contestants.append(engine(request, folder))
        if let peer = request.peer { contestants.append(mergekit(peer, request, folder)) }
        return contestants
    }

    private static func floor(_ request: BenchmarkRequest, _ folder: WorkingFolder) -> Contestant {
        let output = folder.path("floor.safetensors")
        // The output comes first, then the base and the models.
        let script = """
            out=$1; shift; cat "$@" > /dev/null && cp "$1" "$out"\
            \(request.isDurable ? " && sync \"$out\"" : "")
            """
        return Contestant(
            kind: .floor,
            runs: request.runs,
            warmsUp: true,
            process: ChildProcess("sh", ["-c", script, "sh", output] + folder.inputFiles),
            outputFile: output,
            outputPath: output
        )
    }

    private static func naive(_ request: BenchmarkRequest, _ folder: WorkingFolder) -> Contestant {
        let output = folder.path("naive.safetensors")
        return Contestant(
            kind: .naive,
            runs: request.naiveRuns,
            warmsUp: request.naiveRuns > 1,
            process: ChildProcess(
                request.program,
                merge("naive-merge", output, request, folder) + folder.models
            ),
            outputFile: output,
            outputPath: output
        )
    }

    private static func engine(_ request: BenchmarkRequest, _ folder: WorkingFolder) -> Contestant {
        let output = folder.path("engine.safetensors")
        let options = ["--threads", String(request.threads), "--quiet"]
        return Contestant(
            kind: .engine,
            runs: request.runs,
            warmsUp: true,
            process: ChildProcess(
                request.program,
                merge("merge", output, request, folder) + options + folder.models
            ),
            outputFile: output,
            outputPath: output
        )
    }

    /// What the merge commands have in common.
    private static func merge(
        _ command: String,
        _ output: String,
        _ request: BenchmarkRequest,
        _ folder: WorkingFolder
    ) -> [String] {
        [command, "--base", folder.base, "--output", output, "--variant", request.variant]
            + (request.isDurable ? ["--durable"] : [])
    }

    private static func mergekit(
        _ peer: String,
        _ request: BenchmarkRequest,
        _ folder: WorkingFolder
    ) -> Contestant {
        let output = folder.path("mergekit")
        let file = output + "/model.safetensors"
        let arguments = [
            folder.peerConfiguration, output, "--lazy-unpickle", "--quiet",
            "--num-threads", String(request.threads),
        ]
        let durable = ["-c", #"file=$1; shift; "$@" && sync "$file""#, "sh", file, peer]
        let threads = ["OMP_NUM_THREADS": String(request.threads)]
        return Contestant(
            kind: .mergekit,
            runs: request.runs,
            warmsUp: true,
            process: request.isDurable
                ? ChildProcess("sh", durable + arguments, environment: threads)
                : ChildProcess(peer, arguments, environment: threads),
            outputFile: file,
            outputPath: output
        )
    }
}

/// What can be measured.
package enum ContestantKind: String, Sendable, Codable, CaseIterable {
    /// Reads every input once and copies the base: the least that a merge has to do.
    case floor
    /// The naive reference, one whole tensor after the other.
    case naive
    /// The streaming engine.
    case engine
    /// mergekit's `mergekit-pytorch`.
    case mergekit
}
