/// Holm's step-down correction (Holm 1979) of several p, as statsmodels `multipletests(method="holm")`.
///
/// - Returns: in the order of `p`, each at least as large as before and at most 1.
func holm(_ p: [Double]) -> [Double] {
    var corrected = p
    var least = 0.0
    for (rank, index) in p.indices.sorted(by: { (p[$0], $0) < (p[$1], $1) }).enumerated() {
        least = max(least, min(1, p[index] * Double(p.count - rank)))
        corrected[index] = least
    }
    return corrected
}
