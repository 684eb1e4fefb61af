import Cells
import Labeling

// What stands between an item's head and its text: its images, and what is masked of it for the models.

extension ReviewModel {
    /// The images of the item under the cursor, in its order; those that nobody has looked at by their references alone.
    package var currentImages: [ImageLine] { currentDetail.map(images) ?? [] }

    func images(of detail: ItemDetail) -> [ImageLine] {
        let known = imageLines[detail.row.number] ?? []
        return detail.item.images.enumerated().map { index, reference in
            known.indices.contains(index) && known[index].reference == reference
                ? known[index] : ImageLine(reference: reference)
        }
    }

    /// The image that is opened.
    var currentImage: ImageLine? {
        let images = currentImages
        return images.isEmpty ? nil : images[selectedImage % images.count]
    }

    func whyImageUnavailable(_ command: Command) -> String? {
        guard let detail = currentDetail else { return nil }
        if let words = concealedWords(detail.row) { return "The item is \(words)." }
        guard let image = currentImage else { return "This item has no image." }
        if command == .nextImage { return currentImages.count > 1 ? nil : "This item has one image." }
        if let whyNoViewer { return whyNoViewer }
        return image.problem.map { "\(image.name): \($0)" }
    }

    mutating func viewImage() -> [Effect] {
        guard let image = currentImage else { return [] }
        hasActed = true
        return [.openImage(request(.image(image.name)), reference: image.reference)]
    }

    mutating func selectNextImage() {
        guard let count = currentDetail?.item.images.count, count > 1 else { return }
        hasActed = true
        selectedImage = (selectedImage + 1) % count
        notice = Notice(text: "Image \(selectedImage + 1) of \(count): \(currentImage?.name ?? "")", role: .muted)
    }

    mutating func imageAnswered(_ request: RequestID, failure: String?) {
        guard case .image(let name)? = awaiting[request] else { return }
        awaiting[request] = nil
        if let failure {
            notice = Notice(text: "\(name): \(failure)", role: .error)
        } else {
            notice = Notice(text: "Opened \(name).", role: .saved)
        }
    }
}

// MARK: - Privacy

extension ReviewModel {
    /// What the models see of one item.
    struct Masked: Hashable, Sendable {
        var number: ItemNumber
        /// Nil: the item is too long to be masked while a key waits.
        var text: String?
        /// `2 emails, 1 phone`; empty: nothing is masked.
        var words: String
    }

    /// Longer items are masked when they are sent, and not here.
    private static let longestMaskedBytes = 256 * 1024

    /// Whether the text on screen is the one that models are sent.
    package var showsMaskedText: Bool { showsMasked && currentMasked?.text != nil }

    /// What is masked of the item under the cursor; nil: nothing.
    var currentMasked: Masked? {
        guard let masked, masked.number == current, !masked.words.isEmpty else { return nil }
        return masked
    }

    mutating func maskText() {
        guard !task.privacy.redact.isEmpty, let current, masked?.number != current, let detail = details[current] else {
            return
        }
        let text = detail.item.text
        guard text.utf8.count <= ReviewModel.longestMaskedBytes else {
            let kinds = task.privacy.redact.map { $0.words(count: 2) }.joined(separator: ", ")
            masked = Masked(number: current, text: nil, words: "all \(kinds)")
            return
        }
        let result = Redaction(task.privacy.redact).masked(text)
        let counts = Redactable.allCases.compactMap { kind in
            result.counts[kind].flatMap { $0 > 0 ? "\($0.grouped) \(kind.words(count: $0))" : nil }
        }
        masked = Masked(number: current, text: result.text, words: counts.joined(separator: ", "))
    }

    var whyMaskedUnavailable: String? {
        if showsMasked { return nil }
        guard !task.privacy.redact.isEmpty else { return "This task masks nothing: it has no [privacy] redact." }
        guard currentDetail != nil else { return nil }
        guard let currentMasked else { return "Nothing in this item is masked for the models." }
        return currentMasked.text == nil ? "This item is too long to be shown as it is sent." : nil
    }

    mutating func toggleMasked() {
        hasActed = true
        showsMasked.toggle()
        let words = showsMasked ? "Texts are shown as they are sent to the models." : "Texts are shown as they came."
        notice = Notice(text: words, role: .muted)
    }
}
