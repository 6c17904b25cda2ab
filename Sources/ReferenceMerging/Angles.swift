// The only mathematics here that the standard library lacks: acos and cos.
import Glibc

/// Returns the angle in degrees of a cosine: acos(c) · 180 / π, for c limited to [-1, 1].
func degrees(ofCosine cosine: Double) -> Double {
    acos(limited(cosine, from: -1, to: 1)) * 180 / Double.pi
}

/// Returns the cosine of an angle in degrees: cos(θ · π / 180).
///
/// Ninety degrees give exactly zero, although π / 2 is no Double: layers whose task vectors are all
/// zero or all orthogonal must come out as the base.
func cosine(ofDegrees degrees: Double) -> Double {
    degrees == 90 ? 0 : cos(degrees * Double.pi / 180)
}

/// Returns the value, or the bound it lies beyond; NaN stays NaN.
func limited(_ value: Double, from lower: Double, to upper: Double) -> Double {
    if value < lower { return lower }
    if value > upper { return upper }
    return value
}
