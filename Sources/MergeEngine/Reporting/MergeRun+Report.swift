internal import Checkpoints
internal import Glibc
internal import LinearAlgebra
internal import Merging
internal import SystemFiles
internal import TextFormats

extension MergeRun {
    /// What the merge did.
    func report(output: String?) -> MergeReport {
        let figures = recorder.figures
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
            warnings: plan.warnings + plan.layerWarnings(figures),
            pairs: pairs.flatMap { PairReport($0, vectors: vectors) },
            layers: LayerReports(plan, figures, pairs)
        )
    }
}

extension MergePlan {
    /// The warnings about layers, those of many rows counted, and one about the whole merge.
    ///
    /// Where more than a few layers have the same warning, there is one line for all of them.
    fileprivate func layerWarnings(_ figures: LayerFigures) -> [String] {
        var found: [LayerWarning: (layers: Int, first: Int)] = [:]
        for layer in figures.layersWithWarnings {
            for warning in figures[layer].warnings.keys {
                found[warning] = ((found[warning]?.layers ?? 0) + 1, found[warning]?.first ?? layer)
            }
        }
        let single = figures.layersWithWarnings.flatMap { layer in
            let tally = figures[layer]
            let told = tally.warnings.filter { warning, _ in
                found[warning].map { $0.layers <= Self.toldLayerCount || $0.first == layer } ?? true
            }
            return told.map { warning, count in
                let more = (found[warning]?.layers ?? 1) - 1
                let isWhole = more < Self.toldLayerCount
                let rows =
                    layers[layer].rowLength == nil ? "" : " (\(count) of \(tally.rows) rows)"
                return PrintableText.quoted(layers.name(of: layer))
                    + (isWhole ? rows : " and \(more) more layers") + ": \(warning)"
            }.sorted()
        }
        let whole = [lowRatioWarning(figures), extrapolationWarning(figures)]
        return single + whole.compactMap(\.self)
    }

    /// Between its inputs a merge of models from one base is known to lose little; outside nobody knows
    /// (arXiv 2302.04863).
    private func extrapolationWarning(_ figures: LayerFigures) -> String? {
        let count = layers.indices.count { figures[$0].extrapolations > 0 }
        guard count > 0 else { return nil }
        return "extrapolation in \(count) of \(layers.count) layers: a coefficient is negative "
            + "there, so that the merge does not lie between its inputs"
    }

    /// How many layers are told one by one of which the same is to be said.
    private static let toldLayerCount = 12

    /// Task vectors of different tasks are nearly orthogonal, and the merge falls back to the base.
    private func lowRatioWarning(_ figures: LayerFigures) -> String? {
        let median = layers.indices.compactMap { figures[$0].ratio }.sorted().medianOfSorted
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
