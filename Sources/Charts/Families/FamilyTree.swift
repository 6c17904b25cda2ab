/// The tree by which models come together: its leaves are at the right, its root at the left.
struct FamilyTree {
    /// The models in the order of the leaves, so that no branches cross.
    let order: [Int]
    private let joints: [FamilyChart.Joint]

    init(count: Int, joints: [FamilyChart.Joint]) {
        var branches = (0..<count).map { [$0] }
        for joint in joints {
            branches[joint.first] += branches[joint.second]
            branches[joint.second] = []
        }
        order = branches.flatMap(\.self)
        self.joints = joints
    }

    /// The lines of the tree, and the axis of distances below it.
    func elements(_ layout: FamilyLayout) -> [SVGElement] {
        let heights = joints.map(\.height)
        let axis = Axis(
            holding: min(heights.min() ?? 0, 0)...max(heights.max() ?? 1, 1e-9),
            from: layout.tree.right,
            to: layout.tree.left
        )
        return ticks(axis, layout) + lines(axis, layout)
    }

    private func ticks(_ axis: Axis, _ layout: FamilyLayout) -> [SVGElement] {
        let bottom = layout.tree.bottom + 6
        let step = max(1, (axis.ticks.count + 4) / 5)
        let marks = axis.ticks.enumerated().flatMap { number, tick -> [SVGElement] in
            let x = axis.position(tick)
            let line = SVGElement.line(
                from: Point(x: x, y: layout.tree.top),
                to: Point(x: x, y: bottom),
                class: "grid"
            )
            guard number.isMultiple(of: step) else { return [line] }
            return [line, .text(axis.label(tick), at: Point(x: x, y: bottom + 14), class: "label")]
        }
        let title = SVGElement.text(
            "distance (1 − similarity)",
            at: Point(x: layout.tree.middle.x, y: bottom + 36),
            class: "axis-title"
        )
        return marks + [title]
    }

    private func lines(_ axis: Axis, _ layout: FamilyLayout) -> [SVGElement] {
        var ends: [Int: Point] = [:]
        for (row, model) in order.enumerated() {
            ends[model] = Point(x: layout.tree.right, y: layout.middle(ofRow: row))
        }
        return joints.compactMap { joint in
            guard let first = ends[joint.first], let second = ends[joint.second] else { return nil }
            let x = axis.position(joint.height)
            ends[joint.first] = Point(x: x, y: (first.y + second.y) / 2)
            let path =
                "M\(first.x.svg) \(first.y.svg)H\(x.svg)V\(second.y.svg)H\(second.x.svg)"
            return SVGElement("path", ["class": "branch", "d": path])
        }
    }
}
