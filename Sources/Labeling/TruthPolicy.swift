/// Which label counts as the ground truth of an item that several reviewers labelled.
///
/// In all of them an adjudication in force goes before the reviewers' own labels, and these before an imported gold.
package enum TruthPolicy: String, Hashable, Sendable, CaseIterable {
    /// The last decision in force, whoever made it.
    case single
    /// What more than half of the reviewers said, where there are enough of them; else nothing.
    case majority
    /// What all reviewers said, where there are enough of them; where they differ, nothing until it is adjudicated.
    case adjudicated
    /// The likeliest label by the model of Dawid and Skene (Applied Statistics 28, 1979), which weighs each reviewer by
    /// what they were found to confuse.
    case dawidSkene = "dawid-skene"
}
