extension MethodDescription {
    package static let karcher = MethodDescription(
        "karcher",
        "The Karcher mean of the directions of all inputs, with their mean length.",
        formula: """
            u_i = x_i / |x_i|             models and base alike; |x_i| <= tol takes no part
            u   = sum_i u_i, normalised; then up to max_iter times
                  T = (1/k) sum_i (theta_i / sin(theta_i)) (u_i - cos(theta_i) u)
                  u = cos|T| u + sin|T| T / |T|          until |T| < tol
            w   = u * (1/n) sum_i |x_i|      k inputs take part, of n
            """,
        reference: "Karcher: Riemannian center of mass and mollifier smoothing, 1977; "
            + "as in mergekit 0.1.5",
        base: .optional,
        modelCounts: 1...Int.max,
        parameters: [
            MethodParameter(
                "max_iter",
                .global,
                .integer(1...1000),
                default: .number(10),
                "The largest number of steps."
            ),
            MethodParameter(
                "tol",
                .global,
                .number(1e-12...1),
                default: .number(1e-5),
                "The angle in radians below which a step is the last."
            ),
        ],
        build: { arguments throws(MethodError) in
            Karcher(
                modelCount: arguments.modelCount,
                stepCount: arguments.integer("max_iter"),
                tolerance: arguments.number("tol")
            )
        }
    )
}
