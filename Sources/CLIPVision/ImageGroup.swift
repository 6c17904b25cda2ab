/// Images that go through the tower together.
struct ImageGroup {
    /// The position of the first of them among the images at hand.
    let firstImage: Int
    /// Their places in the group.
    let slots: Range<Int>

    /// Cuts images of a data set into groups: an image's place is its index modulo `size`.
    static func groups(of images: Range<Int>, size: Int) -> [ImageGroup] {
        let start = images.lowerBound / size * size
        return stride(from: start, to: images.upperBound, by: size).map { group in
            let members = images.clamped(to: group..<group + size)
            return ImageGroup(
                firstImage: members.lowerBound - images.lowerBound,
                slots: members.lowerBound - group..<members.upperBound - group
            )
        }
    }
}
