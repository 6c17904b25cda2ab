/// Averages models plainly: the uniform soup.
///
/// `w̄ = (1/N) Σ w_i` (section 1 of the soups page).
///
/// - Parameter models: The elements of every model.
/// - Returns: The average of every element.
/// - Precondition: There is at least one model, and all have the same number of elements.
/// - Numerics: sums in Double in the order of the models and divides once. The sum starts with
///   the first model, not with zero, so that models which all hold -0 keep it.
package func referenceAverage(models: [[Double]]) -> [Double] {
    precondition(!models.isEmpty, "an average needs a model")
    for model in models {
        precondition(model.count == models[0].count, "The models differ in their element count.")
    }
    return models[0].indices.map { element in
        var sum = models[0][element]
        for model in models.dropFirst() {
            sum += model[element]
        }
        return sum / Double(models.count)
    }
}
