/// Cohen's kappa (Cohen 1960), as scikit-learn `cohen_kappa_score`: 1 - n·disagreements / (n² - Σ row·column).
///
/// - Parameter chance: Σ row·column, over the categories.
/// - Returns: nil without rows, and when both raters said one and the same thing of everything.
func cohenKappa(n: Int, agreements: Int, chance: Int) -> Double? {
    let expected = n * n - chance
    return expected > 0 ? 1 - Double(n * (n - agreements)) / Double(expected) : nil
}
