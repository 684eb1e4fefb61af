#include "reader.h"

#include <cstring>
#include <new>

using records::Member;
using records::Walker;
using records::isNull;
using records::placeOf;
namespace ondemand = simdjson::ondemand;

namespace {

/// As `ItemDecoder` has them: what an export says beside its decisions.
constexpr std::string_view derivedFields[] = {
    "label", "action", "reviewer", "decided_at", "seconds", "note", "shown", "first_choice", "probability",
    "provenance", "exposure",
};
constexpr std::string_view truthFields[] = {"reviewers", "unclear", "truth_probability"};

/// Whether a character that is certainly no white space is in the text: one of ASCII, or of a block without any.
bool isPlainlyNotBlank(std::string_view text) {
    for (unsigned char byte : text) {
        if (byte > 0x20 && byte < 0x7F) return true;
        if (byte >= 0xC3 && byte != 0xE1 && byte != 0xE2 && byte != 0xE3) return true;
    }
    return false;
}

} // namespace

bool csimdjson_reader::read(const char *start, size_t length, size_t capacity, csimdjson_record &record) {
    metaMembers.clear();
    members.clear();
    metaKeys.clear();
    others.clear();
    walker.keys.clear();
    walker.values = 0;
    // Versions differ about a byte order mark here; what Swift says of one stands.
    if (static_cast<unsigned char>(start[0]) == 0xEF) return false;
    ondemand::document document;
    if (parser.iterate(simdjson::padded_string_view(start, length, capacity)).get(document) != simdjson::SUCCESS) {
        return false;
    }
    ondemand::object object;
    if (document.get_object().get(object) != simdjson::SUCCESS) return false;
    bool hasText = false, hasProvenance = false, hasDecisions = false;
    bool isRead = eachField(object, [&](std::string_view key, ondemand::value value) {
        if (key == textKey) {
            csimdjson_value text = {};
            if (!walker.field(value, text) || text.kind != CSIMDJSON_STRING) return false;
            std::string_view content(walker.bytes.data() + text.range.start, text.range.length);
            if (!isPlainlyNotBlank(content) || memchr(content.data(), 0, content.size()) != nullptr) return false;
            record.text = text.range;
            hasText = true;
            return true;
        }
        if (key == idKey) return readID(value, record);
        if (key == goldKey) {
            return walker.field(value, record.gold) &&
                   (record.gold.kind == CSIMDJSON_STRING || record.gold.kind == CSIMDJSON_NULL);
        }
        if (key == "meta") return isNull(value) ? walker.pass(value, 1) : readMeta(value);
        if (key == "predictions") return isNull(value) ? walker.pass(value, 1) : readPredictions(value, record);
        if (key == "decisions") {
            if (isNull(value)) return walker.pass(value, 1);
            hasDecisions = true;
            return readDecisions(value, record);
        }
        if (key == "image" || key == "images") return isNull(value) && walker.pass(value, 1);
        Member::Kind kind = Member::ordinary;
        if (placeOf(key, derivedFields) >= 0 || (several && key == "labels")) kind = Member::derived;
        if (placeOf(key, truthFields) >= 0) kind = Member::ofTruth;
        if (key == "provenance") hasProvenance = true;
        size_t first = members.size();
        if (!walker.keep(value, 1, members)) return false;
        others.push_back(Member{kind, key, first, members.size() - first});
        return true;
    });
    if (!isRead || !hasText) return false;
    // Nothing may stand after the object.
    const char *rest;
    if (document.current_location().get(rest) == simdjson::SUCCESS) return false;
    bool isExport = hasProvenance || hasDecisions;
    // Without decisions the flat fields of an export mean something.
    if (isExport && record.decisions.length == 0) return false;
    return finishMeta(isExport, hasProvenance, record);
}

bool csimdjson_reader::readMeta(ondemand::value value) {
    return eachField(value, [&](std::string_view key, ondemand::value member) {
        if (!metaMembers.empty()) metaMembers.push_back(',');
        metaMembers.push_back('"');
        metaMembers.append(key);
        metaMembers.append("\":");
        metaKeys.push_back(key);
        return walker.keep(member, 2, metaMembers);
    });
}

