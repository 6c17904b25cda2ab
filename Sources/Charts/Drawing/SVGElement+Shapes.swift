extension SVGElement {
    /// A straight line.
    static func line(
        from start: Point,
        to end: Point,
        class style: String
    ) -> SVGElement {
        let path = "M\(start.x.svg) \(start.y.svg)L\(end.x.svg) \(end.y.svg)"
        return SVGElement("path", ["class": style, "d": path])
    }

    /// A line of text.
    static func text(
        _ text: String,
        at point: Point,
        class style: String,
        anchor: TextAnchor = .middle
    ) -> SVGElement {
        SVGElement(
            "text",
            [
                "class": style, "x": point.x.svg, "y": point.y.svg,
                "text-anchor": anchor.rawValue,
            ],
            text: text
        )
    }

    /// A line of text that reads from bottom to top.
    static func verticalText(_ text: String, at point: Point, class style: String) -> SVGElement {
        SVGElement(
            "text",
            [
                "class": style, "text-anchor": TextAnchor.middle.rawValue,
                "transform": "translate(\(point.x.svg) \(point.y.svg)) rotate(-90)",
            ],
            text: text
        )
    }

    /// A filled rectangle.
    static func rectangle(_ frame: Frame, class style: String) -> SVGElement {
        SVGElement(
            "rect",
            [
                "class": style, "x": frame.left.svg, "y": frame.top.svg,
                "width": frame.width.svg, "height": frame.height.svg,
            ]
        )
    }
}

/// The part of a line of text that is at its position.
enum TextAnchor: String {
    case start, middle, end
}
