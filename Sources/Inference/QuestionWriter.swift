import Foundation
import Labeling

/// Where a client finds the pictures of items, and what its provider takes of them.
struct ImageSource: Sendable {
    /// What paths are relative to; nil: the current folder.
    let folder: URL?
    /// Amazon and Google take smaller files, and no addresses.
    let isCloud: Bool

    func load(_ reference: String) throws(InferenceError) -> ImageFile {
        do throws(ImageProblem) {
            let limit = isCloud ? ImageFile.cloudLimit : ImageFile.firstPartyLimit
            let image = try ImageFile.load(reference, relativeTo: folder, encodedLimit: limit)
            if isCloud, case .address = image.source {
                throw ImageProblem(reference: reference, reason: "this provider takes files, and no addresses")
            }
            return image
        } catch {
            throw InferenceError(kind: .configuration, message: error.description, isFatalForRun: false)
        }
    }
}

/// Makes the turns of a conversation out of a question.
struct QuestionWriter: Sendable {
    let prompt: Prompt
    let labels: LabelSet
    let model: String
    /// Nil: the model takes no images.
    let images: ImageSource?
    /// Takes out what the provider shall not see.
    let mask: @Sendable (String) -> String

    /// - Throws: an error of this item alone: pictures for a model that takes none, or that cannot be read.
    func turns(for question: Question) throws(InferenceError) -> [Turn] {
        var opening = Turn(role: .user, text: text(of: question.item))
        for reference in question.item.images { opening.images.append(try image(reference)) }
        guard let first = question.repairing else { return [opening] }
        let complaint = complaint(about: first)
        guard let said = said(in: first) else {
            // Nothing was said: two turns of one side in a row are not taken everywhere.
            opening.text += "\n\n" + complaint
            return [opening]
        }
        return [opening, Turn(role: .assistant, text: said), Turn(role: .user, text: complaint)]
    }

    /// The message about an item, without pictures.
    func text(of item: Item) -> String { prompt.message(mask(item.text)) }

    /// - Throws: an error of this item alone.
    private func image(_ reference: String) throws(InferenceError) -> ImageFile {
        guard let images else {
            throw InferenceError(
                kind: .configuration, message: "the item has images, and \(model) takes none", isFatalForRun: false)
        }
        return try images.load(reference)
    }

    private func said(in prediction: Prediction) -> String? {
        guard let answer = prediction.invalidAnswer, !answer.isBlank else { return nil }
        guard prediction.outcome == .unknownLabel else { return answer }
        // Of a label outside the set the label alone is kept.
        let rationale = prediction.rationale.map { [OrderedJSON.Member("rationale", .string($0))] } ?? []
        let said: OrderedJSON.Member
        if labels.allowsSeveral {
            guard let list = JSON(answer.utf8) else { return answer }
            said = .init("labels", .array(list.elements.compactMap { $0.text.map(OrderedJSON.string) }))
        } else {
            said = .init("label", .string(answer))
        }
        return String(decoding: OrderedJSON.object(rationale + [said]).data, as: UTF8.self)
    }

    private func complaint(about prediction: Prediction) -> String {
        let names = labels.labels.map { Prompt.quoted($0.name) }.joined(separator: ", ")
        let reason =
            switch prediction.outcome {
            case .unknownLabel:
                labels.allowsSeveral ? "not all of its labels are of the labels" : "its label is none of the labels"
            case .empty: "it is empty"
            default: "it is not the JSON object that was asked for"
            }
        let subject =
            prediction.outcome == .empty ? "Your last answer to this was not valid" : "That is no valid answer"
        let wanted = labels.allowsSeveral ? "any of these labels, or none" : "one of these labels"
        return "\(subject), because \(reason). Answer again, with \(wanted): \(names)."
    }
}
