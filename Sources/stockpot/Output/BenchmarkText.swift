internal import MergeBenchmark
internal import MergeVerification
internal import TextFormats

/// A benchmark for people.
enum BenchmarkText {
    /// The machine and the inputs, one line for each contestant, and what was compared.
    static func text(_ report: BenchmarkReport) -> Page {
        Page([.text(head(report)), .table(table(report)), .text(notes(report))])
    }

    private static func head(_ report: BenchmarkReport) -> PrintableText {
        let machine = report.machine
        return """
            machine   \(machine.processor), \(machine.cores) cores, \
            \(machine.memoryBytes.byteText), Linux \(machine.kernel), \(machine.fileSystem)
            BLAS      \(machine.blasLibrary), kernels for \(machine.blasCore), \
            OPENBLAS_CORETYPE \(machine.coreTypeVariable ?? "not set")
            inputs    \(report.shape), base and \(report.models) models, \(report.dtype), \
            \(report.elements.grouped) elements each, \(report.inputBytes.byteText) in all
            merge     Model Stock (\(report.variant)), \(report.threads) threads, \
            stockpot \(report.version)\(report.peer.map { ", \($0)" } ?? "")
            runs      whole processes, inputs \(report.isCold ? "cold" : "warm"), outputs \
            \(report.isDurable ? "forced to the disk" : "left to the page cache")
            """
    }

    private static func table(_ report: BenchmarkReport) -> TextTable {
        var table = TextTable([
            ("contestant", .left), ("runs", .right), ("median s", .right), ("min - max", .right),
            ("CPU s", .right), ("load", .right), ("GB/s", .right), ("/ floor", .right),
            ("x naive", .right), ("peak memory", .right),
        ])
        for result in report.contestants {
            table.add([
                result.name.rawValue, String(result.samples.count),
                result.medianSeconds.text(digits: 3),
                result.leastSeconds.text(digits: 3) + " - " + result.mostSeconds.text(digits: 3),
                result.processorSeconds.text(digits: 3),
                result.load.map { $0.text(digits: 1) } ?? "-",
                (result.bytesPerSecond / 1e9).text(significant: 3),
                result.ratioToFloor.map { $0.text(digits: 2) } ?? "-",
                result.speedUpOverNaive.map { $0.text(significant: 3) } ?? "-",
                result.peakMemoryBytes.byteText,
            ])
        }
        return table
    }

    private static func notes(_ report: BenchmarkReport) -> PrintableText {
        var lines = [
            """
            GB/s: bytes of all inputs and of the output, each once, by the median time. The floor \
            is cat of all inputs and cp of the base. CPU s is the median of the processor time on all \
            cores, load that of the machine just before each run. Nothing is compared that ran once.
            """
        ]
        if let naive = report.contestants.first(where: { $0.name == .naive }) {
            let runs = naive.samples.count == 1 ? " It ran once, without warming up." : ""
            lines.append("The naive reference is written for clarity, not for speed." + runs)
        }
        if let ratio = report.peerRatio {
            lines.append(
                "mergekit takes \(ratio.text(significant: 3)) times as long as the engine."
            )
        } else if report.peerMostlyStarts, let start = report.peerStartSeconds {
            lines.append(
                "mergekit takes \(start.text(digits: 2)) s to start alone, most of its time: this shape is too "
                    + "small to compare merges."
            )
        }
        lines += report.doubts.map { "warning: " + $0 }
        return PrintableText(lines: lines + report.checks.map(line))
    }

    private static func line(_ check: OutputCheck) -> String {
        let pair = "\(check.checked.rawValue) with \(check.against.rawValue)"
        let distance = """
            within \(check.rule): largest \(check.distance.maxUnits.text(significant: 3)), \
            \(check.distance.maxAbsError) absolute, of \(check.distance.elements.grouped) elements
            """
        guard !check.distance.ok else { return "outputs agree: \(pair), \(distance)" }
        let names = check.distance.mismatchedLayers
        return """
            outputs do NOT agree: \(pair), not \(distance); \(names.count) tensors differ, \
            first \(names[0])
            """
    }
}
