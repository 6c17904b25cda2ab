/// Interpolates between the base and one fine-tuned model: WiSE-FT.
///
/// `θ(α) = (1 - α) · θ_base + α · θ_model` (section 5 of the soups page).
///
/// - Parameters:
///   - base: The elements of the zero-shot model.
///   - model: The elements of the fine-tuned model.
///   - alpha: The weight α of the fine-tuned model; any number, usually in 0...1.
/// - Returns: The interpolated elements; the end point itself when α is 0 or 1, because the
///   formula would lose the signs of zeros.
/// - Precondition: Both have the same number of elements.
public func referenceInterpolation(base: [Double], model: [Double], weight alpha: Double)
    -> [Double]
{
    precondition(base.count == model.count, "The models differ in their element count.")
    if alpha == 0 { return base }
    if alpha == 1 { return model }
    return base.indices.map { element in
        (1 - alpha) * base[element] + alpha * model[element]
    }
}
