import Foundation
import TestSupport
import Testing

/// `kill -9` at a hundred moments: no handler runs, and whatever is on the disk stays.
@Suite("Merges that are killed", .serialized)
struct KillTests {
    private let merge: MergeProcess
    private let contents: [Data]
    private var moments = RandomMoments()

    init() throws {
        merge = try MergeProcess()
        contents = try merge.inputContents()
        print("KillTests: moments from seed \(RandomMoments.seed) (STOCKPOT_SEED)")
    }

    private func data(_ name: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: merge.folder.path(name)))
    }

    /// The bytes that a merge makes when it is let run; the folder is left without them.
    private func expected(_ output: String) throws -> [String: Data] {
        let process = try merge.start(output)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        defer { try? FileManager.default.removeItem(atPath: merge.folder.path(output)) }
        return try files(of: output)
    }

    /// The files of an output, by name.
    private func files(of output: String) throws -> [String: Data] {
        guard !output.hasSuffix(".safetensors") else { return [output: try data(output)] }
        return try merge.folder.names(in: output).reduce(into: [:]) {
            $0[$1] = try data("\(output)/\($1)")
        }
    }

    /// At most the one last killed merge has remains: every merge begins by removing the others.
    private func expectFewRemains(besides output: String) throws {
        let others = try merge.newNames().filter { $0 != output }
        #expect(others.count <= 1, "\(others)")
        #expect(others.allSatisfy { $0.hasPrefix(".stockpot-") && $0.hasSuffix(".partial") })
    }

    @Test("leave no output or the whole one", arguments: ["out.safetensors", "out"])
    mutating func fresh(output: String) throws {
        let whole = try expected(output)
        var killed = 0
        for _ in 0..<30 {
            let process = try merge.start(output, "--threads", "2")
            merge.signal(SIGKILL, to: process, after: moments.moment(within: merge.duration))
            try expectFewRemains(besides: output)
            if try merge.newNames().contains(output) {
                #expect(try files(of: output) == whole)
                try FileManager.default.removeItem(atPath: merge.folder.path(output))
            } else {
                killed += 1
            }
        }
        #expect(killed > 0)
        let last = try merge.start(output)
        last.waitUntilExit()
        #expect(try merge.newNames() == [output])
        #expect(try files(of: output) == whole)
        #expect(try merge.inputContents() == contents)
    }

    @Test("leave all shards of the older folder or all of the newer one")
    mutating func replacedFolder() throws {
        let (output, options) = ("out", ["--max-shard-size", "64K", "--threads", "2"])
        func make(_ more: String...) throws -> [String: Data] {
            let process = try merge.start(output, options + ["--force"] + more)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            return try files(of: output)
        }
        let newer = try make()
        let older = try make("--method", "average")
        #expect(newer.keys.filter { $0.hasSuffix(".safetensors") }.count > 2)
        #expect(Set(newer.keys) == Set(older.keys) && newer != older)
        var kept = 0
        for _ in 0..<30 {
            let process = try merge.start(output, options + ["--force"])
            // The files get their names in the last moments.
            let moment = (moments.moment(within: merge.duration) + merge.duration) / 2
            merge.signal(SIGKILL, to: process, after: moment)
            try expectFewRemains(besides: output)
            let found = try files(of: output)
            #expect(found == older || found == newer)
            kept += found == older ? 1 : 0
            if found != older { #expect(try make("--method", "average") == older) }
        }
        print("KillTests: \(kept) of 30 kills came before the exchange")
        #expect(try make() == newer)
        #expect(try merge.newNames() == [output])
        #expect(try merge.inputContents() == contents)
    }

    @Test("leave the older output or the newer one, both whole")
    mutating func replaced() throws {
        let output = "out.safetensors"
        let (older, newer) = (contents[0], try expected(output)[output])
        var kept = 0
        for _ in 0..<40 {
            try older.write(to: URL(fileURLWithPath: merge.folder.path(output)))
            let process = try merge.start(output, "--threads", "2", "--force")
            merge.signal(SIGKILL, to: process, after: moments.moment(within: merge.duration))
            try expectFewRemains(besides: output)
            let found = try data(output)
            #expect(found == older || found == newer)
            kept += found == older ? 1 : 0
        }
        #expect(kept > 0)
        let last = try merge.start(output, "--force")
        last.waitUntilExit()
        #expect(try merge.newNames() == [output])
        #expect(try data(output) == newer)
        #expect(try merge.inputContents() == contents)
    }
}
