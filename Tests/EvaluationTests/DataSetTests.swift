import Checkpoints
import Foundation
import Images
import SystemFiles
import Tensors
import TestSupport
import Testing
import TextFormats

@testable import Evaluation

@Suite("Data sets")
struct DataSetTests {
    private let fixture: PixelFixture
    private var folder: TemporaryFolder { fixture.folder }

    init() throws { fixture = try PixelFixture() }

    private func open(_ name: String, _ path: String, limit: Int? = nil) throws -> DataSet {
        var request = DataSetRequest(name: name, path: folder.path(path))
        request.limit = limit
        return try DataSet(request)
    }

    private func labels(_ dataSet: DataSet) -> [Int] {
        (0..<dataSet.count).map(dataSet.label)
    }

    private func names(_ dataSet: DataSet) -> [String] {
        (0..<dataSet.count).map {
            String(dataSet.imageName(at: $0).dropFirst(folder.path.count + 1))
        }
    }

    @Test("class folders and labelled files whose names only look the same are different ones")
    func normalisation() throws {
        for name in ["caf\u{E9}", "cafe\u{301}"] {
            try folder.write("", as: "n/\(name)/\(name).png")
            try folder.write("", as: "flat/\(name).png")
        }
        #expect(try labels(open("x", "n")) == [0, 1])
        let lines = "caf\u{E9}.png 1\ncafe\u{301}.png 2\n"
        let file = try folder.write(lines, as: "labels.txt")
        let labelled = try LabelFile.read(file, folder: folder.path("flat"))
        #expect(labelled.map(\.label) == [2, 1])
        #expect(try LabelFile.unlabelled(labelled, in: folder.path("flat")).isEmpty)
    }

    @Test("class folders and images may have names that are not UTF-8")
    func namesByBytes() throws {
        let (label, image) = (ByteNotation.text([0xFF]), ByteNotation.text([0xFE, 0x80]) + ".png")
        let path = folder.path("bytes")
        for made in [path, "\(path)/a", "\(path)/\(label)"] { try FileSystem.makeFolder(made) }
        let fixture = URL(filePath: #filePath)
            .appending(path: "../../ImagesTests/Fixtures/exact.png").standardized
        let picture = try FileContents.read(fixture.path)
        for name in ["a/x.png", "\(label)/\(image)"] {
            try FileContents.write(picture, to: "\(path)/\(name)", replacing: false)
        }
        let dataSet = try open("mine", "bytes")
        #expect(dataSet.classNames == ["a", label] && labels(dataSet) == [0, 1])
        let decoded = try dataSet.image(at: 1)
        #expect(decoded.width > 0)
        let shown = PrintableText.quoted(dataSet.imageName(at: 1))
        #expect(shown.hasSuffix("/\\xff/\\xfe\\x80.png'"))
    }

    @Test("folders and files in byte order, labels by the folders' places")
    func folders() throws {
        for file in [
            "s/b/2.png", "s/b/10.PNG", "s/B/x.jpeg", "s/c/y.jpg", "s/c/note.txt", "s/.hidden/z.png",
            "s/loose.png",
        ] { try folder.write("", as: file) }
        let dataSet = try open("mine", "s")
        #expect(names(dataSet) == ["s/B/x.jpeg", "s/b/10.PNG", "s/b/2.png", "s/c/y.jpg"])
        #expect(labels(dataSet) == [0, 1, 1, 2])
        #expect(dataSet.classNames == ["B", "b", "c"])
        #expect(dataSet.notes == ["mine: 1 file not .jpg, .jpeg or .png left out"])
    }

    /// The order is that of `torchvision.datasets.ImageFolder` on the same tree.
    @Test("images in folders within a class's folder belong to the class")
    func nestedFolders() throws {
        for file in [
            "s/a/x/2.png", "s/a/x/y/1.png", "s/a/9.png", "s/a/x-1/3.png", "s/b/deep/4.jpg",
            "s/a/.cache/5.png", "s/a/x/note.txt",
        ] { try folder.write("", as: file) }
        let dataSet = try open("mine", "s")
        #expect(
            names(dataSet) == [
                "s/a/9.png", "s/a/x/2.png", "s/a/x-1/3.png", "s/a/x/y/1.png", "s/b/deep/4.jpg",
            ]
        )
        #expect(labels(dataSet) == [0, 0, 0, 0, 1])
        #expect(dataSet.notes == ["mine: 1 file not .jpg, .jpeg or .png left out"])
    }

