/// A method of generalised task arithmetic: what is left out of task vectors, and how the rest is
/// summed up.
struct TaskVectorFamily: Sendable, Equatable {
    let name: String
    /// What is left out; nil where nothing is.
    let sparsification: TaskVectorSettings.Sparsification?
    /// What is summed up.
    let sum: TaskVectorSettings.Sum
    /// The default of `normalize`.
    let normalizes: Bool
    /// The default of `rescale`.
    let rescales: Bool
    /// The parameter of the method's own, if it has one.
    let extent: String?

    init(
        _ name: String,
        _ sparsification: TaskVectorSettings.Sparsification?,
        sum: TaskVectorSettings.Sum = .all,
        normalizes: Bool = false,
        rescales: Bool = false,
        extent: String? = nil
    ) {
        self.name = name
        self.sparsification = sparsification
        self.sum = sum
        self.normalizes = normalizes
        self.rescales = rescales
        self.extent = extent
    }

    static let taskArithmetic = TaskVectorFamily("task_arithmetic", nil)
    static let ties = TaskVectorFamily("ties", .magnitude, sum: .agreeing, normalizes: true)
    static let dareLinear = TaskVectorFamily("dare_linear", .random, rescales: true)
    static let dareTies = TaskVectorFamily(
        "dare_ties",
        .random,
        sum: .agreeing,
        rescales: true
    )
    static let breadcrumbs = TaskVectorFamily("breadcrumbs", .outliers, extent: "gamma")
    static let breadcrumbsTies = TaskVectorFamily(
        "breadcrumbs_ties",
        .outliers,
        sum: .agreeing,
        extent: "gamma"
    )
    static let della = TaskVectorFamily(
        "della",
        .ranked,
        sum: .agreeing,
        normalizes: true,
        rescales: true,
        extent: "epsilon"
    )
    static let dellaLinear = TaskVectorFamily(
        "della_linear",
        .ranked,
        rescales: true,
        extent: "epsilon"
    )
}
