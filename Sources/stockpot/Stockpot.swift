internal import ArgumentParser
internal import Glibc
internal import LinearAlgebra
internal import MergeEngine
internal import SystemFiles

@main
struct Stockpot: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stockpot",
        abstract: "Merges fine-tuned CLIP ViT checkpoints on the CPU, streaming them.",
        discussion: """
            Model Stock and its family, for checkpoints of any size in a few megabytes of memory.

            Exit status: 0 done; 1 a check that did not hold; 64 usage; 65 bad data in an input; \
            66 an input is missing; 70 a bug; 71 the system refuses a thread; 73 the output exists \
            or cannot be made; 74 an I/O error.
            """,
        version: BuildInformation.version,
        subcommands: [
            MergeCommand.self, BatchCommand.self, RoundsCommand.self, MethodsCommand.self,
            VerifyCommand.self,
            AnglesCommand.self,
            InspectCommand.self,
            ConvertCommand.self, ExtractCommand.self, EvaluateCommand.self, ScoreCommand.self,
            SelectCommand.self,
            ZooCommand.self,
            SoupCommand.self, EnsembleCommand.self,
            WiseFTCommand.self,
            PlotCommand.self,
            ReportCommand.self, SynthesizeCommand.self, DrawCommand.self, BenchCommand.self,
            DoctorCommand.self,
            NaiveMergeCommand.self,
        ]
    )

    static func main() {
        // A file beyond 'ulimit -f' is then an error of the write, after which we clean up.
        signal(SIGXFSZ, SIG_IGN)
        Interruption.unblock()
        RunningProcess.shareArenaWhereSpaceIsLimited()
        do {
            // Without room for its own threads OpenBLAS keeps the program from ending.
            if OpenBLAS.threadCount > 1 { try OpenBLAS.checkAddressSpace(forThreads: 1) }
            let arguments = FilePath.arguments
            try CommandPath(arguments).requireKnown()
            var command = try parseAsRoot(arguments)
            try command.run()
        } catch {
            ExitStatus.leave(after: error)
        }
    }
}
