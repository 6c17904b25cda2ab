/// Arguments of which every one is known, of its kind and in its range, with defaults filled in.
struct CheckedArguments: Sendable {
    let modelCount: Int
    private let global: [String: ParameterValue]
    private let perModel: [[String: ParameterValue]]
    private let base: [String: ParameterValue]

    init(_ given: MethodArguments, of method: MethodDescription) throws(MethodError) {
        let global = method.parameters.filter { $0.scope == .global }
        let perInput = method.parameters.filter { $0.scope == .perInput }
        let own = perInput + method.parameters.filter { $0.scope == .perModel }
        modelCount = given.modelCount
        self.global = try Self.check(given.global, global, method, model: nil)
        base = try Self.check(given.base, perInput, method, model: nil, isBase: true)
        var perModel: [[String: ParameterValue]] = []
        for (position, values) in given.perModel.enumerated() {
            perModel.append(try Self.check(values, own, method, model: position))
        }
        self.perModel = perModel
    }

    /// The base may lack what has no default: it then takes no part.
    private static func check(
        _ values: [String: ParameterValue],
        _ parameters: [MethodParameter],
        _ method: MethodDescription,
        model: Int?,
        isBase: Bool = false
    ) throws(MethodError) -> [String: ParameterValue] {
        for name in values.keys.sorted() where !parameters.contains(where: { $0.name == name }) {
            throw method.unknownParameter(name)
        }
        var checked: [String: ParameterValue] = [:]
        for parameter in parameters {
            guard let value = values[parameter.name] else {
                guard isBase || !parameter.isRequired else {
                    throw .missingParameter(
                        method: method.name,
                        name: parameter.name,
                        model: model
                    )
                }
                checked[parameter.name] = isBase ? nil : parameter.defaultValue
                continue
            }
            guard let accepted = parameter.kind.accepted(value) else {
                throw .invalidValue(
                    name: parameter.name,
                    value: value,
                    expected: parameter.kind
                )
            }
            checked[parameter.name] = accepted
        }
        return checked
    }
}

extension CheckedArguments {
    /// The value of a global number.
    func number(_ name: String) -> Double { optionalNumber(name) ?? Self.absent(name) }

    /// The value of a global number that may be absent.
    func optionalNumber(_ name: String) -> Double? { global[name]?.number }

    /// The value of a global whole number.
    func integer(_ name: String) -> Int { Int(number(name)) }

    /// The value of a global switch.
    func boolean(_ name: String) -> Bool {
        guard case .boolean(let value) = global[name] else { return Self.absent(name) }
        return value
    }

    /// The value of a global word.
    func text(_ name: String) -> String {
        guard case .text(let value) = global[name] else { return Self.absent(name) }
        return value
    }

    /// The value of a global word that may be absent.
    func optionalText(_ name: String) -> String? {
        guard case .text(let value) = global[name] else { return nil }
        return value
    }

    /// Each model's number.
    func numbers(_ name: String) -> [Double] {
        perModel.map { $0[name]?.number ?? Self.absent(name) }
    }

    /// Each model's number, where it has one.
    func optionalNumbers(_ name: String) -> [Double?] { perModel.map { $0[name]?.number } }

    /// The base's own number, where it has one.
    func baseNumber(_ name: String) -> Double? { base[name]?.number }

    private static func absent<Value>(_ name: String) -> Value {
        preconditionFailure("no method description declares '\(name)' this way")
    }
}

extension ParameterValue {
    fileprivate var number: Double? {
        guard case .number(let value) = self else { return nil }
        return value
    }
}
