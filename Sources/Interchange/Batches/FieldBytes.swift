import CSimdJSON

/// The values that simdjson found, as places in its bytes.
struct FieldBytes {
    enum Text {
        /// Absent or null.
        case missing
        case bytes(UnsafeRawBufferPointer)
        /// Of another kind, or with a NUL.
        case unusual
    }

    private let base: UnsafeRawPointer

    init(_ base: UnsafePointer<UInt8>) { self.base = UnsafeRawPointer(base) }

    func bytes(_ range: csimdjson_range) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: base + Int(range.start), count: Int(range.length))
    }

    func text(_ value: csimdjson_value) -> Text {
        if value.kind == CSIMDJSON_ABSENT || value.kind == CSIMDJSON_NULL { return .missing }
        guard value.kind == CSIMDJSON_STRING else { return .unusual }
        let content = bytes(value.range)
        return content.contains(0) ? .unusual : .bytes(content)
    }
}

func == (kind: UInt32, other: Int) -> Bool { kind == UInt32(other) }
func != (kind: UInt32, other: Int) -> Bool { kind != UInt32(other) }
