internal import SystemFiles

/// What the jobs that are left will take of a file system, and what it has.
package struct DiskSpace: Sendable, Equatable, Encodable {
    /// A folder of outputs on it, by which it is known.
    package let folder: String
    /// The bytes that outputs will take beyond those that they replace.
    package internal(set) var bytesNeeded: Int
    /// The bytes that are free.
    package let bytesFree: Int

    /// Whether all outputs fit.
    package var isEnough: Bool { bytesNeeded <= bytesFree }

    enum CodingKeys: String, CodingKey {
        case folder
        case bytesNeeded = "bytes_needed"
        case bytesFree = "bytes_free"
    }
}

extension BatchPlan {
    /// The space that outputs need and have, for every file system that they go to.
    ///
    /// An output is written before the one that it replaces goes: the largest of these counts twice.
    /// A file system that does not say what it has is left out.
    ///
    /// - Parameter outlines: The jobs, with those marked that are done.
    /// - Returns: One value for each file system, in the order of the first outputs.
    func diskSpaces(_ outlines: [JobOutline]) -> [DiskSpace] {
        var (spaces, positions, replaced): ([DiskSpace], [UInt64: Int], [Int]) = ([], [:], [])
        for outline in outlines where !outline.isComplete {
            let folder = OutputFiles.existingFolder(above: outline.output)
            guard let device = (try? FileStatus.of(folder))?.identity.device,
                let free = FileSystem.availableByteCount(at: folder)
            else { continue }
            let position = positions[device] ?? spaces.count
            if position == spaces.count {
                positions[device] = position
                let bytesFree = Int(clamping: free)
                spaces.append(DiskSpace(folder: folder, bytesNeeded: 0, bytesFree: bytesFree))
                replaced.append(0)
            }
            let present = OutputFiles.byteCount(of: outline.output)
            spaces[position].bytesNeeded += max(0, outline.bytesToWrite - present)
            replaced[position] = max(replaced[position], min(present, outline.bytesToWrite))
        }
        for position in spaces.indices { spaces[position].bytesNeeded += replaced[position] }
        return spaces
    }
}
