import Checkpoints
import Tensors
import TestSupport
import Testing

@Suite("Unusual but legal safetensors files are read")
struct AcceptedFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open(_ header: String, data: [UInt8] = []) throws -> Checkpoint {
        let file = SafetensorsFixture.file(header: Array(header.utf8), data: data)
        return try Checkpoint.open(try folder.write(file, as: "x.safetensors"))
    }

    @Test func emptyFile() throws {
        let checkpoint = try open("{}      ")
        #expect(checkpoint.tensors.isEmpty)
        #expect(checkpoint.warnings.isEmpty)
        #expect(checkpoint.format == .safetensors)
    }

    @Test func scalar() throws {
        let header = #"{"a":{"dtype":"F64","shape":[],"data_offsets":[0,8]}}"#
        let checkpoint = try open(header, data: SafetensorsFixture.pattern(8))
        let tensor = try #require(checkpoint["a"])
        #expect(tensor.shape == .scalar)
        #expect(tensor.type == .f64)
        #expect(try checkpoint.bytes(of: tensor) == SafetensorsFixture.pattern(8))
    }

    @Test func zeroSizesAnywhere() throws {
        let members = [("z0", 0, 0), ("a", 0, 3), ("z1", 3, 3), ("b", 3, 5), ("z2", 5, 5)]
        let text = members.map { HeaderAttack.member($0.0, $0.1, $0.2) }.joined(separator: ",")
        let checkpoint = try open("{\(text)}", data: [1, 2, 3, 4, 5])
        #expect(checkpoint.tensors.map(\.name) == ["z0", "a", "z1", "b", "z2"])
        #expect(try checkpoint.bytes(of: try #require(checkpoint["b"])) == [4, 5])
        #expect(try checkpoint.bytes(of: try #require(checkpoint["z1"])).isEmpty)
    }

    @Test func zeroSizeDescribedBehindItsNeighbour() throws {
        let members = [("a", 0, 3), ("z", 0, 0), ("b", 3, 5), ("y", 3, 3)]
        let text = members.map { HeaderAttack.member($0.0, $0.1, $0.2) }.joined(separator: ",")
        let checkpoint = try open("{\(text)}", data: [1, 2, 3, 4, 5])
        #expect(checkpoint.tensors.map(\.name) == ["z", "a", "y", "b"])
    }

    @Test func nestingUpToTheLimit() throws {
        // The header and the tensor take two of the eight levels.
        func header(_ depth: Int) -> String {
            let value = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            return HeaderAttack.one(extra: ",\"x\":\(value)")
        }
        #expect(try open(header(6), data: [0, 0, 0, 0])["a"] != nil)
        #expect(throws: CheckpointError.self) { try open(header(7), data: [0, 0, 0, 0]) }
    }

    @Test func headerInAnyOrder() throws {
        let text = [("c", 4, 6), ("a", 1, 4), ("b", 0, 1)]
            .map { HeaderAttack.member($0.0, $0.1, $0.2) }.joined(separator: " ,\n")
        let checkpoint = try open("{ \(text) }", data: [1, 2, 3, 4, 5, 6])
        #expect(checkpoint.tensors.map(\.name) == ["b", "a", "c"])
        #expect(try checkpoint.bytes(of: try #require(checkpoint["a"])) == [2, 3, 4])
    }

    @Test func extraSpaces() throws {
        let checkpoint = try open("{}" + String(repeating: " ", count: 62))
        #expect(checkpoint.warnings.isEmpty)
    }

    @Test func otherPaddingIsWarnedOf() throws {
        #expect(try open("{}\n     ").warnings.count == 1)
    }

    @Test func oddHeaderLengthIsReadUnaligned() throws {
        let header = HeaderAttack.one(shape: "[2]", offsets: "[0,8]")
        #expect(header.utf8.count % 8 != 0)
        let checkpoint = try open(header, data: SafetensorsFixture.bytes([1.5, -2]))
        #expect(checkpoint.warnings.count == 1)
        let tensor = try #require(checkpoint["a"])
        #expect(try checkpoint.bytes(of: tensor) == SafetensorsFixture.bytes([1.5, -2]))
    }

    @Test func unknownFieldsAreWarnedOf() throws {
        let extra = #","x":[1,-2.5e+3,{"y":[true,false,null,"z"]}],"w":{}"#
        let checkpoint = try open(HeaderAttack.one(extra: extra), data: [0, 0, 0, 0])
        #expect(checkpoint.warnings.contains { $0.contains("2 unknown fields") })
        #expect(checkpoint["a"] != nil)
    }

    @Test func escapesInNames() throws {
        let member = HeaderAttack.member(#"\u0061\n\"\\\/\ud83d\ude00é"#, 0, 1)
        let checkpoint = try open("{\(member)}", data: [9])
        #expect(checkpoint.tensors.map(\.name) == ["a\n\"\\/😀é"])
    }

    @Test func emptyName() throws {
        #expect(try open("{\(HeaderAttack.member("", 0, 1))}", data: [9])[""]?.byteCount == 1)
    }

    @Test func namesThatOnlyLookAlike() throws {
        let (composed, decomposed) = ("\u{E9}", "e\u{301}")
        let text = HeaderAttack.member(composed, 0, 1) + "," + HeaderAttack.member(decomposed, 1, 2)
        let checkpoint = try open("{\(text)}", data: [1, 2])
        #expect(try checkpoint.bytes(of: try #require(checkpoint[composed])) == [1])
        #expect(try checkpoint.bytes(of: try #require(checkpoint[decomposed])) == [2])
    }

    @Test func metadata() throws {
        let checkpoint = try open(#"{"__metadata__":{"format":"pt","k":"\u00e9"}}"#)
        #expect(checkpoint.metadata == ["format": "pt", "k": "é"])
    }

    @Test func metadataNamesThatOnlyLookAlike() throws {
        let (composed, decomposed) = ("\u{E9}", "e\u{301}")
        let text = #"{"__metadata__":{"\#(composed)":"one","\#(decomposed)":"two"}}"#
        let metadata = try open(text).metadata
        #expect(metadata[composed] == "one" && metadata[decomposed] == "two")
        #expect(metadata.entries.map(\.text) == ["two", "one"])
    }

    @Test func headerLengthThatBeginsLikeAPickle() throws {
        let checkpoint = try open("{}" + String(repeating: " ", count: 0x280 - 2))
        #expect(checkpoint.tensors.isEmpty)
    }

    @Test func limitsCanBeLowered() throws {
        let path = try folder.write(
            SafetensorsFixture.file(header: Array("{}      ".utf8)),
            as: "y.safetensors"
        )
        var limits = CheckpointLimits.standard
        limits.headerByteCount = 7
        let error = refusal { () throws(CheckpointError) in
            try Checkpoint.open(path, limits: limits)
        }
        #expect(error?.rule == 2)
    }

    @Test func tensorCountLimit() throws {
        let text = [("a", 0, 1), ("b", 1, 2)].map { HeaderAttack.member($0.0, $0.1, $0.2) }
        let header = Array("{\(text.joined(separator: ","))}".utf8)
        let path = try folder.write(SafetensorsFixture.file(header: header, data: [1, 2]), as: "n")
        var limits = CheckpointLimits.standard
        limits.tensorCount = 1
        let error = refusal { () throws(CheckpointError) in
            try Checkpoint.open(path, limits: limits)
        }
        #expect(error?.rule == 19)
        #expect(error?.tensor == "b")
    }
}
