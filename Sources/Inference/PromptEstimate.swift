package import Labeling

/// How long a task's prompt is likely to be for a model, in tokens, before anything is sent.
package struct PromptEstimate: Hashable, Sendable {
    /// The part that is the same for every item, and that a cache can keep.
    package var stable: Int
    /// An item in its frame: the mean of the given texts, of an empty one where there are none.
    package var item: Int
    /// With what the model thinks before it, where it does.
    package var answer: Int

    /// - Parameters:
    ///   - facts: nil: the model is not in the table, and counted as one with the older tokenizer.
    ///   - texts: items of the task.
    package init(_ setting: ModelSetting, task: TaskDefinition, facts: ModelFacts?, texts: [String]) {
        let prompt = Prompt(task)
        func likely(_ text: String) -> Int {
            TokenEstimate.expected(text, newTokenizer: facts?.hasNewTokenizer ?? false)
        }
        stable =
            likely(prompt.system) + likely(String(decoding: prompt.schema.data, as: UTF8.self))
            + TokenEstimate.expectedOverhead
        let lengths = (texts.isEmpty ? [""] : texts).map { likely(prompt.message($0)) }
        item = (lengths.reduce(0, +) + lengths.count / 2) / lengths.count
        let alwaysThinks = facts.map { $0.thinksByDefault && !$0.thinking.contains(.disabled) } ?? false
        let thinks = alwaysThinks || setting.thinking != .off
        answer = TokenEstimate.expectedAnswer + (thinks ? TokenEstimate.expectedThinking : 0)
    }
}
