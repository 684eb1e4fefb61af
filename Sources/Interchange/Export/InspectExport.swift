import Labeling

/// Samples of Inspect, as its `json_dataset` reads them, and a task that runs them.
package struct InspectExport: ExportShape {
    package static let fileExtension = "jsonl"

    private let context: ExportContext
    private var lost = LostFields()

    package init(_ context: ExportContext) { self.context = context }

    package var losses: ExportLosses { lost.losses }

    private static let said = LostFields.Fields(.provenance, .confidence)

    package mutating func append(_ item: ExportedItem, to bytes: inout [UInt8]) throws(ExportOmission) {
        let members = try item.labels(of: context.labels)
        bytes += #"{"input":"#.utf8
        JSONDocument.append(string: item.annotated.item.text, to: &bytes)
        bytes += #","target":"#.utf8
        if context.labels.allowsSeveral {
            JSONDocument(members.map(\.name)).append(to: &bytes)
        } else {
            JSONDocument.append(string: members.first?.name ?? "", to: &bytes)
        }
        bytes += #","id":"#.utf8
        JSONDocument.append(string: item.annotated.item.id.value, to: &bytes)
        bytes += #","metadata":{"provenance":"#.utf8
        JSONDocument(item.truth?.provenance.rawValue).append(to: &bytes)
        let (first, second) = context.opinions(of: item.annotated)
        for (rank, prediction) in [("first", first), ("second", second)] {
            guard let prediction else { continue }
            bytes += #",""#.utf8
            bytes += rank.utf8
            bytes += #"":{"model":"#.utf8
            JSONDocument.append(string: prediction.model, to: &bytes)
            bytes += #","label":"#.utf8
            JSONDocument(prediction.label).append(to: &bytes)
            bytes += #","confidence":"#.utf8
            JSONDocument(prediction.confidence).append(to: &bytes)
            bytes.append(UInt8(ascii: "}"))
        }
        bytes += "}}\n".utf8
        lost.note(
            LostFields.Fields(of: item, keeping: [first, second].compactMap(\.self)).subtracting(InspectExport.said))
    }

    package func companions(of files: [ExportedFile]) -> [CompanionFile] {
        guard let file = files.last else { return [] }
        let name = "\(file.stem)-task.py"
        let judged =
            context.labels.allowsSeveral
            ? """
                    try:
                        answer = json.loads(answer)
                        said = {label for label, holds in answer.items() if holds is True}
                    except (ValueError, AttributeError):
                        said = None
                    right = said == set(target.target)
            """
            : """
                    right = answer.casefold() == target.text.strip().casefold()
            """
        let script = """
            # Written by renga export: a task of Inspect for the samples beside it.
            #   inspect eval \(Quoted.comment(name)) --model MODEL [-T file=OTHER.jsonl]
            import json
            import pathlib

            from inspect_ai import Task, task
            from inspect_ai.dataset import json_dataset
            from inspect_ai.model import ChatMessageSystem
            from inspect_ai.scorer import CORRECT, INCORRECT, Score, accuracy, scorer, stderr
            from inspect_ai.solver import generate, solver

            FILE = str(pathlib.Path(__file__).resolve().parent / \(Quoted.string(file.name)))
            INSTRUCTIONS = \(Quoted.string(TaskPrompt(context).system))


            # system_message() would read braces in the instructions as a template.
            @solver
            def instructions():
                async def solve(state, generate):
                    state.messages.insert(0, ChatMessageSystem(content=INSTRUCTIONS))
                    return state

                return solve


            # The whole answer, without regard to case: match() and exact() would take "c" for "c++".
            @scorer(metrics=[accuracy(), stderr()])
            def label():
                async def score(state, target):
                    answer = state.output.completion.strip()
            \(judged)
                    return Score(value=CORRECT if right else INCORRECT, answer=state.output.completion)

                return score


            @task
            def labels(file=FILE):
                return Task(dataset=json_dataset(file), solver=[instructions(), generate()], scorer=label())

            """
        return [CompanionFile(name: name, bytes: Array(script.utf8))]
    }
}
