internal import Checkpoints
internal import Glibc
internal import LinearAlgebra
internal import Merging
internal import SystemFiles
internal import TextFormats

extension MergeRun {
    /// What the merge did.
    func report(output: String?) -> MergeReport {
        let tallies = plan.layers.indices.map { recorder.tally(of: $0) }
        let traffic = traffic
        let pairs = pairs?.layers
        let vectors =
            plan.measuredVectorCount == plan.request.models.count
            ? plan.request.models : [plan.request.base].compactMap(\.self) + plan.request.models
        return MergeReport(
            tool: .init(name: ToolVersion.name, version: ToolVersion.current),
            method: plan.traits.name,
            variant: plan.traits.variant,
            recipe: plan.request.text,
            base: plan.request.base,
            models: plan.request.models,
            output: output,
            tensors: plan.tensorCount,
            elements: plan.elementCount,
            seconds: seconds,
            workerSeconds: traffic.seconds,
            bytesRead: traffic.bytesRead,
            bytesWritten: traffic.bytesWritten,
            peakMemoryBytes: ProcessMemory.peakByteCount,
            threads: plan.memory.workerCount,
            blas: .init(library: OpenBLAS.version, core: OpenBLAS.core),
            warnings: plan.warnings + plan.layerWarnings(tallies),
            pairs: pairs.flatMap { PairReport($0, vectors: vectors) },
            layers: tallies.enumerated().map { position, tally in
                LayerReport(
                    plan.layers[position],
                    tally,
                    pairs?[position],
                    plan.sources(ofLayer: position)
                )
            }
        )
    }
}

extension MergePlan {
    /// The warnings about layers, those of many rows counted, and one about the whole merge.
    fileprivate func layerWarnings(_ tallies: [LayerTally]) -> [String] {
        let single = zip(layers, tallies).flatMap { layer, tally in
            tally.warnings.map { warning, count in
                let rows = layer.rowLength == nil ? "" : " (\(count) of \(tally.rows) rows)"
                return PrintableText.quoted(layer.name) + "\(rows): \(warning)"
            }.sorted()
        }
        let whole = [lowRatioWarning(tallies), extrapolationWarning(tallies)]
        return single + whole.compactMap(\.self)
    }

    /// Between its inputs a merge of models from one base is known to lose little; outside nobody knows
    /// (arXiv 2302.04863).
    private func extrapolationWarning(_ tallies: [LayerTally]) -> String? {
        let count = tallies.count { $0.extrapolations > 0 }
        guard count > 0 else { return nil }
        return "extrapolation in \(count) of \(tallies.count) layers: a coefficient is negative "
            + "there, so that the merge does not lie between its inputs"
    }

    /// Task vectors of different tasks are nearly orthogonal, and the merge falls back to the base.
    private func lowRatioWarning(_ tallies: [LayerTally]) -> String? {
        let median = tallies.compactMap(\.ratio).sorted().medianOfSorted
        guard let median, median < 0.1 else { return nil }
        return "the median ratio is \(median): the models agree on little; "
            + "were they fine-tuned from this base for the same task?"
    }
}

/// The memory of this process, and of the machine.
public enum ProcessMemory {
    /// The machine's memory, in bytes.
    ///
    /// The corresponding C function is `sysconf`.
    static var machineByteCount: Int {
        let (pages, size) = (sysconf(Int32(_SC_PHYS_PAGES)), sysconf(Int32(_SC_PAGESIZE)))
        return pages.multipliedExactly(by: size) ?? .max
    }

    /// The largest resident memory that the process has held so far, in bytes; 0 where the system
    /// does not say.
    ///
    /// Read from `/proc`, because `getrusage` also counts what a parent held before it started
    /// this program.
    public static var peakByteCount: Int {
        guard let data = try? FileContents.read("/proc/self/status") else { return 0 }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        let peak = lines.first { $0.hasPrefix("VmHWM:") }
        return peak?.split(whereSeparator: \.isWhitespace).dropFirst().first
            .flatMap { Int($0) }.map { $0 * 1024 } ?? 0
    }
}
