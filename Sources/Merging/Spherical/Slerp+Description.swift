extension MethodDescription {
    package static let slerp = MethodDescription(
        "slerp",
        "The point at t on the arc from the base to one model.",
        formula: """
            w = sin((1 - t) theta) / sin(theta) * b + sin(t theta) / sin(theta) * x
                theta: angle between base and model about the origin, one per tensor
            w = (1 - t) * b + t * x         where |cos(theta)| > 0.9995
            """,
        reference: "Shoemake: Animating rotation with quaternion curves, SIGGRAPH 1985; "
            + "as in mergekit 0.1.5",
        base: .required,
        modelCounts: 1...1,
        parameters: [
            MethodParameter("t", .global, .anyNumber, "0 is the base, 1 the model.")
        ],
        build: { arguments throws(MethodError) in Slerp(t: arguments.number("t")) }
    )
}
