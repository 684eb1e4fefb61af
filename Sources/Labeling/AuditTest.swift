import Foundation

/// Whether the audit of a rule contradicts what the rule promised, however often one looks.
///
/// The evidence is an e-process: the wealth of somebody who bets, from 1 on, that errors are more frequent than promised.
/// It is the equal mixture of the likelihood ratios of shares p above the promised one against the promised one,
///
///     mean over p of (p / promised)^errors · ((1 − p) / (1 − promised))^(n − errors)
///
/// with the p evenly spaced, in logarithms, between the promised share and 1. While errors are no more frequent than
/// promised, each ratio is a test supermartingale, so that the evidence ever reaches 1/delta with a probability of delta
/// at most (Ville 1939; Robbins 1970; Waudby-Smith and Ramdas 2024, "Estimating means of bounded random variables by
/// betting"). It depends on the counts alone, not on the order in which the audit came to them.
package enum AuditTest {
    /// With which a rule that keeps its promise is ever contradicted.
    package static let delta = 0.05
    private static let bets = 40

    /// At least 0; 1 where nothing was audited, or nothing promised: infinity is left at the largest number.
    ///
    /// - Parameter promised: the share of errors that was promised at most.
    package static func evidence(errors: Int, of n: Int, promised: Double) -> Double {
        guard n > 0, promised < 1, !promised.isNaN else { return 1 }
        let wrong = Double(max(0, min(errors, n)))
        // A promise of no error at all is contradicted by one; a share of 0 has no logarithm.
        let share = max(promised, 1e-12)
        var sum = 0.0
        for bet in 1...bets {
            let p = pow(share, 1 - Double(bet) / Double(bets + 1))
            let right = Double(n) - wrong
            sum += exp(wrong * log(p / share) + right * (log1p(-p) - log1p(-share)))
        }
        let evidence = sum / Double(bets)
        return evidence.isFinite ? evidence : .greatestFiniteMagnitude
    }

    package static func contradicts(errors: Int, of n: Int, promised: Double) -> Bool {
        evidence(errors: errors, of: n, promised: promised) * delta >= 1
    }
}
