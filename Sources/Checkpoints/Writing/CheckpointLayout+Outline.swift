import PyTorchFiles
import SystemFiles

extension CheckpointLayout {
    /// Writes a file with a hole in place of all data: it takes no space, and can be opened to plan
    /// with what the output will hold.
    ///
    /// - Precondition: The output is a single file.
    /// - Throws: `CheckpointError` when the file exists, or cannot be written.
    public func writeOutline() throws(CheckpointError) {
        precondition(!destination.isFolder, "an outline is one file")
        let place: OutputPlace
        do throws(SystemError) { place = try .find(destination.path) } catch {
            throw CheckpointError(error.error(.cannotCreate, destination.path, "cannot be made"))
        }
        for (number, file) in files.enumerated() {
            let output = try rethrowing(
                OutputFile.create(
                    place.name,
                    in: place.folder,
                    byteCount: file.byteCount,
                    isDurable: false,
                    isSparse: true
                )
            )
            try write(beginning(ofFile: number), to: output)
            try write(ending(checksums: tensors.map { _ in 0 }), to: output)
            try rethrowing(output.finish())
        }
    }
}
