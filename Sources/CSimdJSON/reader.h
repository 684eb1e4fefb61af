// One record of JSON Lines: where its fields are, its predictions and decisions.
#ifndef CSIMDJSON_READER_H
#define CSIMDJSON_READER_H

#include "walker.h"

namespace records {

/// A field of a record that is kept among its meta data.
struct Member {
    enum Kind { ordinary, derived, ofTruth };
    Kind kind;
    std::string_view key;
    size_t start;
    size_t length;
};

template <size_t count>
inline int placeOf(std::string_view key, const std::string_view (&names)[count]) {
    for (size_t index = 0; index < count; index++) {
        if (names[index] == key) return static_cast<int>(index);
    }
    return -1;
}

inline bool isNull(ondemand::value value) {
    ondemand::json_type type;
    return value.type().get(type) == simdjson::SUCCESS && type == ondemand::json_type::null;
}

} // namespace records

struct csimdjson_reader {
    std::string textKey, idKey, goldKey;
    bool several;
    simdjson::ondemand::parser parser;
    records::Walker walker;
    std::vector<csimdjson_prediction> predictions;
    std::vector<csimdjson_decision> decisions;
    std::vector<csimdjson_range> shown;

    bool read(const char *start, size_t length, size_t capacity, csimdjson_record &record);

private:
    std::string metaMembers, members;
    std::vector<std::string_view> metaKeys;
    std::vector<records::Member> others;

    bool readMeta(simdjson::ondemand::value value);
    bool readID(simdjson::ondemand::value value, csimdjson_record &record);
    bool readPredictions(simdjson::ondemand::value value, csimdjson_record &record);
    bool readPrediction(simdjson::ondemand::value value, csimdjson_prediction &prediction);
    bool readUsage(simdjson::ondemand::value value, csimdjson_prediction &prediction);
    bool readDecisions(simdjson::ondemand::value value, csimdjson_record &record);
    bool readDecision(simdjson::ondemand::value value, csimdjson_decision &decision);
    bool readShown(simdjson::ondemand::value value, csimdjson_decision &decision);
    bool finishMeta(bool isExport, bool hasProvenance, csimdjson_record &record);

    template <typename Body> bool eachField(simdjson::ondemand::value value, Body body) {
        simdjson::ondemand::object object;
        if (value.get_object().get(object) != simdjson::SUCCESS) return false;
        return eachField(object, body);
    }

    template <typename Body> bool eachField(simdjson::ondemand::object &object, Body body) {
        records::Walker::Keys known(walker.keys);
        for (auto result : object) {
            simdjson::ondemand::field field;
            std::string_view key;
            if (std::move(result).get(field) != simdjson::SUCCESS || !records::Walker::keyOf(field, key)) return false;
            if (!known.isNew(key)) return false;
            if (!body(key, field.value())) return false;
        }
        return true;
    }

    template <typename Body> bool eachElement(simdjson::ondemand::value value, Body body) {
        simdjson::ondemand::array array;
        if (value.get_array().get(array) != simdjson::SUCCESS) return false;
        for (auto result : array) {
            simdjson::ondemand::value element;
            if (std::move(result).get(element) != simdjson::SUCCESS || !body(element)) return false;
        }
        return true;
    }
};

#endif
