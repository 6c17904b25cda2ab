@testable import PyTorchFiles
import SystemFiles
import Tensors
import TestSupport
import Testing

@Suite("Malformed zip files are refused")
struct ZipAttackTests {
    private let folder: TemporaryFolder
    private typealias Pickle = PickleFixture

    init() throws { folder = try TemporaryFolder() }

    private let valid = Pickle.archive(Pickle.pickle(Pickle.dictionary(("a", Pickle.tensor()))))

    private func open(_ bytes: [UInt8]) throws -> ReadFile {
        try ReadFile.open(try folder.write(bytes, as: "x.pt"))
    }

    /// The error for a file, which must point at `offset` and name `entry`.
    @discardableResult
    private func refuse(
        _ bytes: [UInt8],
        at offset: Int? = nil,
        naming entry: String = "",
        code: FileError.Code = .malformed,
        location: SourceLocation = #_sourceLocation
    ) throws -> PyTorchError {
        let path = try folder.write(bytes, as: "x.pt")
        let error = try #require(
            refusal { () throws(PyTorchError) in try ReadFile.open(path) },
            sourceLocation: location
        )
        #expect(error.code == code, "\(error)", sourceLocation: location)
        #expect(error.message.contains(entry), "\(error)", sourceLocation: location)
        if let offset {
            #expect(error.offset == UInt64(offset), "\(error)", sourceLocation: location)
        }
        return error
    }

    private func changed(
        _ position: Int = 1,
        _ change: (inout ZipFixture.Entry) -> Void
    ) -> ZipFixture {
        var zip = valid
        change(&zip.entries[position])
        return zip
    }

    @Test func validFileIsRead() throws {
        let file = try open(valid.bytes)
        let tensor = try #require(file["a"])
        #expect(tensor.shape.dimensions == [2, 3] && tensor.type == .f32)
        #expect(try file.bytes(of: tensor) == SafetensorsFixture.pattern(24))
    }

    @Test func limits() throws {
        let path = try folder.write(valid.bytes, as: "x.pt")
        func refused(_ limits: PyTorchLimits) throws -> PyTorchError {
            try #require(
                refusal { () throws(PyTorchError) in try ReadFile.open(path, limits: limits) }
            )
        }
        var limits = PyTorchLimits.standard
        limits.zipEntryCount = 1
        #expect(try refused(limits).message.contains("larger than the limit: 2 entries"))
        limits = .standard
        limits.zipDirectoryByteCount = 50
        #expect(try refused(limits).message.contains("larger than the limit"))
    }

    @Test func noEndRecord() throws {
        try refuse(Array(valid.bytes.dropLast(22)))
        try refuse(valid.bytes + [0])
    }

    @Test func endRecordInsideAComment() throws {
        var zip = valid
        zip.comment = Array(valid.bytes.suffix(22))
        try refuse(zip.bytes, naming: "twice")
    }

    @Test func plainCommentIsAccepted() throws {
        var zip = valid
        zip.comment = Array("made by hand".utf8)
        #expect(try open(zip.bytes)["a"] != nil)
    }

    @Test func directoryOutsideTheFile() throws {
        var zip = valid
        zip.directoryOffset = 0x7FFF_FFFF
        try refuse(zip.bytes, at: zip.bytes.count - 22, naming: "outside the file")
    }

    @Test func directoryCutShort() throws {
        var zip = valid
        zip.directoryOffset = UInt32(zip.directoryStart - 1)
        try refuse(zip.bytes, at: zip.directoryStart - 1, naming: "damaged")
    }

    @Test func wrongEntryCount() throws {
        var bytes = valid.bytes
        bytes[bytes.count - 14] = 3
        bytes[bytes.count - 12] = 3
        try refuse(bytes, naming: "2 entries, not 3")
    }

    @Test func overlappingPayloads() throws {
        let inner = ZipFixture([.init("x/data/0", [1, 2, 3, 4])])
        var zip = Pickle.archive(valid.entries[0].data, data: inner.bytes)
        var hidden = ZipFixture.Entry("x/data/0", [])
        hidden.size = 4
        let place = zip.dataOffset(of: "x/data/0")
        zip.entries[1].name = "x/data/1"
        hidden.offset = UInt32(place)
        hidden.localSize = 4
        zip.entries.append(hidden)
        try refuse(zip.bytes, naming: "overlaps")
    }

    @Test func entryPastTheDirectory() throws {
        let zip = changed {
            $0.size = 25
            $0.localSize = 25
        }
        try refuse(
            zip.bytes,
            at: zip.headerOffset(of: "x/data/0"),
            naming: "'x/data/0' reaches into the zip directory"
        )
    }

    @Test func headerPastTheDirectory() throws {
        let zip = changed { $0.offset = UInt32(valid.directoryStart) }
        try refuse(zip.bytes, at: valid.directoryStart, naming: "'x/data/0' begins outside")
    }

    @Test func duplicateNames() throws {
        var zip = valid
        zip.entries.append(zip.entries[1])
        try refuse(zip.bytes, naming: "'x/data/0' occurs twice")
    }

    @Test func twoPrefixes() throws {
        let zip = Pickle.archive(valid.entries[0].data, more: [.init("y/data/1", [])])
        try refuse(zip.bytes, at: zip.headerOffset(of: "y/data/1"), naming: "'y/data/1' lies")
    }

    @Test(arguments: ["x/../etc", "x/a/..", "x/./a", "x\\a", "x/a\\..\\b", "x/\u{0}"])
    func nameThatLeadsElsewhere(_ name: String) throws {
        let zip = Pickle.archive(valid.entries[0].data, more: [.init(name, [])])
        try refuse(zip.bytes, at: zip.headerOffset(of: name))
    }

    @Test func encrypted() throws {
        let zip = changed { $0.flags = 1 }
        try refuse(zip.bytes, naming: "'x/data/0' is encrypted", code: .unsupported)
    }

    @Test func deflatedStorage() throws {
        let zip = changed { $0.method = 8 }
        let error = try refuse(
            zip.bytes,
            at: zip.headerOffset(of: "x/data/0"),
            naming: "'x/data/0' is deflated",
            code: .unsupported
        )
        #expect(error.tensor == "a")
    }

    @Test func deflatedPickle() throws {
        try refuse(changed(0) { $0.method = 8 }.bytes, naming: "deflated", code: .unsupported)
    }

    @Test func otherNameInTheLocalHeader() throws {
        let zip = changed { $0.localName = "x/data/1" }
        try refuse(
            zip.bytes,
            at: zip.headerOffset(of: "x/data/0"),
            naming: "'x/data/0' has another name"
        )
    }

    @Test func otherSizeInTheLocalHeader() throws {
        try refuse(changed { $0.localSize = 23 }.bytes, naming: "'x/data/0' has other sizes")
    }

    @Test func sizesBehindTheDataAreAccepted() throws {
        let zip = changed {
            $0.localSize = 0
            $0.flags = 8
        }
        #expect(try open(zip.bytes)["a"] != nil)
    }

    @Test func paddedLocalHeaderIsAccepted() throws {
        let zip = changed { $0.localExtra = Array("FB".utf8) + [3, 0] + Array("ZZZ".utf8) }
        let file = try open(zip.bytes)
        let tensor = try #require(file["a"])
        #expect(try file.bytes(of: tensor) == SafetensorsFixture.pattern(24))
    }

    @Test func localExtraLongerThanTheFile() throws {
        let zip = changed { $0.localExtraCount = 0xFFFF }
        try refuse(zip.bytes, at: zip.headerOffset(of: "x/data/0"), naming: "reaches into")
    }

    @Test func zip64() throws {
        var zip = changed {
            $0.size = 0xFFFF_FFFF
            $0.localSize = 0xFFFF_FFFF
            $0.extra = [1, 0, 16, 0] + ZipFixture.little(24, 8) + ZipFixture.little(24, 8)
        }
        zip.isWide = true
        let file = try open(zip.bytes)
        let tensor = try #require(file["a"])
        #expect(try file.bytes(of: tensor) == SafetensorsFixture.pattern(24))
    }

    @Test func zip64WithoutSizes() throws {
        try refuse(changed { $0.size = 0xFFFF_FFFF }.bytes, naming: "no zip64 sizes")
        let short = changed {
            $0.size = 0xFFFF_FFFF
            $0.extra = [1, 0, 8, 0] + ZipFixture.little(24, 8)
        }
        try refuse(short.bytes, naming: "cut short")
    }

    @Test func zip64WithTwoSizes() throws {
        let zip = changed {
            $0.size = 0xFFFF_FFFF
            $0.extra = [1, 0, 16, 0] + ZipFixture.little(24, 8) + ZipFixture.little(25, 8)
        }
        try refuse(zip.bytes, naming: "in two sizes")
    }

    @Test func zip64WithAnEndlessSize() throws {
        let zip = changed {
            $0.size = 0xFFFF_FFFF
            $0.localSize = 0xFFFF_FFFF
            $0.extra = [1, 0, 16, 0] + Array(repeating: 0xFF, count: 16)
        }
        try refuse(zip.bytes, naming: "reaches into the zip directory")
    }

    @Test(arguments: [0, 1 << 40, UInt64.max])
    func zip64DirectoryOfAnotherSize(_ size: UInt64) throws {
        var zip = valid
        zip.isWide = true
        zip.wideSize = size
        try refuse(zip.bytes)
    }

    @Test func storageSmallerThanItsElements() throws {
        let zip = Pickle.archive(valid.entries[0].data, data: SafetensorsFixture.pattern(23))
        let error = try refuse(zip.bytes, naming: "'0' has 23 bytes")
        #expect(error.tensor == "a")
    }

    @Test func noPickle() throws {
        let zip = ZipFixture([.init("x/notes.txt", [1])])
        try refuse(zip.bytes, naming: "no data.pkl", code: .unsupported)
    }

    @Test func unknownByteOrder() throws {
        let order = ZipFixture.Entry("x/byteorder", Array("middle".utf8))
        let zip = Pickle.archive(valid.entries[0].data, more: [order])
        try refuse(zip.bytes, at: zip.dataOffset(of: "x/byteorder"), naming: "byte order")
    }

    @Test func checksums() throws {
        // The checksum of "123456789" is the standard check of the algorithm.
        let notes = ZipFixture.Entry("x/notes", Array("123456789".utf8))
        var zip = ZipFixture([notes])
        zip.entries[0].checksum = 0xCBF4_3926
        var whole = Pickle.archive(valid.entries[0].data)
        whole.entries.insert(zip.entries[0], at: 0)
        let error = try #require(
            refusal { () throws(PyTorchError) in
                try checked(whole)
            }
        )
        #expect(error.code == .malformed)
        #expect(error.message.contains("'x/data.pkl' does not match its checksum"))
        #expect(error.offset == UInt64(whole.dataOffset(of: "x/data.pkl")))
    }

    private func checked(_ zip: ZipFixture) throws(PyTorchError) {
        let file: InputFile
        do { file = try InputFile.open(try folder.write(zip.bytes, as: "x.pt")) } catch {
            Issue.record(error)
            return
        }
        try PyTorchFile(file, as: .zip).validateChecksums()
    }

    @Test(.timeLimit(.minutes(1))) func everyCutIsRefused() throws {
        let bytes = valid.bytes
        for count in 0..<bytes.count { try refuse(Array(bytes[..<count])) }
    }
}
