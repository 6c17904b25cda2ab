internal import MergeBenchmark
internal import TextFormats

/// A benchmark of the forward pass for people.
enum EvaluationText {
    /// The machine, and images per second.
    static func text(_ report: EvaluationReport) -> PrintableText {
        let machine = report.machine
        var lines = [
            "machine   \(machine.processor), \(machine.cores.counted("core"))",
            """
            BLAS      \(machine.blasLibrary), kernels for \(machine.blasCore), \
            OPENBLAS_CORETYPE \(machine.coreTypeVariable ?? "not set")
            """,
            """
            forward   \(report.shape) at \(report.imageSize) pixels, f32, batches of \(report.batch), \
            \(report.threads.counted("thread")), \(report.bytesPerThread.byteText) of activations each
            """, "",
            line("stockpot", report.median, report.imagesPerSecond),
        ]
        if !report.peerImagesPerSecond.isEmpty {
            lines.append(line("peer", report.peerMedian, report.peerImagesPerSecond))
            let ratio = report.medianRatio.text(significant: 3)
            lines.append("")
            lines.append("median ratio of the rounds: \(ratio)")
        }
        return PrintableText(lines: lines)
    }

    private static func line(_ name: String, _ median: Double, _ samples: [Double]) -> String {
        let (least, most) = (samples.min() ?? .nan, samples.max() ?? .nan)
        let range = "\(least.text(significant: 3)) - \(most.text(significant: 3))"
        let padded = name + String(repeating: " ", count: max(10 - name.count, 1))
        return
            "\(padded)\(median.text(significant: 3)) images/s, \(range) in \(samples.count.counted("round"))"
    }
}
