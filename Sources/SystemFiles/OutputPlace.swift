import TextFormats

/// Where an output goes: a name in a folder that was found once.
///
/// Whatever happens meanwhile to the links and folders on the path, what is written for the output
/// and what is renamed and removed afterwards is in this folder.
package struct OutputPlace: Sendable {
    /// The folder.
    package let folder: Folder
    /// The name in it.
    package let name: String
    /// The path of the output with symbolic links followed, for messages.
    package let path: String

    /// Finds the place that a path means; a symbolic link at its end means what it leads to.
    ///
    /// - Throws: `SystemError` when the folder is not there.
    package static func find(_ path: String) throws(SystemError) -> OutputPlace {
        let path = FileSystem.resolved(path) ?? path
        let name = FileSystem.name(of: path)
        return OutputPlace(
            folder: try .find(FileSystem.folder(of: path)),
            // The root is in itself.
            name: name.isEmpty ? "." : name,
            path: path
        )
    }

    /// Writes a file whole, or leaves what was there.
    ///
    /// It grows under another name in the folder, and is renamed. Without `replacing`, a file that
    /// came into being meanwhile is left alone. With `isDurable`, it survives a power cut.
    ///
    /// - Throws: `FileError`.
    package func write(
        _ bytes: [UInt8],
        replacing: Bool,
        isDurable: Bool = false
    ) throws(FileError) {
        let temporary = Self.temporaryName()
        do throws(FileError) {
            let file = try OutputFile.create(
                temporary,
                in: folder,
                byteCount: bytes.count,
                isDurable: isDurable
            )
            try file.writeBeginning(bytes)
            try file.finish()
            do throws(SystemError) {
                try folder.rename(temporary, to: folder, as: name, replacing: replacing)
            } catch { throw error.refusal(of: path) }
            if isDurable { try folder.synchronize() }
            if isDurable { try folder.synchronize() }
        } catch {
            folder.remove(temporary)
            var error = error
            error.path = path
            throw error
        }
    }

    private static func temporaryName() -> String {
        ".stockpot-" + String(UInt64.random(in: .min ... .max), radix: 16) + ".partial"
    }
}

extension SystemError {
    /// The error of an output that could not get its final name.
    package func refusal(of target: String) -> FileError {
        error(isPresence ? .exists : .cannotCreate, target, "the output cannot be put in place")
    }
}
