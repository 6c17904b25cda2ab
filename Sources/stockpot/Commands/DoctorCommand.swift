internal import ArgumentParser
internal import FoundationEssentials
internal import LinearAlgebra
internal import MergeEngine
internal import TextFormats

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Prints what this program runs on: BLAS, kernels, threads, memory, versions.",
        discussion: """
            Example:

              stockpot doctor --json
            """
    )

    @Flag(help: "Print as JSON.")
    var json = false

    func run() throws {
        let diagnosis = Diagnosis()
        try StandardOutput.print(json ? try JSONText.text(diagnosis) : diagnosis.text)
        if !diagnosis.lapackWorks { throw ExitCode(ExitStatus.checkFailed.rawValue) }
    }
}

/// The surroundings of this process, for printing.
private struct Diagnosis: Encodable {
    let version = ToolVersion.current
    let revision = BuildInformation.revision
    let blasLibrary = OpenBLAS.version
    let blasCore = OpenBLAS.core
    let blasConfiguration = OpenBLAS.configuration
    let blasThreads = OpenBLAS.threadCount
    let coreTypeVariable = ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"]
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let memoryBytes = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    let system = ProcessInfo.processInfo.operatingSystemVersionString
    /// A 2 x 2 system with a known solution: shows that LAPACKE is bound to a working library.
    let lapackWorks =
        (try? PositiveDefiniteSystem([4, 2, 2, 3], order: 2).solve([8, 7])).map {
            ($0[0] - 1.25).magnitude < 1e-12 && ($0[1] - 1.5).magnitude < 1e-12
        } ?? false

    enum CodingKeys: String, CodingKey {
        case version, revision, cores, system
        case blasLibrary = "blas_library"
        case blasCore = "blas_core"
        case blasConfiguration = "blas_configuration"
        case blasThreads = "blas_threads"
        case coreTypeVariable = "openblas_coretype"
        case memoryBytes = "memory_bytes"
        case lapackWorks = "lapack_works"
    }

    var text: PrintableText {
        """
        stockpot   \(version)\(revision.map { " (\($0))" } ?? "")
        BLAS       \(blasLibrary), kernels for \(blasCore)
                   \(blasConfiguration)
                   \(blasThreads == 1 ? "no threads of its own" : "threads of its own")
                   OPENBLAS_CORETYPE \(coreTypeVariable ?? "not set")
        LAPACK     \(lapackWorks ? "solves a test system" : "FAILS on a test system")
        cores      \(cores)
        memory     \(memoryBytes.byteText)
        system     \(system)
        """
    }
}