    /// A folder with a link to itself has no end.
    @Test func foldersInACircle() throws {
        try folder.write("", as: "s/a/1.png")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("s/a/again"),
            withDestinationPath: folder.path("s/a")
        )
        let error = #expect(throws: EvaluationError.self) { try open("mine", "s") }
        #expect(error?.description.contains("does a link lead back?") == true)
    }

    @Test("folders without images keep their label, and are named")
    func emptyFolders() throws {
        try folder.write("", as: "s/b/1.png")
        for name in ["a", "c", "d", "e"] { try folder.write("", as: "s/\(name)/note.txt") }
        let dataSet = try open("mine", "s")
        #expect(labels(dataSet) == [1])
        #expect(
            dataSet.notes == [
                "mine: 4 classes without images: 'a', 'c', 'd', ...",
                "mine: 4 files not .jpg, .jpeg or .png left out",
            ]
        )
    }

    @Test("a folder of ImageNetV2 means its number")
    func integers() throws {
        for file in ["v/10/a.png", "v/2/b.png", "v/0/c.png"] { try folder.write("", as: file) }
        let dataSet = try open("ImageNetV2", "v")
        #expect(names(dataSet) == ["v/0/c.png", "v/10/a.png", "v/2/b.png"])
        #expect(labels(dataSet) == [0, 10, 2])
        #expect(try labels(open("other", "v")) == [0, 1, 2])
    }

    @Test("WordNet ids mean their class, in each set its own number")
    func identifiers() throws {
        for file in ["i/n01443537/a.png", "i/n15075141/b.png", "i/other/c.png"] {
            try folder.write("", as: file)
        }
        let dataSet = try open("ImageNet", "i")
        #expect(labels(dataSet) == [1, 999])
        #expect(dataSet.notes == ["ImageNet: 1 folder of other classes left out"])
        // n01443537 is the first class of ImageNet-R, and n15075141 none of it.
        #expect(try labels(open("ImageNetR", "i")) == [0])
    }

    @Test("ObjectNet: other folders are left out")
    func objectNet() throws {
        for file in ["o/wok/a.png", "o/air_freshener/b.png", "o/alarm_clock/c.png"] {
            try folder.write("", as: file)
        }
        let dataSet = try open("ObjectNet", "o")
        #expect(labels(dataSet) == [0, 112])
        #expect(dataSet.notes == ["ObjectNet: 1 folder of other classes left out"])
    }

    @Test("a limit takes evenly spaced images")
    func limit() throws {
        let path = try fixture.write(reds: Array(0..<10), labels: (0..<10).map { Int64($0) })
        for (limit, expected) in [
            (1, [0]), (3, [0, 3, 6]), (10, Array(0..<10)), (99, Array(0..<10)),
        ] {
            var request = DataSetRequest(name: "few", path: path)
            request.limit = limit
            #expect(try labels(DataSet(request)) == expected)
        }
    }

    @Test("a file of labels for a flat folder")
    func labelFile() throws {
        let file = try folder.write("b.png 3\n\n c d.png\t\t0 \r\na.png 12\n", as: "labels.txt")
        var request = DataSetRequest(name: "flat", path: folder.path)
        request.labelFile = file
        let dataSet = try DataSet(request)
        #expect(names(dataSet) == [" c d.png", "a.png", "b.png"])
        #expect(labels(dataSet) == [0, 12, 3])
        #expect(dataSet.notes.isEmpty)
        for name in ["b.png", "x.png", "y.jpg"] { try folder.write("", as: name) }
        #expect(
            try DataSet(request).notes == [
                "flat: 2 images without a label left out: 'x.png', 'y.jpg'"
            ]
        )
    }

    @Test(
        "lines of labels that are none",
        arguments: [
            ("a.png 0\nb.png\n", 2, "is not a file, a blank and a label from 0 to 2147483647"),
            ("a.png -1", 1, "is not a file, a blank and a label from 0 to 2147483647"),
            ("a.png x", 1, "is not a file, a blank and a label from 0 to 2147483647"),
            (
                "a.png 9223372036854775807", 1,
                "is not a file, a blank and a label from 0 to 2147483647"
            ),
            ("a.png 2147483648", 1, "is not a file, a blank and a label from 0 to 2147483647"),
            ("a.png 0\nb.png 1\na.png 0", 3, "'a.png' occurs twice"),
        ]
    )
    func brokenLabels(text: String, line: Int, reason: String) throws {
        let path = try folder.write(text, as: "labels.txt")
        let error = EvaluationError.labelFile(path: path, line: line, reason: reason)
        #expect(throws: error) { try LabelFile.read(path, folder: "x") }
    }

    @Test("nothing to evaluate is an error that says what was expected")
    func nothing() throws {
        try FileManager.default.createDirectory(
            atPath: folder.path("empty/a"),
            withIntermediateDirectories: true
        )
        try folder.write("", as: "flat/a.png")
        for (name, path, ending) in [
            ("mine", "empty", "its folders hold no .jpg, .jpeg or .png files"),
            ("mine", "flat", "for images in one folder name a file of labels"),
            ("ImageNet", "empty", "they are called 'n01440764' and so on"),
        ] {
            let error = #expect(throws: EvaluationError.self) { try open(name, path) }
            #expect(error?.description.hasSuffix(ending) == true, "\(error?.description ?? "")")
        }
    }

    @Test("a folder that is missing")
    func missing() throws {
        let folderError = #expect(throws: FileError.self) { try open("mine", "none") }
        #expect(folderError?.code == .missing && folderError?.path == folder.path("none"))
        let file = "none.safetensors"
        let fileError = #expect(throws: CheckpointError.self) { try open("mine", file) }
        #expect(fileError?.code == .missing && fileError?.path == folder.path(file))
    }
}

