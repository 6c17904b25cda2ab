import CLIPModels
import Checkpoints
import Merging
import Patterns
import Tensors

@testable import MergeEngine

/// Recipes at random, of one method: arguments of every form in every place, options, names that are
/// hard to write.
struct RandomRecipe {
    private let method: MethodDescription
    private var state: UInt64

    init(_ method: MethodDescription) {
        self.method = method
        state = method.name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) }
    }

    private mutating func below(_ count: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % count
    }

    private mutating func flip() -> Bool { below(2) == 0 }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }

    private mutating func value(_ kind: ParameterKind) -> ParameterValue {
        switch kind {
        case .boolean: return .boolean(flip())
        case .choice(let words): return .text(pick(words))
        case .number, .integer:
            let candidates: [Double] = [
                0, 1, -1, 0.5, 0.1, 1e-5, 1e-12, 3, 12, 0.30000000000000004, 1e22, -2.5e-300, 1 / 3,
            ]
            let accepted = candidates.filter { kind.accepted(.number($0)) != nil }
            return .number(pick(accepted))
        }
    }

    private mutating func name() -> String {
        pick([
            "model", "runs/a b", "it's", #"q"uo\te"#, "new\nline", "\u{E9}", "e\u{301}", "{a: 1}",
            "# x", "1", "true", "~", "tab\t", "\u{2028}\u{85}\u{7F}\u{FEFF}", "\u{1F600}", "a@b+c",
            " lead", "- x", "/abs/olute", "*a", "&a", "!t", "%", "a: b",
        ]) + "-\(below(1000))"
    }

    private mutating func form(_ kind: ParameterKind) -> ParameterForm {
        guard flip() else { return .constant(value(kind)) }
        return .gradient((0..<below(4)).map { _ in value(kind) })
    }

    private mutating func setting(_ parameter: MethodParameter) -> ParameterSetting {
        guard below(3) == 0 else {
            return ParameterSetting(
                parameter.name,
                [.init(filter: nil, form(parameter.kind))]
            )
        }
        let cases = (0..<1 + below(3)).map { _ in
            ParameterSetting.Case(
                filter: pick(["attn", "*", "x\"y", "mlp"]),
                form(parameter.kind)
            )
        }
        return ParameterSetting(parameter.name, cases)
    }

    private mutating func settings(_ scopes: [ParameterScope], all: Bool) -> ParameterSettings {
        var settings: [ParameterSetting] = []
        for parameter in method.parameters where scopes.contains(parameter.scope) {
            if all && parameter.isRequired || below(3) == 0 { settings.append(setting(parameter)) }
        }
        return ParameterSettings(settings)
    }

    private mutating func patterns() -> [Pattern] {
        (0..<below(3)).compactMap { _ in try? Pattern(pick(["a", #"\.\d+$"#, "(x|y)\"", "é"])) }
    }

    private mutating func options() -> RecipeOptions {
        var options = RecipeOptions()
        for parameter in method.parameters
        where RecipeOptions.parameterNames.contains(parameter.name) && flip() {
            let value = value(parameter.kind)
            options.parameters.settings.append(ParameterSetting(parameter.name, value))
        }
        options.parameters.settings.sort { $0.name < $1.name }
        options.projections = pick([nil, .asStored, .packed, .split])
        options.head = pick([nil, .merge, .average])
        options.ignored = patterns()
        options.included = patterns()
        options.excluded = patterns()
        options.isFlat = pick([nil, true, false])
        options.absence = pick([nil, .union, .intersection])
        options.reading = ReadingOptions(
            pyTorch: PyTorchOptions(
                skipsUnknownGlobals: flip(),
                stateDictionary: pick([nil, "ema", "a/b"])
            ),
            strippedPrefixes: pick([[], ["net"], ["é\"", "module."]])
        )
        options.choices = ModelChoices(
            activation: pick([nil, .gelu, .quickGELU]),
            headCount: pick([nil, 1, 12]),
            textHeadCount: pick([nil, 8])
        )
        return options
    }

    private mutating func slice(isPart: Bool) -> RecipeSlice {
        let count = min(method.modelCounts.lowerBound + below(3), method.modelCounts.upperBound)
        let start = below(5)
        let sources = (0..<count).map { _ in
            RecipeSource(
                ModelReference(name()),
                layers: isPart ? start..<start + 2 : nil,
                parameters: settings([.perModel, .perInput], all: false)
            )
        }
        guard isPart else { return RecipeSlice(sources) }
        let parameters = settings([.global, .perModel], all: false)
        return RecipeSlice(sources, parameters: parameters)
    }

    /// A recipe of any form that a document can have.
    mutating func recipe() -> Recipe {
        let isPart = below(3) == 0
        func slices(_ random: inout RandomRecipe) -> [RecipeSlice] {
            (0..<(isPart ? 1 + random.below(2) : 1)).map { _ in random.slice(isPart: isPart) }
        }
        var modules = [RecipeModule(slices(&self))]
        if below(3) == 0 {
            modules = RecipeModule.Name.allCases.map { name in
                RecipeModule(
                    slices(&self),
                    named: name,
                    parameters: settings([.global, .perModel], all: false)
                )
            }
        }
        let hasBase = method.base == .required || method.base == .optional && flip()
        return Recipe(
            method,
            base: hasBase ? ModelReference(name() + "-base") : nil,
            modules: modules,
            parameters: settings(ParameterScope.allCases, all: true),
            inputType: pick([nil, .f32, .bf16]),
            outputType: pick([nil, .f16, .f64]),
            options: options(),
            name: flip() ? "n" : nil
        )
    }

    /// What a caller says who merges whole models with constants.
    mutating func whole() -> (models: [String], base: String?, MethodArguments) {
        let count = min(max(method.modelCounts.lowerBound, 2), method.modelCounts.upperBound)
        let hasBase = method.base == .required || method.base == .optional && flip()
        func values(_ random: inout RandomRecipe, _ scopes: [ParameterScope])
            -> [String: ParameterValue]
        {
            var values: [String: ParameterValue] = [:]
            for parameter in random.method.parameters
            where scopes.contains(parameter.scope) && (parameter.isRequired || random.flip()) {
                values[parameter.name] = random.value(parameter.kind)
            }
            return values
        }
        let arguments = MethodArguments(
            global: values(&self, [.global]),
            perModel: (0..<count).map { _ in values(&self, [.perModel, .perInput]) },
            base: hasBase ? values(&self, [.perInput]) : [:]
        )
        return ((0..<count).map { "m\($0)" }, hasBase ? "o" : nil, arguments)
    }
}
