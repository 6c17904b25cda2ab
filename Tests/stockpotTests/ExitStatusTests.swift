import Foundation
import Tensors
import TestSupport
import Testing

@Suite("Exit statuses: one error line, nothing written")
struct ExitStatusTests {
    private let fixture: CommandFixture

    init() throws { fixture = try CommandFixture() }

    private func expectFailure(
        _ command: String,
        _ status: Int32,
        _ fragments: String...,
        location: SourceLocation = #_sourceLocation
    ) throws {
        let before = try fixture.folder.names()
        let outcome = try fixture.run(command)
        #expect(outcome.status == status, "\(outcome.errors)", sourceLocation: location)
        #expect(outcome.errorLines.count == 1, "\(outcome.errors)", sourceLocation: location)
        for fragment in fragments {
            #expect(
                outcome.errors.contains(fragment),
                "\(outcome.errors)",
                sourceLocation: location
            )
        }
        #expect(try fixture.folder.names() == before, sourceLocation: location)
    }

    @Test(
        "usage: 64",
        arguments: [
            "merge", "merge --base pretrained -o out", "merge --base pretrained -o out model_0",
            "merge --base pretrained -o out model_0 model_1 --variant none",
            "merge --base pretrained -o out model_0 model_1 --threads 0",
            "merge --base pretrained -o out model_0 model_1 --memory 12Q",
            "merge --base pretrained -o out model_0 model_1 --memory 1K",
            "merge --base pretrained -o out model_0 model_1 --ignore (",
            "merge --base pretrained -o out model_0 model_1 --set weight=1",
            "merge --base pretrained -o out model_0 model_1 --set b",
            "merge --base pretrained -o out model_0 model_1 --set b=columns",
            "merge --base pretrained -o out model_0 model_1 --method average --clamp-t",
            "merge --base pretrained -o out model_0 model_1 --set b=x",
            "merge --base pretrained -o out model_0 model_1 --method linear",
            "merge --base pretrained -o out model_0 model_1 --method linear --set weight=1,2,3",
            "merge --base pretrained -o out model_0 model_1 --method linear --set weight=nan",
            "merge --base pretrained -o out model_0 model_1 model_0 --variant official",
            "frobnicate", "merge --frobnicate",
        ]
    )
    func usage(command: String) throws { try expectFailure(command, 64) }

    @Test("a missing file: 66, with its name")
    func missing() throws {
        try expectFailure("merge --base pretrained -o out model_0 nowhere", 66, "nowhere")
        try expectFailure("inspect nowhere", 66, "nowhere")
    }

    @Test("a truncated file: 65, with the rule and the byte")
    func truncated() throws {
        let bytes = try fixture.folder.bytes(of: "model_1.safetensors")
        try fixture.folder.write(Array(bytes.dropLast(5)), as: "short.safetensors")
        try expectFailure(
            "merge --base pretrained -o out model_0 short.safetensors",
            65,
            "short.safetensors",
            "rule 15",
            "at byte"
        )
    }

    @Test("another architecture: 65, with the first differing name")
    func architecture() throws {
        try SafetensorsFixture.write(
            tensors: [("other", .f32, [1], [0, 0, 0, 0])],
            to: fixture.folder.path("other.safetensors")
        )
        try expectFailure(
            "merge --base pretrained -o out model_0 other.safetensors",
            65,
            "logit_scale",
            "'other'"
        )
    }

    @Test("a result beyond the type: 65, with the type, and the setting where one enlarges")
    func overflow() throws {
        let merge = "merge --base pretrained -o out model_0 --method wise_ft --set alpha="
        try expectFailure(merge + "1e300", 65, "largest F32 number", "alpha = 1e+300", "(--dtype)")
        #expect(try fixture.run(merge + "2 --dtype f16").status == 0)
    }

    @Test("a NaN: 65, with tensor, model and element")
    func nan() throws {
        var bytes = try fixture.folder.bytes(of: "model_1.safetensors")
        // The last float of the packed projection: five 64-bit integers follow it.
        let start = bytes.count - 44
        for byte in start..<start + 4 { bytes[byte] = 0xff }
        try fixture.folder.write(bytes, as: "nan.safetensors")
        try expectFailure(
            "merge --base pretrained -o out model_0 nan.safetensors",
            65,
            "nan.safetensors: tensor 'visual.transformer.resblocks.0.attn.in_proj_weight'",
            "element \(144 * 48 - 1)"
        )
    }

    @Test("an existing output: 73; with --force it is replaced")
    func existing() throws {
        try fixture.folder.write("precious", as: "out.safetensors")
        let command = "merge --base pretrained -o out.safetensors model_0 model_1"
        try expectFailure(command, 73, "out.safetensors")
        #expect(try fixture.folder.bytes(of: "out.safetensors") == Array("precious".utf8))
        #expect(try fixture.run(command + " --force").status == 0)
    }

    @Test("draw: 64 for a set that is none and no images at all, 73 for an existing file")
    func drawing() throws {
        try expectFailure("draw --set train --count 0 -o images.safetensors", 64, "--count")
        try expectFailure("draw --set fog -o images.safetensors", 64, "fog")
        let command = "draw --set dark --count 3 --seed 5 -o images.safetensors"
        #expect(try fixture.run(command).output.contains("3 images of 10 shapes, set dark"))
        try expectFailure(command, 73, "images.safetensors")
        #expect(try fixture.run(command + " --force").status == 0)
    }

    @Test("an output that cannot be made: 73, in a missing folder or over an input")
    func cannotMake() throws {
        try expectFailure("merge --base pretrained -o a/b/out.safetensors model_0 model_1", 73)
        try expectFailure(
            "merge --base base.safetensors -o base.safetensors --force model_0 model_1",
            73
        )
    }

    @Test("a report or plot is refused before the merge: existing, in no folder, or an input")
    func report() throws {
        try fixture.folder.write("precious", as: "report.json")
        let command = "merge --base pretrained -o out model_0 model_1 --report"
        try expectFailure(command + " report.json", 73, "report.json")
        try expectFailure(command + " nowhere/report.json", 73, "nowhere/report.json")
        try expectFailure(
            command + " model_0/model.safetensors --force",
            73,
            "is one of the inputs"
        )
        try expectFailure("angles --base pretrained model_0 model_1 --plot report.json", 73)
        #expect(try fixture.folder.bytes(of: "report.json") == Array("precious".utf8))
    }

    @Test("a result that nobody can receive: 74")
    func lostOutput() throws {
        let process = Process()
        process.executableURL = try CommandLineProgram.url
        process.arguments = ["doctor"]
        process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 74)
    }

    @Test("a full disk: 74 with the need, and nothing left", .enabled(if: canMount))
    func fullDisk() throws {
        let mount = fixture.folder.path("small")
        try FileManager.default.createDirectory(atPath: mount, withIntermediateDirectories: false)
        try #require(runTool("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", mount) == 0)
        defer { _ = try? runTool("umount", mount) }
        let outcome = try fixture.run(
            "merge --base pretrained -o small/out.safetensors model_0 model_1"
        )
        #expect(outcome.status == 74, "\(outcome.errors)")
        #expect(outcome.errorLines.count == 1)
        #expect(try fixture.folder.names(in: "small").isEmpty)
        let elsewhere = try fixture.run(
            "merge --base pretrained -o whole.safetensors model_0 model_1"
        )
        #expect(elsewhere.status == 0)
        let need = try fixture.folder.bytes(of: "whole.safetensors").count
        #expect(outcome.errors.contains("needs \(need) bytes"), "\(outcome.errors)")
    }

    @Test("a merge that does not verify: 1")
    func notVerified() throws {
        #expect(try fixture.run("merge --base pretrained -o out model_0 model_1").status == 0)
        let outcome = try fixture.run(
            "verify --base pretrained --merged out model_0 model_1 --variant official --json"
        )
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("\"ok\": false"))
    }

    private static let canMount: Bool = {
        guard getuid() == 0, let folder = try? TemporaryFolder() else { return false }
        let status = try? runTool("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.path)
        return status == 0 && (try? runTool("umount", folder.path)) == 0
    }()
}

/// Runs a program of the system; returns its exit status.
private func runTool(_ arguments: String...) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
}
