import Foundation

/// The rules for structured outputs.
enum ModelServerSchema {
    /// The enumeration of the property `label`, where the request asks for a structured answer with one.
    static func labels(outputConfig value: Any?) throws(ModelServerRules.Refusal) -> [String] {
        guard let value else { return [] }
        guard let config = value as? ModelServerRules.Object else {
            throw .invalid("output_config: Input should be an object")
        }
        try ModelServerRules.only(["format", "effort"], in: config, at: "output_config.")
        guard let format = config["format"] else { return [] }
        guard let fields = format as? ModelServerRules.Object, fields["type"] as? String == "json_schema" else {
            throw .invalid("output_config.format.type: Input should be 'json_schema'")
        }
        try ModelServerRules.only(["type", "schema"], in: fields, at: "output_config.format.")
        guard let schema = fields["schema"] as? ModelServerRules.Object else {
            throw .invalid("output_config.format.schema: Field required")
        }
        try check(schema, at: "output_config.format.schema")
        let properties = schema["properties"] as? ModelServerRules.Object
        let label = properties?["label"] as? ModelServerRules.Object
        return label?["enum"] as? [String] ?? []
    }

    private static let known: Set<String> = [
        "type", "properties", "required", "additionalProperties", "description", "title", "enum", "const", "items",
        "anyOf", "allOf", "$ref", "$defs", "definitions", "default", "format", "pattern", "minItems",
    ]

    private static func check(_ schema: ModelServerRules.Object, at path: String) throws(ModelServerRules.Refusal) {
        if let unsupported = schema.keys.sorted().first(where: { !known.contains($0) }) {
            let type = schema["type"] as? String ?? "object"
            throw .invalid("\(path): For '\(type)' type, property '\(unsupported)' is not supported")
        }
        if schema["type"] as? String == "object" {
            guard schema["additionalProperties"] as? Bool == false else {
                throw .invalid("\(path): For 'object' type, 'additionalProperties' must be explicitly set to false")
            }
            let properties = schema["properties"] as? ModelServerRules.Object ?? [:]
            for name in schema["required"] as? [String] ?? [] where properties[name] == nil {
                throw .invalid("\(path).required: \(name) is no property")
            }
            for (name, value) in properties.sorted(by: { $0.key < $1.key }) {
                guard let property = value as? ModelServerRules.Object else {
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
        if let items = schema["items"] as? ModelServerRules.Object { try check(items, at: path + ".items") }
    }
}
