import Foundation
import Testing

@Suite("The documentation names what exists")
struct DocumentationTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../..").standardizedFileURL

    private static let pages: [String] = {
        let docs = try? FileManager.default.contentsOfDirectory(atPath: root.path + "/docs")
        let more = (docs ?? []).filter { $0.hasSuffix(".md") }.map { "docs/" + $0 }
        return ["README.md", "SECURITY.md", "CONTRIBUTING.md"] + more.sorted()
    }()

    private let fixture: CommandFixture

    init() throws { fixture = try CommandFixture() }

    private func text(of page: String) throws -> String {
        try String(contentsOf: Self.root.appending(path: page), encoding: .utf8)
    }

    @Test("every option in an example is one of its command", arguments: pages)
    func options(page: String) throws {
        var helps: [String: String] = [:]
        for example in examples(in: try text(of: page)) {
            let words = example.split(separator: " ").map(String.init)
            let command = words.prefix { !$0.hasPrefix("-") }.prefix(isNested(words) ? 2 : 1)
                .joined(separator: " ")
            let help =
                try helps[command] ?? fixture.run("help \(command)").output
            helps[command] = help
            for option in words where option.hasPrefix("--") && option != "--help" {
                #expect(help.contains(option), "\(page): stockpot \(example)")
            }
        }
    }

    @Test("every link leads to a file", arguments: pages)
    func links(page: String) throws {
        let folder = Self.root.appending(path: page).deletingLastPathComponent()
        for match in try text(of: page).matches(of: /\]\(([^)#:]+)\)/) {
            let target = folder.appending(path: String(match.1)).path
            #expect(FileManager.default.fileExists(atPath: target), "\(page): \(match.1)")
        }
    }

    /// What follows `stockpot` in the code blocks of a page, continued lines joined.
    private func examples(in text: String) -> [String] {
        let lines = text.replacing(/\\\n\s*/, with: "").split(separator: "\n")
        return lines.compactMap { line in
            let code = line.drop { $0 == " " || $0 == "$" }
            guard line.hasPrefix("    "), code.hasPrefix("stockpot ") else { return nil }
            let command = code.dropFirst("stockpot ".count).prefix { $0 != "#" }
            return command.first?.isLowercase == true ? String(command) : nil
        }
    }

    private func isNested(_ words: [String]) -> Bool {
        ["ensemble", "soup", "select", "zoo"].contains(words.first)
    }
}
