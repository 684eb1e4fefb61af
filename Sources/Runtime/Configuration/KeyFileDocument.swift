import Foundation
package import Interchange
import ReviewUI

extension KeyFile {
    /// The names of the presets.
    package static var presets: [String] { KeyPreset.allCases.map(\.rawValue) }

    /// The keys in force as a commented key file.
    package var text: String { settings.keyFile }

    /// The keys in force, for machines.
    package var jsonDocument: JSONDocument {
        let commands = settings.bindings.map { binding -> JSONDocument in
            [
                "name": .string(binding.command.rawValue),
                "keys": .array(binding.keys.map { .string($0.description) }),
                "section": .string(binding.section.rawValue), "help": .string(binding.help),
            ]
        }
        let labels = settings.labelLetters.sorted { $0.key < $1.key }.map { name, letter -> JSONDocument in
            ["label": .string(name), "key": .string(String(letter))]
        }
        return [
            "preset": .string(settings.preset.rawValue), "file": JSONDocument(file?.path),
            "commands": .array(commands), "labels": .array(labels),
            "problems": .array(problems.map { .string($0.description) }),
        ]
    }
}
