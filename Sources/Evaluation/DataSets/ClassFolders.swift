internal import Checkpoints
internal import SystemFiles
internal import TextFormats

/// A folder that holds a folder of images for every class.
struct ClassFolders {
    /// The images, class by class in byte order of the names, as torchvision's `ImageFolder` lists
    /// them: those of folders within a class's folder belong to the class too.
    private(set) var files: [LabelledFile] = []
    /// The folders whose images were taken, by label.
    private(set) var classNames: [String] = []
    /// The folders of classes that the data set does not use.
    private(set) var otherFolderCount = 0
    /// The folders of classes that hold no images.
    private(set) var emptyFolders: [String] = []
    /// The files that are not images by their names.
    private(set) var otherFileCount = 0

    /// Lists the images in a folder's folders.
    ///
    /// - Parameters:
    ///   - path: The folder.
    ///   - classes: The folder of every class, by label; nil where the folders' order decides.
    /// - Throws: `CheckpointError` when a folder cannot be listed; `EvaluationError.dataSet` when
    ///   none of the folders holds an image.
    init(_ path: String, classes: [String]?) throws {
        let folders = try FileSystem.names(in: path).filter {
            !$0.hasPrefix(".") && FileSystem.isFolder(FileSystem.join(path, $0))
        }
        classNames = classes ?? folders
        let labels = Dictionary(
            classNames.enumerated().map { (UTF8Key($1), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        for folder in folders {
            if let label = labels[folder] {
                let count = files.count
                try add(FileSystem.join(path, folder), label: label)
                if files.count == count { emptyFolders.append(folder) }
            } else {
                otherFolderCount += 1
            }
        }
        guard files.isEmpty else { return }
        guard !folders.isEmpty else { throw EvaluationError.noClassFolders(path: path) }
        throw EvaluationError.dataSet(path: path, reason: Self.reason(folders, classes))
    }

    /// The images that a folder holds itself; nil where there are none.
    ///
    /// - Throws: `CheckpointError` when the folder cannot be listed.
    static func unlabelled(in path: String) throws -> [LabelledFile]? {
        let names = try FileSystem.names(in: path).filter(LabelledFiles.isImage)
        guard !names.isEmpty else { return nil }
        return names.map { LabelledFile(path: FileSystem.join(path, $0), label: 0) }
    }

    private mutating func add(_ folder: String, label: Int) throws {
        // Folders by their whole paths: 'a-b' comes before 'a/x'.
        for folder in try Self.folders(under: folder, depth: 0).sortedByBytes() {
            let names = try FileSystem.names(in: folder)
            let images = names.filter(LabelledFiles.isImage)
            let others = names.filter {
                !LabelledFiles.isImage($0) && !FileSystem.isFolder(FileSystem.join(folder, $0))
            }
            otherFileCount += others.count
            files += images.map { LabelledFile(path: FileSystem.join(folder, $0), label: label) }
        }
    }

    /// A folder and all folders in it, links to folders included; hidden ones are passed over.
    private static func folders(under path: String, depth: Int) throws -> [String] {
        guard depth < 32 else {
            throw EvaluationError.dataSet(
                path: path,
                reason: "lies \(depth) folders deep in that of its class; does a link lead back?"
            )
        }
        let inner = try FileSystem.names(in: path).filter {
            !$0.hasPrefix(".") && FileSystem.isFolder(FileSystem.join(path, $0))
        }
        return try [path]
            + inner.flatMap {
                try folders(under: FileSystem.join(path, $0), depth: depth + 1)
            }
    }

    private static func reason(_ folders: [String], _ classes: [String]?) -> String {
        if let classes, let first = classes.first, !folders.contains(where: classes.containsExactly)
        {
            return "none of its folders is a class of the data set; they are called "
                + "\(PrintableText.quoted(first)) and so on"
        }
        return "its folders hold no .jpg, .jpeg or .png files"
    }
}
