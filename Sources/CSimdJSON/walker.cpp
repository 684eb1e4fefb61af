#include "walker.h"

#include <cstring>

namespace records {

namespace {

bool isDigit(char byte) { return byte >= '0' && byte <= '9'; }

std::string_view trimmed(std::string_view token) {
    while (!token.empty() && (token.back() == ' ' || token.back() == '\n' || token.back() == '\r' || token.back() == '\t')) {
        token.remove_suffix(1);
    }
    return token;
}

struct Number {
    bool isValid = false;
    bool isNegative = false;
    bool hasExponent = false;
    size_t digits = 0;
    size_t decimals = 0;

    /// By the grammar of RFC 8259.
    explicit Number(std::string_view text) {
        size_t index = 0;
        auto run = [&] {
            size_t start = index;
            while (index < text.size() && isDigit(text[index])) index++;
            return index - start;
        };
        if (index < text.size() && text[index] == '-') {
            isNegative = true;
            index++;
        }
        bool leadsWithZero = index < text.size() && text[index] == '0';
        digits = run();
        if (digits == 0 || (leadsWithZero && digits > 1)) return;
        if (index < text.size() && text[index] == '.') {
            index++;
            decimals = run();
            if (decimals == 0) return;
        }
        if (index < text.size() && (text[index] | 0x20) == 'e') {
            hasExponent = true;
            index++;
            if (index < text.size() && (text[index] == '+' || text[index] == '-')) index++;
            if (run() == 0) return;
        }
        isValid = index == text.size();
    }
};

/// Appends the number as the store keeps it: an integer of 64 bits, or a decimal without zeros at its end.
bool keepNumber(std::string_view token, std::string &out) {
    Number number(token);
    if (!number.isValid || number.hasExponent || number.digits + number.decimals > 30) return false;
    if (number.decimals > 0) {
        while (token.back() == '0') token.remove_suffix(1);
        if (token.back() == '.') {
            token.remove_suffix(1);
            number.decimals = 0;
        }
    }
    if (number.decimals == 0 && (number.digits > 18 || token == "-0")) return false;
    out.append(token);
    return true;
}

/// Whether no other sequence of characters is canonically equivalent to one that has this character among such
/// characters: none of them changes in NFC or combines with a neighbour.
bool standsForItself(uint32_t code) {
    return code < 0x300 || (code >= 0x410 && code <= 0x44F && code != 0x419 && code != 0x439) ||
           (code >= 0x4E00 && code <= 0x9FFF) || (code >= 0xAC00 && code <= 0xD7A3);
}

} // namespace

bool Walker::keyOf(ondemand::field &field, std::string_view &key) {
    const char *start = field.key().raw();
    const char *end = start;
    while (*end != '"') {
        unsigned char byte = static_cast<unsigned char>(*end);
        if (byte == '\\') return false;
        if (byte < 0x80) {
            end++;
            continue;
        }
        // simdjson has seen that this is UTF-8.
        int length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
        uint32_t code = byte & (0xFF >> (length + 1));
        for (int index = 1; index < length; index++) code = code << 6 | (end[index] & 0x3F);
        if (!standsForItself(code)) return false;
        end += length;
    }
    key = std::string_view(start, static_cast<size_t>(end - start));
    return true;
}

bool Walker::unescaped(ondemand::value value, std::string_view &content) {
    std::string_view token = trimmed(value.raw_json_token());
    if (token.size() < 2 || token.front() != '"' || token.back() != '"') return false;
    std::string_view inside = token.substr(1, token.size() - 2);
    if (memchr(inside.data(), '\\', inside.size()) == nullptr) {
        content = inside;
        ondemand::raw_json_string consumed;
        return value.get_raw_json_string().get(consumed) == simdjson::SUCCESS;
    }
    if (value.get_string().get(content) != simdjson::SUCCESS) return false;
    // Versions of simdjson differ about half of a surrogate pair; what it would be made to is no UTF-8.
    return simdjson::validate_utf8(content.data(), content.size());
}

bool Walker::field(ondemand::value value, csimdjson_value &result) {
    ondemand::json_type type;
    if (value.type().get(type) != simdjson::SUCCESS) return false;
    switch (type) {
    case ondemand::json_type::string: {
        std::string_view content;
        if (!unescaped(value, content)) return false;
        result.kind = CSIMDJSON_STRING;
        result.range = append(content);
        return true;
    }
    case ondemand::json_type::number: {
        std::string_view token = trimmed(value.raw_json_token());
        if (!Number(token).isValid) return false;
        result.kind = CSIMDJSON_NUMBER;
        result.range = append(token);
        return true;
    }
    case ondemand::json_type::boolean: {
        bool flag;
        if (value.get_bool().get(flag) != simdjson::SUCCESS) return false;
        result.kind = flag ? CSIMDJSON_TRUE : CSIMDJSON_FALSE;
        return true;
    }
    case ondemand::json_type::null:
        if (trimmed(value.raw_json_token()) != "null") return false;
        result.kind = CSIMDJSON_NULL;
        return true;
    default: return false;
    }
}

bool Walker::write(ondemand::value value, int depth, std::string *out) {
    ondemand::json_type type;
    // A record of very many values is refused; Swift says so.
    if (++values > mostValues) return false;
    if (value.type().get(type) != simdjson::SUCCESS) return false;
    switch (type) {
    case ondemand::json_type::object: return depth < deepest && writeObject(value, depth, out);
    case ondemand::json_type::array: return depth < deepest && writeArray(value, depth, out);
    case ondemand::json_type::string: return writeString(value, out);
    case ondemand::json_type::number: {
        std::string_view token = trimmed(value.raw_json_token());
        return out == nullptr ? Number(token).isValid : keepNumber(token, *out);
    }
    case ondemand::json_type::boolean:
    case ondemand::json_type::null: {
        std::string_view token = trimmed(value.raw_json_token());
        if (token != "null" && token != "true" && token != "false") return false;
        if (out != nullptr) out->append(token);
        return true;
    }
    default: return false;
    }
}

bool Walker::writeString(ondemand::value value, std::string *out) {
    std::string_view token = trimmed(value.raw_json_token());
    std::string_view content;
    if (!unescaped(value, content)) return false;
    if (out != nullptr) out->append(token);
    return true;
}

bool Walker::writeObject(ondemand::value value, int depth, std::string *out) {
    ondemand::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS) return false;
    if (out != nullptr) out->push_back('{');
    Keys known(keys);
    bool isFirst = true;
    for (auto result : object) {
        ondemand::field field;
        std::string_view key;
        if (std::move(result).get(field) != simdjson::SUCCESS || !keyOf(field, key) || !known.isNew(key)) return false;
        if (out != nullptr) {
            if (!isFirst) out->push_back(',');
            out->push_back('"');
            out->append(key);
            out->append("\":");
        }
        isFirst = false;
        if (!write(field.value(), depth + 1, out)) return false;
    }
    if (out != nullptr) out->push_back('}');
    return true;
}

bool Walker::writeArray(ondemand::value value, int depth, std::string *out) {
    ondemand::array array;
    if (value.get_array().get(array) != simdjson::SUCCESS) return false;
    if (out != nullptr) out->push_back('[');
    bool isFirst = true;
    for (auto result : array) {
        ondemand::value element;
        if (std::move(result).get(element) != simdjson::SUCCESS) return false;
        if (out != nullptr && !isFirst) out->push_back(',');
        isFirst = false;
        if (!write(element, depth + 1, out)) return false;
    }
    if (out != nullptr) out->push_back(']');
    return true;
}

} // namespace records
