/// The bytes of a zip file as PyTorch writes it, around a pickle.
///
/// A fuzzer seldom gets past the many numbers of a zip file that must agree; here they do.
enum SmallArchive {
    static func bytes(_ entries: [(name: String, data: [UInt8])]) -> [UInt8] {
        var (file, directory): ([UInt8], [UInt8]) = ([], [])
        for (name, data) in entries {
            let name = Array("x/\(name)".utf8)
            let sizes = little(0, 4) + little(data.count, 4) + little(data.count, 4)
            let common = little(0, 8) + sizes + little(name.count, 2) + little(0, 2)
            directory += little(0x0201_4B50, 4) + little(20, 2) + little(20, 2) + common
            directory += little(0, 10) + little(file.count, 4) + name
            file += little(0x0403_4B50, 4) + little(20, 2) + common + name + data
        }
        let counts = little(0, 4) + little(entries.count, 2) + little(entries.count, 2)
        return file + directory + little(0x0605_4B50, 4) + counts
            + little(directory.count, 4) + little(file.count, 4) + little(0, 2)
    }

    private static func little(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 < 8 ? number >> (8 * $0) : 0) }
    }
}
