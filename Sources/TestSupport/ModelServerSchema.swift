import Foundation

/// The rules for structured outputs.
enum ModelServerSchema {
    typealias Object = ModelServerRules.Object
    typealias Failure = ModelServer.Failure

    static func read(
        outputConfig value: Any?, _ model: ServedModel, into question: inout ModelServer.Question
    ) throws(Failure) {
        guard let value else { return }
        guard let config = value as? Object else { throw .invalid("output_config: Input should be an object") }
        try ModelServerRules.only(["format", "effort"], in: config, at: "output_config.")
        if let effort = config["effort"] {
            guard let level = effort as? String, model.efforts.contains(level) else {
                throw .invalid("output_config.effort: not supported for this model")
            }
        }
        guard let format = config["format"] else { return }
        guard let fields = format as? Object, fields["type"] as? String == "json_schema" else {
            throw .invalid("output_config.format.type: Input should be 'json_schema'")
        }
        try ModelServerRules.only(["type", "schema"], in: fields, at: "output_config.format.")
        guard let schema = fields["schema"] as? Object else {
            throw .invalid("output_config.format.schema: Field required")
        }
        try check(schema, at: "output_config.format.schema")
        if question.turns.last?.role == "assistant" {
            throw .invalid("output_config.format: not compatible with a trailing assistant message")
        }
        question.form = .schema
        readProperties(of: schema, into: &question)
    }

    /// The names of the object's members, and the enumeration of `label`, or of the items of `labels`.
    static func readProperties(of schema: Object, into question: inout ModelServer.Question) {
        let properties = schema["properties"] as? Object ?? [:]
        question.properties = Set(properties.keys)
        let label = properties["label"] as? Object
        if let labels = label?["enum"] as? [String] { question.labels = labels }
        guard let list = properties["labels"] as? Object, list["type"] as? String == "array" else { return }
        question.listsLabels = true
        if let labels = (list["items"] as? Object)?["enum"] as? [String] { question.labels = labels }
    }

    private static let known: Set<String> = [
        "type", "properties", "required", "additionalProperties", "description", "title", "enum", "const", "items",
        "anyOf", "allOf", "$ref", "$defs", "definitions", "default", "format", "pattern", "minItems",
    ]

    static func check(_ schema: Object, at path: String) throws(Failure) {
        if let unsupported = schema.keys.sorted().first(where: { !known.contains($0) }) {
            let type = schema["type"] as? String ?? "object"
            throw .invalid("\(path): For '\(type)' type, property '\(unsupported)' is not supported")
        }
        if let least = schema["minItems"], ![0, 1].contains(least as? Int) {
            throw .invalid("\(path): For 'array' type, 'minItems' values other than 0 or 1 are not supported")
        }
        if schema["type"] as? String == "object" {
            guard schema["additionalProperties"] as? Bool == false else {
                throw .invalid("\(path): For 'object' type, 'additionalProperties' must be explicitly set to false")
            }
            let properties = schema["properties"] as? Object ?? [:]
            for name in schema["required"] as? [String] ?? [] where properties[name] == nil {
                throw .invalid("\(path).required: \(name) is no property")
            }
            for (name, value) in properties.sorted(by: { $0.key < $1.key }) {
                guard let property = value as? Object else {
                    throw .invalid("\(path).properties.\(name): Input should be an object")
                }
                try check(property, at: "\(path).properties.\(name)")
            }
        }
        if let values = schema["enum"] {
            guard let list = values as? [Any], !list.isEmpty else {
                throw .invalid("\(path).enum: at least one value is required")
            }
        }
        if let items = schema["items"] as? Object { try check(items, at: path + ".items") }
        for (index, part) in (schema["anyOf"] as? [Object] ?? []).enumerated() {
            try check(part, at: "\(path).anyOf.\(index)")
        }
    }

    /// OpenAI's rules for `strict`: every property required, nothing beside them, an object at the root.
    static func checkStrict(_ schema: Object, at path: String, isRoot: Bool = true) throws(Failure) {
        func wrong(_ reason: String) -> Failure {
            Failure(
                status: 400, message: "Invalid schema for response_format: In context=\(path), \(reason)",
                code: "invalid_json_schema", parameter: "response_format")
        }
        if isRoot, schema["type"] as? String != "object" || schema["anyOf"] != nil {
            throw wrong("schema must have type 'object' and not have 'anyOf' at the top level")
        }
        guard let properties = schema["properties"] as? Object else { return }
        guard schema["additionalProperties"] as? Bool == false else {
            throw wrong("'additionalProperties' is required to be supplied and to be false")
        }
        guard Set(schema["required"] as? [String] ?? []) == Set(properties.keys) else {
            throw wrong("'required' is required to be supplied and to be an array including every key in properties")
        }
        for (name, value) in properties.sorted(by: { $0.key < $1.key }) {
            if let property = value as? Object { try checkStrict(property, at: path + "." + name, isRoot: false) }
        }
    }
}
