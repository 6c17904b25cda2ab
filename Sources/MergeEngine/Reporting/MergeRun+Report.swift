internal import LinearAlgebra
internal import Merging

extension MergeRun {
    /// What the merge did.
    func report(output: String?) -> MergeReport {
        let tallies = plan.layers.indices.map { recorder.tally(of: $0) }
        let traffic = traffic
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
            seconds: meter.seconds,
            workerSeconds: traffic.seconds,
            bytesRead: traffic.bytesRead,
            bytesWritten: traffic.bytesWritten,
            peakMemoryBytes: ProcessMemory.peakByteCount,
            threads: plan.memory.workerCount,
            blas: .init(library: OpenBLAS.version, core: OpenBLAS.core),
            warnings: plan.warnings + plan.layerWarnings(tallies),
            layers: tallies.enumerated().map { position, tally in
                LayerReport(plan.layers[position], tally, plan.sources(ofLayer: position))
            }
        )
    }
}
