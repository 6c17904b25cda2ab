/// The data sets whose classes and rules are built in, by the names that results give them.
public enum KnownDataSet: String, Sendable, CaseIterable {
    /// Images held out of ImageNet's training set; folders are WordNet ids.
    case imageNet2p = "ImageNet2p"
    /// ImageNet's validation set; folders are WordNet ids.
    case imageNet = "ImageNet"
    /// ImageNetV2; folders are called by the numbers of the classes.
    case imageNetV2 = "ImageNetV2"
    /// ImageNet-Sketch; folders are WordNet ids.
    case imageNetSketch = "ImageNetSketch"
    /// ImageNet-R: 200 of the classes; folders are WordNet ids.
    case imageNetR = "ImageNetR"
    /// ImageNet-A: 200 of the classes; folders are WordNet ids.
    case imageNetA = "ImageNetA"
    /// ObjectNet: the 113 folders of it that ImageNet's classes cover.
    case objectNet = "ObjectNet"

    /// The folder of every class, by label.
    var classFolders: [String] {
        let classes = ImageNetClass.all
        return switch self {
        case .imageNet, .imageNet2p, .imageNetSketch: classes.map(\.wordNetID)
        case .imageNetV2: classes.map { String($0.index) }
        case .imageNetR: classes.filter(\.isInR).map(\.wordNetID)
        case .imageNetA: classes.filter(\.isInA).map(\.wordNetID)
        case .objectNet: ObjectNetClass.all.map(\.folder)
        }
    }

    /// The outputs of a model of ImageNet's classes that mean each class.
    var mapping: OutputMapping {
        let classes = ImageNetClass.all
        let count = classes.count
        return switch self {
        case .imageNet, .imageNet2p, .imageNetV2, .imageNetSketch:
            OutputMapping(modelClassCounts: count...count)
        case .imageNetR:
            OutputMapping(
                outputs: classes.filter(\.isInR).map { [$0.index] },
                modelClassCount: count
            )
        case .imageNetA:
            OutputMapping(
                outputs: classes.filter(\.isInA).map { [$0.index] },
                modelClassCount: count
            )
        case .objectNet:
            OutputMapping(outputs: ObjectNetClass.all.map(\.outputs), modelClassCount: count)
        }
    }
}
