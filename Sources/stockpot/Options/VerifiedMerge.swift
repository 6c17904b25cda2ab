internal import ArgumentParser
internal import MergeEngine
internal import MergeVerification
internal import Merging
internal import Recipes
internal import ReferenceMerging
internal import Tensors

/// A merge that is to be verified, in the terms of the engine and of the reference.
struct VerifiedMerge {
    let request: MergeRequest
    let verification: VerificationRequest

    /// The merge that options, a recipe, or an output's own record describe.
    init(
        _ inputs: MergeInputOptions,
        _ reading: ReadingArguments,
        _ method: MethodOptions,
        stages: String?,
        merged: String
    ) throws {
        let source =
            try inputs.from.map { try RecipeSource(recordedIn: $0) }
            ?? inputs.recipe.map { try RecipeSource(file: $0) }
        if let source {
            guard method.isStandard else {
                throw ValidationError("the recipe gives method and parameters")
            }
            guard source.file.recipes.count == 1 || stages != nil else {
                throw ValidationError(
                    "\(source.file.path) holds \(source.file.recipes.count) merges, of which the last "
                        + "is verified; --stages FOLDER says where the earlier results lie"
                )
            }
            let results = StageResults(folder: stages ?? ".", source)
            try self.init(
                ResolvedRecipe(source.file.final, pyTorch: reading.pyTorch, locate: results.locate),
                merged: merged
            )
        } else {
            try self.init(inputs, reading, options: method, merged: merged)
        }
    }

    private init(
        _ inputs: MergeInputOptions,
        _ reading: ReadingArguments,
        options: MethodOptions,
        merged: String
    ) throws {
        request = MergeRequest(
            base: inputs.base,
            models: inputs.models,
            methods: try options.selection(modelCount: inputs.models.count),
            projections: options.qkv,
            ignored: options.ignore,
            pyTorch: reading.pyTorch
        )
        verification = Self.verification(
            request,
            try options.description().name,
            try options.arguments(modelCount: inputs.models.count),
            merged
        )
    }

    private init(_ recipe: ResolvedRecipe, merged: String) throws {
        let arguments = recipe.arguments(of: "")
        let varies = recipe.exceptions.contains {
            recipe.arguments(of: $0).global != arguments.global
        }
        guard recipe.method.name != "model_stock" || !varies else {
            throw ValidationError("parameters of model_stock that vary from tensor to tensor")
        }
        request = recipe.request
        var verification = Self.verification(request, recipe.method.name, arguments, merged)
        for name in recipe.exceptions {
            let own = ReferenceParameters(recipe.arguments(of: name))
            verification.parametersByTensor[name] = own
        }
        verification.assembly = request.assembly
        verification.inputType = request.inputType.flatMap {
            ReferenceElementType(name: $0.elementType.name)
        }
        self.verification = verification
    }
}

// MARK: - The same in the reference's terms

extension VerifiedMerge {
    private static func verification(
        _ request: MergeRequest,
        _ name: String,
        _ arguments: MethodArguments,
        _ merged: String
    ) -> VerificationRequest {
        VerificationRequest(
            base: request.base,
            models: request.models,
            merged: merged,
            method: method(name, arguments),
            granularity: .init(rawValue: request.methods.traits.granularity.rawValue) ?? .tensor,
            projections: .init(rawValue: request.projections.rawValue) ?? .asStored,
            head: arguments.global["head"] == .text("average") ? .average : .merge,
            ignored: request.ignored,
            pyTorch: request.pyTorch
        )
    }

    private static func method(
        _ name: String,
        _ arguments: MethodArguments
    ) -> VerificationRequest.Method {
        func isText(_ key: String, _ value: String) -> Bool {
            arguments.global[key] == .text(value)
        }
        switch name {
        case "average": return .average
        case "model_stock":
            var variant = ReferenceVariant.paper
            if case .text(let given) = arguments.global["variant"] {
                variant = ReferenceVariant(rawValue: given) ?? variant
            }
            return .modelStock(
                ReferenceOptions(
                    variant: variant,
                    clampRatio: arguments.global["clamp_t"] == .boolean(true),
                    lambdaBounds: isText("lambda_bounds", "simplex") ? .simplex : .none,
                    linearTerm: isText("b", "columns") ? .columns : .constant
                )
            )
        default: return .other(name: name, ReferenceParameters(arguments))
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
