internal import CLIPModels
internal import Checkpoints
package import MergeEngine
package import MergeVerification
internal import Merging
internal import ReferenceMerging
internal import Tensors
internal import TextFormats

extension VerificationRequest {
    /// A planned merge in the terms of the reference.
    ///
    /// - Parameters:
    ///   - plan: The merge, as the engine would do it; only what was asked for is taken from it.
    ///   - merged: The checkpoint that is compared.
    /// - Throws: `VerificationError.notRecomputed` for what the reference does not do.
    package init(_ plan: MergePlan, merged: String) throws(VerificationError) {
        let (resolved, options) = (plan.inputs.resolved, plan.request.recipe.options)
        let arguments = resolved.arguments(of: "")
        let exceptions = resolved.exceptions
        let varies = exceptions.contains { resolved.arguments(of: $0).global != arguments.global }
        guard resolved.description.name != "model_stock" || !varies else {
            throw .notRecomputed("parameters of model_stock that vary from tensor to tensor")
        }
        self.init(
            base: plan.request.base,
            models: plan.request.models,
            merged: merged,
            method: Method(resolved.description.name, arguments),
            granularity: .init(rawValue: plan.traits.granularity.rawValue) ?? .tensor,
            projections: options.projections.flatMap { .init(rawValue: $0.rawValue) } ?? .asStored,
            head: options.head == .average ? .average : .merge,
            ignored: options.ignored,
            reading: plan.request.reading
        )
        open = { input throws(CheckpointError) in try input.openModel() }
        leavesOutHead = options.head == .drop
        for name in exceptions {
            parametersByTensor[name] = ReferenceParameters(resolved.arguments(of: name))
        }
        assembly = resolved.assembly
        inputType = plan.request.recipe.inputType.flatMap {
            ReferenceElementType(name: $0.elementType.name)
        }
    }
}

extension VerificationRequest.Method {
    fileprivate init(_ name: String, _ arguments: MethodArguments) {
        func isText(_ key: String, _ value: String) -> Bool {
            arguments.global[key] == .text(value)
        }
        switch name {
        case "average": self = .average
        case "model_stock":
            var variant = ReferenceVariant.paper
            if case .text(let given) = arguments.global["variant"] {
                variant = ReferenceVariant(rawValue: given) ?? variant
            }
            self = .modelStock(
                ReferenceOptions(
                    variant: variant,
                    clampRatio: arguments.global["clamp_t"] == .boolean(true),
                    lambdaBounds: isText("lambda_bounds", "simplex") ? .simplex : .none,
                    linearTerm: isText("b", "columns") ? .columns : .constant
                )
            )
        default: self = .other(name: name, ReferenceParameters(arguments))
        }
    }
}

extension ReferenceParameters {
    /// The same values in the reference's own terms.
    fileprivate init(_ arguments: MethodArguments) {
        self.init(
            global: arguments.global.mapValues(\.referenceValue),
            perModel: arguments.perModel.map { $0.mapValues(\.referenceValue) },
            base: arguments.base.mapValues(\.referenceValue)
        )
    }
}

extension ParameterValue {
    fileprivate var referenceValue: ReferenceParameters.Value {
        switch self {
        case .number(let number): .number(number)
        case .boolean(let boolean): .boolean(boolean)
        case .text(let text): .text(text)
        }
    }
}