@Suite("Files of pixels")
struct PixelFileTests {
    private let fixture: PixelFixture

    init() throws { fixture = try PixelFixture() }

    @Test(
        "what the tensors must be",
        arguments: [
            (["images"], "tensor 'labels' is not there; it must be I64 [n]"),
            (["labels"], "tensor 'images' is not there; it must be U8 [n, height, width, 3]"),
            (["channels", "labels"], "tensor 'images' is U8 [1, 3, 4, 4]; it must be"),
            (["images", "two"], "there is 1 image, but tensor 'labels' is I64 [2]"),
            (
                ["images", "negative"],
                "the label of image 0 is -1; labels are numbers from 0 to 2147"
            ),
            (["images", "huge"], "the label of image 0 is 9223372036854775807; labels are"),
        ]
    )
    func broken(tensors: [String], message: String) throws {
        let pixels = [UInt8](repeating: 1, count: 48)
        let known: [String: SafetensorsFixture.Tensor] = [
            "images": ("images", .u8, [1, 4, 4, 3], pixels),
            "channels": ("images", .u8, [1, 3, 4, 4], pixels),
            "labels": ("labels", .i64, [1], PixelFixture.bytes([0])),
            "two": ("labels", .i64, [2], PixelFixture.bytes([0, 0])),
            "negative": ("labels", .i64, [1], PixelFixture.bytes([-1])),
            "huge": ("labels", .i64, [1], PixelFixture.bytes([.max])),
        ]
        let path = try fixture.write(tensors.compactMap { known[$0] })
        let error = #expect(throws: EvaluationError.self) {
            try DataSet(DataSetRequest(name: "mine", path: path))
        }
        let text = try #require(error?.description)
        #expect(text.hasPrefix(path) && text.contains(message), "\(text)")
    }

    /// Makes a file of tensors whose data are a hole, which takes no room on the disk.
    private func sparse(images: [Int], labels: Int) throws -> String {
        let size = images.reduce(1, *)
        let header = """
            {"images":{"dtype":"U8","shape":\(images),"data_offsets":[0,\(size)]},\
            "labels":{"dtype":"I64","shape":[\(labels)],"data_offsets":[\(size),\(size + 8 * labels)]}}
            """
        let count = PixelFixture.bytes([Int64(header.utf8.count)])
        let path = try fixture.folder.write("", as: "sparse.safetensors")
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.write(contentsOf: count + Array(header.utf8))
        try file.truncate(atOffset: UInt64(8 + header.utf8.count + size + 8 * labels))
        try file.close()
        return path
    }

    @Test("images larger than any are refused before memory is taken")
    func largeImages() throws {
        let path = try sparse(images: [1, 200_000, 200_000, 3], labels: 1)
        let error = #expect(throws: ImageError.self) {
            try DataSet(DataSetRequest(name: "mine", path: path))
        }
        #expect(error?.code == .tooLarge && error?.path == path)
        let largest = try sparse(images: [1, 8192, 8192, 3], labels: 1)
        #expect(try DataSet(DataSetRequest(name: "mine", path: largest)).count == 1)
    }

    @Test("more images than any data set has are refused, a few of them are taken")
    func manyImages() throws {
        let count = 20_000_000_000
        let path = try sparse(images: [count, 1, 1, 3], labels: count)
        var request = DataSetRequest(name: "mine", path: path)
        let error = #expect(throws: EvaluationError.self) { try DataSet(request) }
        #expect(error?.description.contains("has 20000000000 images; at most 16777216") == true)
        request.limit = 3
        let dataSet = try DataSet(request)
        #expect(dataSet.count == 3 && dataSet.imageName(at: 1) == path + ": image 6666666666")
        let last = try dataSet.image(at: 2)
        #expect(last.pixels == [0, 0, 0])
        #expect(dataSet.label(at: 2) == 0)
    }

    @Test("only the labels of images that are taken are read")
    func takenLabels() throws {
        let path = try fixture.write(reds: [7, 8, 9, 10], labels: [1, -5, 2, .max])
        #expect(throws: EvaluationError.self) {
            try DataSet(DataSetRequest(name: "mine", path: path))
        }
        var request = DataSetRequest(name: "mine", path: path)
        request.limit = 2
        let dataSet = try DataSet(request)
        #expect(dataSet.label(at: 0) == 1 && dataSet.label(at: 1) == 2)
        let pixels = try dataSet.image(at: 1).pixels
        #expect(Array(pixels.prefix(3)) == [9, 10, 20])
    }

    @Test("labels beyond the classes of a known data set")
    func labels() throws {
        let path = try fixture.write(reds: [0, 0], labels: [199, 200], name: "r")
        let error = #expect(throws: EvaluationError.self) {
            try DataSet(DataSetRequest(name: "ImageNetR", path: path))
        }
        #expect(error?.description.hasSuffix("is 200, but ImageNetR has 200 classes") == true)
    }
}
