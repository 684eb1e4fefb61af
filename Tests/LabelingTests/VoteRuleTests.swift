import Labeling
import Testing

/// The rule of ground truth where several reviewers decide, case by case.
@Suite struct VoteRuleTests {
    private let x = Label("x")
    private let y = Label("y")

    private func say(_ reviewer: String, _ verdict: Verdict, _ at: Int64 = 0, adjudicating: Bool = false) -> Decision {
        Decision(
            reviewer: reviewer, verdict: verdict, at: Timestamp(milliseconds: at), isAdjudication: adjudicating)
    }

    private func votes(_ decisions: [Decision], _ policy: TruthPolicy = .adjudicated, needed: Int = 2) -> ItemVotes {
        ItemVotes(decisions: decisions, gold: nil, policy: policy, needed: needed)
    }

    @Test func oneOfTwoDecidesNothingYet() {
        let votes = votes([say("ana", .override(x)), say("ana", .override(y), 1)])
        #expect(votes.count == 1 && votes.isOpen && !votes.isDisputed && votes.truth == nil)
    }

    @Test func thatNoLabelFitsIsAVoteLikeAnother() {
        #expect(votes([say("ana", .reject), say("bo", .override(x))]).isDisputed)
        let both = votes([say("ana", .reject), say("bo", .reject)])
        #expect(both.truth?.label == nil && both.truth?.provenance == .consensus)
    }

    @Test func acceptAndOverrideOfOneLabelAreTheSameVoteAndTheNewestStandsForThem() {
        let votes = votes([say("ana", .accept(x), 5), say("bo", .override(x), 3)])
        #expect(votes.truth?.provenance == .consensus && votes.truth?.decision?.reviewer == "ana")
        #expect(
            votes.truth?.reviewers(among: [say("ana", .accept(x), 5), say("bo", .override(x), 3)]) == ["ana", "bo"])
    }

    @Test(arguments: [
        (2, "xy", false), (2, "xyx", true), (2, "xxyy", false), (3, "xy", false), (3, "xyzxx", true),
        (4, "xxyz", false),
    ])
    func aMajorityIsMoreThanHalfOfAllWhoVoted(needed: Int, said: String, isDecided: Bool) {
        let decisions = said.enumerated().map { say("r\($0)", .override(Label(String($1)))) }
        let votes = votes(decisions, .majority, needed: needed)
        #expect((votes.truth?.label == x) == isDecided)
        #expect(votes.isDisputed == (!isDecided && said.count >= needed))
    }

    @Test func anAdjudicationGoesBeforeWhatIsSaidAfterIt() {
        let decisions = [
            say("ana", .override(x)), say("cy", .override(y), 1, adjudicating: true), say("bo", .override(x), 2),
        ]
        for policy in TruthPolicy.allCases {
            let truth = votes(decisions, policy).truth
            #expect(truth?.label == y && truth?.provenance == .adjudicated)
        }
        #expect(GroundTruth.resolve(decisions: decisions, gold: nil)?.label == y, "where one reviewer decides, too")
    }

    @Test func whoAdjudicatedMayStillVoteAndBothCount() {
        let decisions = [
            say("ana", .override(x)), say("ana", .override(y), 1, adjudicating: true), say("bo", .override(x), 2),
        ]
        #expect(votes(decisions).count == 2)
    }

    @Test func theTaskFileChoosesAndElseEachItemHasTheRuleOfItsReviewers() {
        var settings = ReviewSettings()
        let ids = (0..<50).map { Item.ID("\($0)") }
        #expect(ids.allSatisfy { settings.truthPolicy(for: $0) == .single })
        (settings.overlap, settings.overlapShare) = (2, 0.5)
        #expect(Set(ids.map { settings.truthPolicy(for: $0) }) == [.single, .adjudicated])
        settings.truth = .majority
        #expect(ids.allSatisfy { settings.truthPolicy(for: $0) == .majority })
    }
}
