extension MethodDescription {
    package static let modelStock = MethodDescription(
        "model_stock",
        "The point between base and average that is nearest to the centre of the weights.",
        formula: """
            t   = N c / (1 + (N - 1) c)      c: mean cosine of the angles between task vectors
            w   = t * average + (1 - t) * base
            """,
        reference: "Jang, Yun, Han: Model Stock, ECCV 2024, arXiv 2403.19522",
        base: .required,
        modelCounts: 2...Int.max,
        parameters: [
            .choice(
                "variant",
                ModelStockVariant.allCases.map(\.rawValue),
                default: ModelStockVariant.paper.rawValue,
                "Which definition of Model Stock."
            ),
            MethodParameter(
                "granularity",
                .global,
                .choice(Granularity.allCases.map(\.rawValue)),
                isOptional: true,
                "Which elements share a ratio; sd_mecha's own is lastdim, all others' is tensor."
            ),
            .flag("filter_wise", default: false, "mergekit's name for granularity lastdim."),
            .flag("clamp_t", default: false, "Keep the ratio between 0 and 1."),
            .choice(
                "lambda_bounds",
                ["none", "simplex"],
                default: "none",
                "Variant gram: keep the coefficients between 0 and 1, and their sum too."
            ),
            .choice(
                "b",
                ["constant", "columns"],
                default: "constant",
                "Variant gram: the right-hand side of its system."
            ),
        ],
        build: { arguments throws(MethodError) in
            let options = try ModelStockOptions(arguments)
            let counts = options.variant.preset.modelCounts
            guard counts.contains(arguments.modelCount) else {
                throw .modelCount(
                    method: "variant \(options.variant.rawValue) of model_stock",
                    needed: counts,
                    found: arguments.modelCount
                )
            }
            return ModelStock(modelCount: arguments.modelCount, options: options)
        }
    )
}

extension ModelStockOptions {
    fileprivate init(_ arguments: CheckedArguments) throws(MethodError) {
        let variant = ModelStockVariant(rawValue: arguments.text("variant")) ?? .paper
        let isBounded = arguments.text("lambda_bounds") == "simplex"
        let usesColumns = arguments.text("b") == "columns"
        guard variant == .gram || !isBounded && !usesColumns else {
            throw .contradiction(
                method: "model_stock",
                reason: "lambda_bounds and b have a meaning with variant gram only"
            )
        }
        var granularity = arguments.optionalText("granularity").flatMap(Granularity.init(rawValue:))
        if arguments.boolean("filter_wise") { granularity = granularity ?? .lastDimension }
        self.init(
            variant: variant,
            clampsRatio: arguments.boolean("clamp_t"),
            boundsCoefficients: isBounded,
            usesColumnMeans: usesColumns,
            granularity: granularity
        )
    }
}
