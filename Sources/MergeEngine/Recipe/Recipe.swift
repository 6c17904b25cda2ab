public import Merging
public import Tensors

/// What is to be merged, and how, in mergekit's terms: a method, its arguments, and where they hold.
///
/// Command line, YAML, soups and programs all make this value. The merge is planned from it, and its
/// text is what outputs record.
public struct Recipe: Sendable, Equatable {
    /// The name by which later recipes of one file use the result.
    public var name: String?
    /// The merge method.
    public var method: MethodDescription
    /// The checkpoint from which all models were fine-tuned; without one, names, order and types
    /// follow the first model.
    public var base: ModelReference?
    /// The whole checkpoint, or its parts; at least one.
    public var modules: [RecipeModule]
    /// The parameters that hold where nothing nearer gives a value.
    public var parameters: ParameterSettings
    /// The type to which the inputs' floating-point numbers are rounded before anything else; nil
    /// takes them as they are.
    public var inputType: FloatingPointType?
    /// The type of the merged floating-point tensors; nil keeps each tensor's type in the base, or
    /// where inputs are rounded, theirs.
    public var outputType: FloatingPointType?
    /// What goes beyond mergekit.
    public var options: RecipeOptions
    /// The document.
    package var place = RecipePlace.none
    package var keys = DocumentKeys()

    /// Creates a recipe of parts.
    public init(
        _ method: MethodDescription,
        base: ModelReference? = nil,
        modules: [RecipeModule],
        parameters: ParameterSettings = .none,
        inputType: FloatingPointType? = nil,
        outputType: FloatingPointType? = nil,
        options: RecipeOptions = RecipeOptions(),
        name: String? = nil
    ) {
        self.method = method
        self.base = base
        self.modules = modules
        self.parameters = parameters
        self.inputType = inputType
        self.outputType = outputType
        self.options = options
        self.name = name
    }

    /// Creates a recipe that merges whole models with the same arguments for all tensors.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - base: The base's path, if there is one.
    ///   - models: The models' paths.
    ///   - arguments: The values of the method's parameters. One per model among the global ones is
    ///     every model's; defaults need not be filled in. A base without a weight of its own has the
    ///     weight 0.
    ///   - outputType: The type of the result; nil keeps the base's.
    ///   - options: How tensors form layers, and which of them are merged.
    public init(
        _ method: MethodDescription,
        base: String? = nil,
        models: [String],
        arguments: MethodArguments = MethodArguments(),
        outputType: FloatingPointType? = nil,
        options: RecipeOptions = RecipeOptions()
    ) {
        var sources = models.enumerated().map { position, model in
            let isGiven = position < arguments.perModel.count
            return RecipeSource(
                ModelReference(model),
                parameters: isGiven ? ParameterSettings(arguments.perModel[position]) : .none
            )
        }
        var ofBase = arguments.base
        for parameter in method.parameters
        where parameter.scope == .perInput && parameter.isRequired
            && arguments.global[parameter.name] == nil && ofBase[parameter.name] == nil
        { ofBase[parameter.name] = 0 }
        if let base, !ofBase.isEmpty {
            let parameters = ParameterSettings(ofBase)
            sources.append(RecipeSource(ModelReference(base), parameters: parameters))
        }
        let isOption = { RecipeOptions.parameterNames.contains($0) }
        self.init(
            method,
            base: base.map { ModelReference($0) },
            modules: [RecipeModule([RecipeSlice(sources)])],
            parameters: ParameterSettings(arguments.global.filter { !isOption($0.key) }),
            outputType: outputType,
            options: options
        )
        self.options.parameters.settings +=
            ParameterSettings(arguments.global.filter { isOption($0.key) }).settings
    }

    /// Every model that it names, in order, each as often as it is named.
    public var models: [ModelReference] {
        slices.flatMap { $0.sources.map(\.model) + ($0.base.map { [$0] } ?? []) }
            + (base.map { [$0] } ?? [])
    }

    /// Whether all tensors have the same arguments, whatever they are called.
    var isUniform: Bool {
        slices.count == 1
            && settings.flatMap(\.0.settings).flatMap(\.cases).allSatisfy { one in
                if case .constant = one.form { one.filter == nil } else { false }
            }
    }

    /// Where the method is named.
    var methodPlace: RecipePlace { keys.place(of: "merge_method") ?? place }

    /// The slices of all modules.
    var slices: [RecipeSlice] { modules.flatMap(\.slices) }

    /// The places of values that the sources of a slice share, the nearest first.
    func shared(by slice: RecipeSlice, of module: RecipeModule) -> [ParameterSettings] {
        [options.parameters, slice.parameters, module.parameters, parameters]
    }

    /// Every place with parameters but the options, which are the same for all tensors; and whether they
    /// are those of one input.
    var settings: [(ParameterSettings, isOfSource: Bool)] {
        let shared =
            [parameters] + modules.map(\.parameters) + slices.map(\.parameters)
        return shared.map { ($0, false) } + slices.flatMap(\.sources).map { ($0.parameters, true) }
    }
}
