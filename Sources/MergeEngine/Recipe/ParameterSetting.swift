public import Merging
internal import TextFormats

/// A parameter's value as a recipe gives it: one for all tensors, or one that varies with depth.
public enum ParameterForm: Sendable, Equatable {
    /// The same everywhere.
    case constant(ParameterValue)
    /// Values at equal distances from the first block to the last.
    case gradient([ParameterValue])

    /// The value at a relative depth.
    ///
    /// With `s = t (n - 1)`, `i = floor(s)` and `f = s - i`, a gradient of numbers is
    /// `(1 - f) v[i] + f v[min(i + 1, n - 1)]`; other values are `v[i]`. mergekit does the same.
    ///
    /// - Parameter depth: From 0 to 1.
    /// - Returns: The value; nil for an empty list.
    func value(at depth: Double) -> ParameterValue? {
        let values = values
        guard !values.isEmpty else { return nil }
        let place = depth * Double(values.count - 1)
        let lower = min(values.count - 1, max(0, Int(place)))
        let upper = min(values.count - 1, lower + 1)
        guard case .number(let start) = values[lower], case .number(let end) = values[upper] else {
            return values[lower]
        }
        let share = place - Double(lower)
        return lower == upper ? values[lower] : .number((1 - share) * start + share * end)
    }

    /// The values that it is made of.
    var values: [ParameterValue] {
        switch self {
        case .constant(let value): [value]
        case .gradient(let values): values
        }
    }
}

/// What a recipe says about one parameter in one place: a value, or values for some tensors.
public struct ParameterSetting: Sendable, Equatable {
    /// A value for the tensors whose names contain a text.
    public struct Case: Sendable, Equatable {
        /// A part of their names; nil and `*` mean all tensors.
        public var filter: String?
        /// Their value.
        public var form: ParameterForm
        /// Where it is in the document.
        public var place: RecipePlace
        package var keys = DocumentKeys()

        /// Creates a case.
        public init(filter: String?, _ form: ParameterForm, at place: RecipePlace = .none) {
            self.filter = filter
            self.form = form
            self.place = place
        }

        /// Whether it is meant for a tensor.
        func applies(to tensor: String) -> Bool {
            guard let filter, filter != "*" else { return true }
            return tensor.utf8.contains(filter.utf8)
        }
    }

    /// The parameter's name.
    public var name: String
    /// The values: the first one that is meant for a tensor is its own.
    public var cases: [Case]
    /// Where it is in the document.
    public var place: RecipePlace

    /// Creates a setting.
    public init(_ name: String, _ cases: [Case], at place: RecipePlace = .none) {
        self.name = name
        self.cases = cases
        self.place = place
    }

    /// A value for all tensors.
    public init(_ name: String, _ value: ParameterValue, at place: RecipePlace = .none) {
        self.init(name, [Case(filter: nil, .constant(value), at: place)], at: place)
    }
}

/// The parameters that a recipe gives in one place.
public struct ParameterSettings: Sendable, Equatable {
    /// The parameters, each once, in the order in which they are written.
    public var settings: [ParameterSetting]

    /// No parameters.
    public static let none = ParameterSettings([])

    /// Creates settings.
    public init(_ settings: [ParameterSetting]) { self.settings = settings }

    /// The same values for all tensors, sorted by name.
    public init(_ values: [String: ParameterValue]) {
        settings = values.sorted { $0.key < $1.key }.map { ParameterSetting($0.key, $0.value) }
    }

    /// The setting of a parameter.
    public subscript(name: String) -> ParameterSetting? {
        settings.first { $0.name.isExactly(name) }
    }
}

/// The places that may give a parameter's value for a tensor, the nearest first.
///
/// mergekit's order: a source or model before its slice, before the module, before the recipe.
struct ParameterScopes {
    private let places: [ParameterSettings]

    init(_ places: [ParameterSettings]) { self.places = places }

    /// Looks for a value.
    ///
    /// - Parameters:
    ///   - name: The parameter.
    ///   - tensor: The name that filters look at.
    ///   - depth: The tensor's relative depth, from 0 to 1.
    /// - Returns: The nearest place's value, and where it is; nil where no place has one for this
    ///   tensor.
    func value(
        of name: String,
        for tensor: String,
        at depth: Double
    ) -> (value: ParameterValue, place: RecipePlace)? {
        for place in places {
            guard let found = place[name]?.cases.first(where: { $0.applies(to: tensor) }),
                let value = found.form.value(at: depth)
            else { continue }
            return (value, found.place)
        }
        return nil
    }

    /// Whether a place says anything about a parameter.
    func mentions(_ name: String) -> Bool { places.contains { $0[name] != nil } }
}
