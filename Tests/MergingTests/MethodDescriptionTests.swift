import Merging
import Testing

@Suite("Descriptions of methods")
struct MethodDescriptionTests {
    @Test("equal arguments make equal methods, with defaults given or not, and others others")
    func equality() throws {
        for method in MethodRegistry.all {
            let count = min(max(2, method.modelCounts.lowerBound), method.modelCounts.upperBound)
            let arguments = MethodArguments.minimal(of: method, modelCount: count)
            var spelled = arguments
            for parameter in method.parameters where parameter.scope == .global {
                spelled.global[parameter.name] =
                    arguments.global[parameter.name] ?? parameter.defaultValue
            }
            let made = try method.make(arguments)
            let again = try method.make(spelled)
            let (isSame, isOther) = (isEqual(made, again), !isEqual(made, Slerp(t: 99)))
            #expect(isSame && isOther, "\(method.name)")
        }
        let ties = try MethodRegistry.named("ties")
        let one = try ties.make(MethodArguments(perModel: [["weight": 0.5]]))
        let other = try ties.make(MethodArguments(perModel: [["weight": 0.25]]))
        let isSame = isEqual(one, other)
        #expect(!isSame)
    }

    private func isEqual(_ one: any MergeMethod, _ other: any MergeMethod) -> Bool {
        func compare<Method: MergeMethod>(_ one: Method) -> Bool { one == other as? Method }
        return compare(one)
    }

    @Test("names and aliases are distinct, and found with hyphens too")
    func names() throws {
        let names = MethodRegistry.all.flatMap { [$0.name] + $0.aliases }
        #expect(Set(names).count == names.count)
        #expect(try MethodRegistry.named("task-arithmetic").name == "task_arithmetic")
        #expect(throws: MethodError.unknownMethod("nuslrep", nearest: "nuslerp")) {
            try MethodRegistry.named("nuslrep")
        }
    }

    @Test(
        "a slip of the fingers still finds the name",
        arguments: [
            ("teis", "ties"), ("slrep", "slerp"), ("dare-tise", "dare_ties"), ("Linear", "linear"),
            ("modle_stock", "model_stock"), ("kracher", "karcher"), ("xyz", nil), ("", nil),
        ] as [(String, String?)]
    )
    func nearest(typed: String, meant: String?) {
        #expect(typed.nearest(among: MethodRegistry.all.map(\.name)) == meant)
    }

    @Test("what a method's formula cannot take is refused")
    func impossibleValues() throws {
        let nearswap = try MethodRegistry.named("nearswap")
        #expect(throws: MethodError.self) {
            try nearswap.make(MethodArguments(global: ["t": .number(-0.1)], perModel: [[:]]))
        }
        _ = try nearswap.make(MethodArguments(global: ["t": .number(0)], perModel: [[:]]))
        let values: [String: ParameterValue] = [
            "weight": .number(1), "density": .number(0.1), "epsilon": .number(0.15),
        ]
        let error = #expect(throws: MethodError.self) {
            try MethodRegistry.named("della").make(MethodArguments(global: [:], perModel: [values]))
        }
        #expect("\(error as Any)".contains("density 0.1 and epsilon 0.15"))
    }

    @Test("defaults are values of their kind, and every parameter says what it is")
    func parameters() {
        for method in MethodRegistry.all {
            for parameter in method.parameters {
                #expect(!parameter.summary.isEmpty && !"\(parameter.kind)".isEmpty)
                guard let value = parameter.defaultValue else { continue }
                #expect(parameter.kind.accepted(value) == value, "\(method.name).\(parameter.name)")
            }
        }
    }

    @Test("ranges in words, up to the largest numbers")
    func ranges() {
        let most = Double.greatestFiniteMagnitude
        let cases: [(ParameterKind, String)] = [
            (.anyNumber, "a number"), (.number(-.infinity ... .infinity), "a number"),
            (.number(0...1), "a number from 0 to 1"), (.number(0...most), "a number from 0 on"),
            (.number(-most...2.5), "a number up to 2.5"),
            (.number(-1e300...1e300), "a number from -1e+300 to 1e+300"),
            (.integer(Int.min...Int.max), "a whole number"),
            (.integer(1...Int.max), "a whole number from 1 on"),
            (.integer(Int.min...(-1)), "a whole number up to -1"),
            (
                .integer(-Int.max...(Int.max - 1)),
                "a whole number from -9223372036854775807 to 9223372036854775806"
            ),
        ]
        for (kind, words) in cases { #expect("\(kind)" == words) }
    }

    @Test("whole numbers refuse what is none, whatever its size")
    func wholeNumbers() {
        let kind = ParameterKind.integer(0...Int.max)
        for text in ["1e300", "-1e300", "nan", "inf", "1.5", "-1", "9223372036854775808"] {
            #expect(kind.value(of: text) == nil, "\(text)")
        }
        #expect(kind.value(of: "12") == .number(12))
    }

    @Test("steps below 1, tolerances of 0 and negative distances are refused")
    func refusals() throws {
        func make(_ name: String, _ values: [String: ParameterValue]) throws {
            let method = try MethodRegistry.named(name)
            var arguments = MethodArguments.minimal(of: method, modelCount: 2)
            arguments.global = values
            _ = try method.make(arguments)
        }
        for values in [["max_iter": .number(0)], ["tol": .number(0)]]
            as [[String: ParameterValue]]
        {
            #expect(throws: MethodError.self) { try make("karcher", values) }
        }
        #expect(throws: MethodError.self) { try make("multislerp", ["eps": .number(-1)]) }
    }
}
