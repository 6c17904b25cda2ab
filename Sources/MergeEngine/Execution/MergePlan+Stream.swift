internal import SystemFiles
internal import Workers

extension MergePlan {
    /// Merges into a pipe, a device, or a file that another process holds open, in the safetensors format.
    ///
    /// Segments are written in any order, which no pipe takes: the merge grows in a folder for temporary files
    /// (`TMPDIR`), and is copied from there once it is whole. A reader gets nothing of a merge that fails.
    ///
    /// - Parameters:
    ///   - path: What `OutputStream.isNamed` says yes to.
    ///   - cancellation: Ends the merge early.
    ///   - progress: Hears of the bytes that were read.
    /// - Returns: The report.
    /// - Throws: What `merge(into:)` throws; `FileError` when the copy fails.
    func merge(
        intoStream path: String,
        cancellation: Cancellation,
        progress: @escaping ProgressListener
    ) throws -> MergeReport {
        let stream = try OutputStream.open(path)
        let folder = try FileSystem.makeTemporaryFolder()
        defer { FileSystem.removeAll(folder) }
        let whole = FileSystem.join(folder, "merged.safetensors")
        var report = try merge(into: whole, cancellation: cancellation, progress: progress)
        let file = try InputFile.open(whole)
        // Also where a signal ends the process in the midst of the copy, nothing stays.
        FileSystem.removeAll(folder)
        try stream.write(file)
        report.output = path
        return report
    }
}
