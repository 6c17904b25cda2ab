import Foundation
import TestSupport
import Testing

/// What a tensor costs beside its elements: there can be a million.
@Suite("Checkpoints of many tensors")
struct ManyTensorsTests {
    /// Writes a checkpoint of tensors of four numbers each.
    private func write(_ count: Int, _ value: Float, to path: String, in folder: TemporaryFolder)
        throws
    {
        let members = (0..<count).map { number in
            "\"visual.blocks.\(number / 8).weight_\(number % 8)\":{\"dtype\":\"F32\","
                + "\"shape\":[2,2],\"data_offsets\":[\(16 * number),\(16 * number + 16)]}"
        }
        var header = Array("{\(members.joined(separator: ","))}".utf8)
        header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
        let length = UInt64(header.count)
        let start = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
        let number = value.bitPattern
        let row = (0..<4).flatMap { place in
            let bits = place == 0 ? number : Float(place).bitPattern
            return (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
        }
        try folder.write(
            start + header + Array(repeatElement(row, count: count).joined()),
            as: path
        )
    }

    /// The most memory that a merge of so many tensors holds.
    private func peak(_ count: Int, in folder: TemporaryFolder) throws -> Int {
        for (name, value) in [("base", 1), ("a", 2), ("b", 3)] as [(String, Float)] {
            try write(count, value, to: "\(name).safetensors", in: folder)
        }
        let merge = "merge --base base.safetensors a.safetensors b.safetensors -o out.safetensors"
        let report = ["--report", "report.json", "--force", "--threads", "1"]
        let made = try CommandLineProgram.run(
            merge.split(separator: " ").map(String.init) + report,
            in: folder.path
        )
        #expect(made.status == 0, "\(made)")
        let text = made.output.split(separator: "\n").first { $0.contains("peak memory") }
        let words = try #require(text).split(separator: " ")
        let mebibytes = try #require(words.dropLast().last.flatMap { Double($0) })
        return Int(mebibytes * 0x1p20)
    }

    @Test(
        "a merge of three inputs takes a few hundred bytes for a tensor",
        .enabled(if: CommandLineProgram.optimisedURL != nil)
    )
    func merge() throws {
        let folder = try TemporaryFolder()
        let (few, many) = (2000, 22000)
        let bytes = try peak(many, in: folder) - peak(few, in: folder)
        #expect(bytes / (many - few) < 700, "\(bytes / (many - few)) bytes a tensor")
    }
}
