internal import Checkpoints
internal import SystemFiles

/// What is where a merge goes.
enum OutputFiles {
    /// The fingerprints of the weight files of a finished output.
    ///
    /// - Throws: `CheckpointError` when it is not a checkpoint.
    static func fingerprints(of output: String) throws(CheckpointError) -> [FileFingerprint] {
        var fingerprints: [FileFingerprint] = []
        for path in try CheckpointInput.plain(output).open().files {
            fingerprints.append(try rethrowing(FileFingerprint.of(path)))
        }
        return fingerprints
    }

    /// The recipe that an output records, if it is one of stockpot's.
    static func recipe(of output: String) -> String? {
        (try? CheckpointInput.plain(output).open())?.metadata["stockpot.recipe"]
    }

    /// Whether what is there is left of finished weight files: some of them, whole or cut short.
    static func areRemains(of files: [FileFingerprint]) -> Bool {
        let present = files.filter { (try? FileStatus.of($0.path)) != nil }
        return !present.isEmpty && present.allSatisfy(isRemainder)
    }

    /// Whether a file is as it was, or could be the beginning of what it was: one that is empty, or that
    /// begins with the length of a header and its brace, or with the header of a zip file's entry.
    private static func isRemainder(of file: FileFingerprint) -> Bool {
        guard let now = try? FileFingerprint.of(file.path) else { return false }
        guard now != file else { return true }
        guard now.bytes < file.bytes, let opened = try? InputFile.open(file.path),
            let start = try? opened.bytes(at: 0, count: min(9, Int(now.bytes)))
        else { return false }
        let length = start.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
        return start.isEmpty || start.starts(with: [0x50, 0x4B, 3, 4])
            || start.count == 9 && length < file.bytes && start[8] == 0x7b
    }

    /// The folder nearest above an output that is there.
    static func existingFolder(above output: String) -> String {
        var folder = FileSystem.folder(of: output)
        while !FileSystem.exists(folder), folder != "/", folder != "." {
            folder = FileSystem.folder(of: folder)
        }
        return folder
    }

    /// The bytes of the file at an output's place, or of the files in the folder there.
    static func byteCount(of output: String) -> Int {
        guard let status = try? FileStatus.of(output) else { return 0 }
        guard status.isFolder else { return Int(clamping: status.byteCount) }
        let files = ((try? FileSystem.names(in: output)) ?? []).compactMap {
            try? FileStatus.of(FileSystem.join(output, $0))
        }
        return files.reduce(0) { $0 + ($1.isFile ? Int(clamping: $1.byteCount) : 0) }
    }

    /// Whether nothing is there, or an empty folder.
    static func isAbsent(_ output: String) -> Bool {
        guard (try? FileStatus.of(output)) != nil else { return true }
        return (try? FileSystem.names(in: output))?.isEmpty ?? false
    }
}
