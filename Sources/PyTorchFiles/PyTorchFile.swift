package import SystemFiles

/// A file that `torch.save` wrote, and how it is read.
///
/// Nothing in it is executed: a pickle can build numbers, texts, containers and descriptions of
/// tensors. What is read are those descriptions; the elements stay where they are.
package struct PyTorchFile: Sendable {
    /// How a file holds its pickles and its storages.
    package enum Container: Sendable {
        /// A zip file with an entry for each.
        case zip
        /// One after the other, as torch 1.5 and older wrote.
        case stream
    }

    let file: InputFile
    let container: Container
    let limits: PyTorchLimits
    /// Takes classes and functions that are not on the list as records without effect, instead of
    /// refusing the file.
    package var skipsUnknownGlobals = false
    /// The keys that lead to the dictionary of tensors, with slashes between them, or a dot for the
    /// outermost one; nil takes the only one that comes into question.
    package var stateDictionary: String?

    /// Names a file that is to be read.
    package init(_ file: InputFile, as container: Container, limits: PyTorchLimits = .standard) {
        self.file = file
        self.container = container
        self.limits = limits
    }

    /// Reads the file up to its data.
    ///
    /// - Returns: The tensors in the order of their data.
    /// - Throws: `PyTorchError` when the file breaks a rule of its format.
    /// - Complexity: O(descriptions) time and memory; reads no data of tensors.
    package func contents() throws(PyTorchError) -> PyTorchContents {
        switch container {
        case .zip: try PyTorchArchive(self).contents()
        case .stream: try LegacyStream(self).contents()
        }
    }

    /// Reads the file whole and compares it with the checksums that it carries, if it does.
    ///
    /// - Throws: `PyTorchError` for an entry that was damaged.
    /// - Complexity: O(bytes of the file) time, a megabyte of memory.
    package func validateChecksums() throws(PyTorchError) {
        guard container == .zip else { return }
        try ZipArchive.read(file, limits: limits).validateChecksums()
    }

    /// A machine for the pickle between two bytes of the file.
    func machine(from start: UInt64, to end: UInt64) -> PickleMachine {
        var machine = PickleMachine(file, from: start, to: end, limits: limits)
        machine.skipsUnknownGlobals = skipsUnknownGlobals
        return machine
    }
}
