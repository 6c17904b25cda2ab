import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Outputs that cannot be written: one line that names the output")
struct OutputErrorTests {
    private let fixture: CommandFixture

    init() throws { fixture = try CommandFixture() }

    private func shell(_ command: String) throws -> CommandLineProgram.Outcome {
        try CommandLineProgram.shell(command, in: fixture.folder.path)
    }

    @Test("two models whose names only look the same are two models")
    func normalisation() throws {
        let (composed, decomposed) = ("caf\u{E9}.safetensors", "cafe\u{301}.safetensors")
        try fixture.folder.write(fixture.folder.bytes(of: "model_0.safetensors"), as: composed)
        try fixture.folder.write(fixture.folder.bytes(of: "model_1.safetensors"), as: decomposed)
        for (models, output) in [
            ("model_0.safetensors model_1.safetensors", "plain.safetensors"),
            ("\(composed) \(decomposed)", "named.safetensors"),
        ] {
            let merge = "merge --method average -o \(output) \(models)"
            #expect(try fixture.run(merge).status == 0)
        }
        #expect(
            try fixture.tensors("named.safetensors") == fixture.tensors("plain.safetensors")
        )
    }

    @Test("charts and reports: --force replaces an older one and never an input")
    func forcedTexts() throws {
        let folder = fixture.folder
        let row = #"{"model_name": "a", "clean": 0.5, "noise": 0.4}"#
        try folder.write(row, as: "r.jsonl")
        let merge = "merge --base pretrained model_0 model_1 -o m.safetensors --report report.json"
        #expect(try fixture.run(merge).status == 0)
        for command in [
            "plot r.jsonl --clean clean -o chart.svg", "report report.json -o page.html",
            "angles --base pretrained model_0 model_1 --plot angles.svg",
        ] {
            #expect(try fixture.run(command).status == 0, "\(command)")
            #expect(try fixture.run(command).status == 73, "\(command)")
            #expect(try fixture.run(command + " --force").status == 0, "\(command)")
        }
        #expect(try fixture.run(merge + " --force").status == 0)
        for command in [
            "plot r.jsonl --clean clean -o r.jsonl --force",
            "report report.json -o ./report.json --force",
        ] {
            let outcome = try fixture.run(command)
            #expect(outcome.status == 73 && outcome.errors.contains("is one of the inputs"))
        }
    }

    @Test("results that the disk does not take leave the file as it was, or none")
    func fullDisk() throws {
        let line = #"{"model_name": "a", "x": 0.5}"# + "\n"
        let before = String(repeating: " ", count: 1024 - line.utf8.count) + line
        try fixture.folder.write(before, as: "full.jsonl")
        try fixture.folder.write("printf 0.5", as: "score.sh")
        for name in ["new.jsonl", "full.jsonl"] {
            let outcome = try shell(
                "ulimit -f 1; \"$0\" soup greedy model_0 model_1 -o out --held-out x --log \(name) "
                    + "--evaluator 'sh score.sh {checkpoint}'"
            )
            #expect(outcome.status == 74, "\(outcome)")
            #expect(outcome.errors.contains("\(name): cannot be written: "))
        }
        #expect(try fixture.folder.bytes(of: "full.jsonl") == Array(before.utf8))
    }

    @Test("without address space for OpenBLAS, or with few descriptors: an error, no hang")
    func limits() throws {
        let before = try fixture.folder.names()
        let merge = "\"$0\" merge --base pretrained -o out model_0 model_1 --threads 4"
        let isSerial = try fixture.run("doctor").output.contains("no threads of its own")
        // The library's own threads want memory before anything is merged.
        let small: [(String, Int32)] = isSerial ? [] : [("-v 150000", 71)]
        let gram = merge + " --variant gram"
        for (limit, status) in small + [("-n 6", 74)] {
            let outcome = try shell("ulimit \(limit); exec timeout -s KILL 60 \(merge)")
            #expect(outcome.status == status, "\(limit): \(outcome)")
            #expect(outcome.errorLines.count == 1)
            #expect(try fixture.folder.names() == before)
        }
        let outcome = try shell("ulimit -v 400000; exec timeout -s KILL 60 \(gram)")
        #expect(outcome.status == 71, "\(outcome)")
        #expect(outcome.errors.contains("512 MiB of address space"))
        #expect(try fixture.folder.names() == before)
        let enough = isSerial ? 200_000 : 4_000_000
        let merged = try shell("ulimit -v \(enough); \(merge)")
        #expect(merged.status == 0, "\(merged)")
    }

    @Test(
        "beyond the largest file that the shell allows: 74, nothing left",
        arguments: [
            "out.safetensors", "out",
        ]
    )
    func largestFile(output: String) throws {
        let before = try fixture.folder.names()
        let merge = "ulimit -f 8; \"$0\" merge --base pretrained -o \(output) model_0 model_1"
        let outcome = try shell(merge)
        #expect(outcome.status == 74, "\(outcome)")
        #expect(outcome.errorLines.count == 1)
        #expect(
            outcome.errors.contains("error: \(fixture.folder.path)/\(output)")
                || outcome.errors.contains("error: \(output)"),
            "\(outcome)"
        )
        #expect(outcome.errors.contains("ulimit -f"))
        #expect(try fixture.folder.names() == before)
    }

    @Test("a folder that may not be written to: 73", .enabled(if: geteuid() != 0))
    func unwritable() throws {
        try fixture.folder.write("x", as: "locked/file")
        #expect(unsafe chmod(fixture.folder.path("locked"), 0o555) == 0)
        for output in ["locked/out", "locked/out.safetensors"] {
            let outcome = try fixture.run("convert model_0 -o \(output)")
            #expect(outcome.status == 73)
            #expect(outcome.errors.contains("\(output): "))
            #expect(!outcome.errors.contains(".partial"))
        }
    }

    @Test("into the folder in which the shell stands: file by file, it stays the same folder")
    func workingFolder() throws {
        for name in ["model.safetensors", "config.json"] {
            try fixture.folder.write("old", as: "here/\(name)")
        }
        var (before, after) = (stat(), stat())
        #expect(unsafe stat(fixture.folder.path("here"), &before) == 0)
        let outcome = try CommandLineProgram.run(
            "convert ../model_0 -o . --force",
            in: fixture.folder.path("here")
        )
        #expect(outcome.status == 0, "\(outcome)")
        #expect(unsafe stat(fixture.folder.path("here"), &after) == 0)
        #expect(before.st_ino == after.st_ino)
        #expect(try fixture.folder.names(in: "here") == ["config.json", "model.safetensors"])
    }

    @Test("--check-contents reads zip entries whole before they are used")
    func checkedContents() throws {
        let pickle = PickleFixture.pickle(PickleFixture.dictionary(("a", PickleFixture.tensor())))
        var zip = PickleFixture.archive(pickle)
        zip.entries[1].checksum = 1
        try fixture.folder.write(zip.bytes, as: "damaged.pt")
        #expect(try fixture.run("inspect damaged.pt").status == 0)
        let before = try fixture.folder.names()
        for command in ["inspect damaged.pt", "convert damaged.pt -o out"] {
            let outcome = try fixture.run(command + " --check-contents")
            #expect(outcome.status == 65, "\(outcome)")
            #expect(outcome.errors.contains("checksum"), "\(outcome)")
        }
        #expect(try fixture.folder.names() == before)
    }
}
