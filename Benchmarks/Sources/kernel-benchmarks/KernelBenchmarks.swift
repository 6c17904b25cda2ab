import FoundationEssentials
import LinearAlgebra

/// Measures the kernels of a merge, in a release build.
///
///     kernel-benchmarks                a table
///     kernel-benchmarks --json         the same for programs
///     kernel-benchmarks --once GROUP   20 calls of each kernel, for counting instructions
@main
struct KernelBenchmarks {
    static func main() throws {
        var failure: (any Error)?
        OpenBLAS.withCallersThreadsOnly {
            do { try run() } catch { failure = error }
        }
        if let failure { throw failure }
    }

    private static func run() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch arguments.first {
        case nil: print(report.text)
        case "--json" where arguments.count == 1: print(try json(report))
        case "--once" where arguments.count == 2: try callOnce(arguments[1])
        default: throw UsageError()
        }
    }

    private static var report: KernelReport {
        let kernels =
            VectorKernels.all(largeCount: VectorKernels.largeCount) + GramKernels.all()
            + ConversionKernels.all() + BlockKernels.all()
        return KernelReport(kernels.map { KernelTiming($0) })
    }

    private static func callOnce(_ group: String) throws {
        let kernels =
            switch group {
            case "dot": VectorKernels.all(largeCount: 1 << 16)
            case "gram": GramKernels.all()
            case "widen", "narrow": ConversionKernels.all()
            case "measure", "combine": BlockKernels.all()
            default: throw UsageError()
            }
        for kernel in kernels where kernel.group == group {
            for _ in 0..<20 { kernel.call() }
        }
    }

    private static func json(_ report: KernelReport) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return String(decoding: try encoder.encode(report), as: UTF8.self)
    }
}

/// A wrong argument.
struct UsageError: Error, CustomStringConvertible {
    var description: String {
        "usage: kernel-benchmarks [--json | --once dot|gram|widen|narrow|measure|combine]"
    }
}
