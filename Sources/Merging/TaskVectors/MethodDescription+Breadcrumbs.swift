extension MethodDescription {
    package static let breadcrumbs = sparse(
        .breadcrumbs,
        "The base plus task vectors without their smallest elements and their outliers.",
        formula: bandFormula + "\n" + sumFormula,
        reference: breadcrumbsReference,
        density: "The part of each task vector that stays.",
        extent: gamma
    )

    package static let breadcrumbsTies = sparse(
        .breadcrumbsTies,
        "The base plus task vectors without small elements and outliers, where signs agree.",
        formula: bandFormula + "\n" + consensusFormula,
        reference: breadcrumbsReference,
        density: "The part of each task vector that stays.",
        extent: gamma
    )

    private static let bandFormula = """
        keep = int(density n)       top = int(gamma n)       bottom = max(0, n - keep - top)
        s_i = x_i - b without its bottom smallest magnitudes, and of the rest the keep smallest
        """
    private static let breadcrumbsReference =
        "Davari and Belilovsky: Model Breadcrumbs, ECCV 2024, arXiv 2312.06795"
    private static let gamma = MethodParameter.number(
        "gamma",
        default: 0.01,
        in: 0...1,
        scope: .perModel,
        "The part of each task vector that is left out as outliers: the greatest magnitudes."
    )
}
