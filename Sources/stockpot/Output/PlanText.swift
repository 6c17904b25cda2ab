internal import MergeEngine
internal import Merging
internal import Tensors

/// A plan for people.
enum PlanText {
    /// What a merge will read, write and hold, and what becomes of every layer.
    static func text(_ plan: MergePlan, output: String) throws -> String {
        var table = TextTable([("layer", .left), ("shape", .left), ("rule", .left)])
        for layer in plan.layerSummaries {
            table.add([layer.name, layer.shape.description, layer.rule.rawValue])
        }
        return """
            \(table.text)

            output    \(output), \(plan.tensorCount) tensors, \(plan.elementCount.grouped) elements
            reads     \(plan.firstPassByteCount.grouped) bytes, then at most \
            \(plan.secondPassByteCount.grouped) again
            writes    \(try plan.outputByteCount(at: output).grouped) bytes
            memory    \(plan.plannedMemoryByteCount.byteText) for tiles and scratch of \
            \(plan.workerCount) workers
            \(plan.warnings.map { "warning: \($0)\n" }.joined())dry run: nothing was written
            """
    }
}