bool csimdjson_reader::finishMeta(bool isExport, bool hasProvenance, csimdjson_record &record) {
    size_t start = walker.bytes.size();
    walker.bytes.push_back('{');
    walker.bytes.append(metaMembers);
    for (const Member &member : others) {
        if (isExport && member.kind == Member::derived) continue;
        if (hasProvenance && member.kind == Member::ofTruth) continue;
        for (std::string_view key : metaKeys) {
            // Both name it: which one counts is told in Swift.
            if (key == member.key) return false;
        }
        if (walker.bytes.size() > start + 1) walker.bytes.push_back(',');
        walker.bytes.push_back('"');
        walker.bytes.append(member.key);
        walker.bytes.append("\":");
        walker.bytes.append(members, member.start, member.length);
    }
    if (walker.bytes.size() == start + 1) {
        walker.bytes.resize(start);
        return true;
    }
    walker.bytes.push_back('}');
    record.meta = {static_cast<uint32_t>(start), static_cast<uint32_t>(walker.bytes.size() - start)};
    return true;
}

bool csimdjson_reader::readID(ondemand::value value, csimdjson_record &record) {
    if (!walker.field(value, record.id)) return false;
    const char *content = walker.bytes.data() + record.id.range.start;
    size_t length = record.id.range.length;
    switch (record.id.kind) {
    case CSIMDJSON_NULL: return true;
    case CSIMDJSON_STRING: return memchr(content, 0, length) == nullptr;
    case CSIMDJSON_NUMBER:
        for (size_t index = 0; index < length; index++) {
            if (content[index] != '-' && (content[index] < '0' || content[index] > '9')) return false;
        }
        return true;
    default: return false;
    }
}

extern "C" {

csimdjson_reader *csimdjson_reader_new(const char *text, const char *id, const char *gold, bool several) {
    try {
        csimdjson_reader *reader = new csimdjson_reader();
        reader->textKey = text;
        reader->idKey = id;
        reader->goldKey = gold;
        reader->several = several;
        return reader;
    } catch (...) {
        return nullptr;
    }
}

void csimdjson_reader_free(csimdjson_reader *reader) { delete reader; }

void csimdjson_read(csimdjson_reader *reader, const uint8_t *block, size_t count, const csimdjson_range *places,
                    size_t records, csimdjson_record *results) {
    reader->walker.clear();
    reader->predictions.clear();
    reader->decisions.clear();
    reader->shown.clear();
    std::string padded;
    for (size_t index = 0; index < records; index++) {
        csimdjson_record &record = results[index];
        record = csimdjson_record{};
        const csimdjson_range place = places[index];
        // Larger ones would make simdjson's own memory grow with them.
        if (place.length == 0 || place.length > 1 << 20) continue;
        try {
            const char *start = reinterpret_cast<const char *>(block) + place.start;
            size_t capacity = count - place.start;
            if (capacity < place.length + simdjson::SIMDJSON_PADDING) {
                padded.assign(start, place.length);
                padded.append(simdjson::SIMDJSON_PADDING, ' ');
                start = padded.data();
                capacity = padded.size();
            }
            csimdjson_record found = {};
            if (reader->read(start, place.length, capacity, found)) {
                found.is_understood = true;
                record = found;
            }
        } catch (...) {
            // Out of memory: Swift may fare better, record by record.
        }
    }
}

const uint8_t *csimdjson_bytes(const csimdjson_reader *reader) {
    return reinterpret_cast<const uint8_t *>(reader->walker.bytes.data());
}
const csimdjson_prediction *csimdjson_predictions(const csimdjson_reader *reader) { return reader->predictions.data(); }
const csimdjson_decision *csimdjson_decisions(const csimdjson_reader *reader) { return reader->decisions.data(); }
const csimdjson_range *csimdjson_shown(const csimdjson_reader *reader) { return reader->shown.data(); }

} // extern "C"
