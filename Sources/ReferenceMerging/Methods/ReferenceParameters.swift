/// The parameters of a merge method as a user gave them.
package struct ReferenceParameters: Sendable {
    /// The value of a parameter.
    package enum Value: Sendable {
        /// A number.
        case number(Double)
        /// True or false.
        case boolean(Bool)
        /// A word.
        case text(String)
    }

    private let global: [String: Value]
    private let perModel: [[String: Value]]
    private let base: [String: Value]

    /// Creates parameters; what is not there has the method's default.
    package init(
        global: [String: Value] = [:],
        perModel: [[String: Value]] = [],
        base: [String: Value] = [:]
    ) {
        self.global = global
        self.perModel = perModel
        self.base = base
    }

    func number(_ name: String, _ otherwise: Double) -> Double {
        if case .number(let value) = global[name] { return value }
        return otherwise
    }

    func flag(_ name: String, _ otherwise: Bool) -> Bool {
        if case .boolean(let value) = global[name] { return value }
        return otherwise
    }

    func word(_ name: String, _ otherwise: String) -> String {
        if case .text(let value) = global[name] { return value }
        return otherwise
    }

    func number(_ name: String, ofModel model: Int, _ otherwise: Double) -> Double {
        if model < perModel.count, case .number(let value) = perModel[model][name] { return value }
        return otherwise
    }

    func baseNumber(_ name: String) -> Double? {
        if case .number(let value) = base[name] { return value }
        return nil
    }
}
