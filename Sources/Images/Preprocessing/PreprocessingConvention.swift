/// Whose rules decide where an image is cropped, and when it becomes RGB.
public enum PreprocessingConvention: String, Sendable, CaseIterable {
    /// Crop offset `round((n - S)/2)`, half to even; RGB after resizing: CLIP, model-soups, wise-ft.
    case torchvision
    /// Crop offset `(n - S)` halved and rounded down; RGB before resizing.
    case huggingface

    /// The first row or column that a centre crop keeps.
    ///
    /// - Precondition: `cropped` is not larger than `length`.
    public func offset(length: Int, cropped: Int) -> Int {
        let surplus = length - cropped
        precondition(surplus >= 0, "a crop lies within its image")
        // An odd surplus lies between two integers; the even one of them is the one to round to.
        let isRoundedUp = self == .torchvision && surplus % 4 == 3
        return surplus / 2 + (isRoundedUp ? 1 : 0)
    }

    var convertsFirst: Bool { self == .huggingface }
}
