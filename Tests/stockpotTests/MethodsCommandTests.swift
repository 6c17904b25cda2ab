import Foundation
import Merging
import TestSupport
import Testing

@Suite("The command that lists methods")
struct MethodsCommandTests {
    private let fixture: CommandFixture

    init() throws { fixture = try CommandFixture() }

    @Test("all methods are listed, as text and as JSON")
    func list() throws {
        let text = try fixture.run("methods")
        #expect(text.status == 0)
        let json = try fixture.run("methods --json")
        let outlines = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
        )
        #expect(outlines.compactMap { $0["name"] as? String } == MethodRegistry.all.map(\.name))
        for method in MethodRegistry.all {
            for name in [method.name] + method.aliases {
                #expect(text.output.contains(name), "\(name)")
            }
        }
    }

    @Test("a method is explained with every parameter", arguments: MethodRegistry.all.map(\.name))
    func explanation(name: String) throws {
        let method = try MethodRegistry.named(name)
        let outcome = try fixture.run("methods \(name)")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains(method.reference))
        for parameter in method.parameters {
            #expect(outcome.output.contains(parameter.name))
            #expect(outcome.output.contains("\(parameter.kind)"))
        }
    }

    @Test(
        "the example of every method runs, and verifies",
        arguments: MethodRegistry.all.map(\.name)
    )
    func example(name: String) throws {
        let text = try fixture.run("methods \(name)").output
        let line = text.split(separator: "\n").last.map { $0.drop { $0 == " " } }
        let example = try #require(line).dropFirst("stockpot ".count)
        let outcome = try fixture.run(String(example))
        #expect(outcome.status == 0, "\(example): \(outcome.errors)")
        let verification = "verify" + example.dropFirst("merge".count)
        let verified = try fixture.run(verification.replacing(" -o ", with: " --merged "))
        #expect(verified.status == 0, "\(verification): \(verified.errors)")
    }

    @Test("an alias is explained; an unknown name draws the nearest")
    func names() throws {
        #expect(try fixture.run("methods uniform-soup").output.hasPrefix("average:"))
        let unknown = try fixture.run("methods slerpp")
        #expect(unknown.status == 64)
        #expect(
            unknown.errorLines == [
                "error: there is no method 'slerpp'; did you mean 'slerp'?; 'stockpot methods' lists them"
            ]
        )
    }
}
