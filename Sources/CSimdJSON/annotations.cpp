#include "reader.h"

using records::isNull;
using records::placeOf;
namespace ondemand = simdjson::ondemand;

namespace {

constexpr std::string_view predictionFields[] = {
    "model", "label", "confidence", "rationale", "cost_usd", "latency_ms", "outcome", "invalid_answer", "snapshot",
    "request_id", "prompt_version", "stop_reason", "escalation", "confidence_source", "samples", "is_repair", "service",
    "at",
};
constexpr std::string_view usageFields[] = {
    "input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens",
    "cache_creation_1h_input_tokens", "reasoning_tokens",
};
constexpr std::string_view decisionFields[] = {
    "reviewer", "action", "label", "at", "seconds", "note", "first_choice", "probability", "adjudication", "unclear",
    "undone_at", "undone_by",
};
/// What only Swift understands, where it is not null.
constexpr std::string_view rarePredictionFields[] = {"estimated_cost_usd", "estimated_as", "repair"};
constexpr std::string_view rareUsageFields[] = {"cache_creation", "output_tokens_details", "completion_tokens_details"};
constexpr std::string_view rareDecisionFields[] = {"act", "exposure"};

} // namespace

bool csimdjson_reader::readPredictions(ondemand::value value, csimdjson_record &record) {
    record.predictions.start = static_cast<uint32_t>(predictions.size());
    bool isRead = eachElement(value, [&](ondemand::value element) {
        if (predictions.size() - record.predictions.start >= 1000) return false;
        predictions.push_back(csimdjson_prediction{});
        return readPrediction(element, predictions.back());
    });
    record.predictions.length = static_cast<uint32_t>(predictions.size()) - record.predictions.start;
    return isRead;
}

bool csimdjson_reader::readPrediction(ondemand::value value, csimdjson_prediction &prediction) {
    return eachField(value, [&](std::string_view key, ondemand::value member) {
        int place = placeOf(key, predictionFields);
        if (place >= 0) return walker.field(member, prediction.fields[place]);
        if (key == "usage") return isNull(member) ? walker.pass(member, 3) : readUsage(member, prediction);
        if (placeOf(key, rarePredictionFields) >= 0 && !isNull(member)) return false;
        if (several && key == "labels" && !isNull(member)) return false;
        return walker.pass(member, 3);
    });
}

bool csimdjson_reader::readUsage(ondemand::value value, csimdjson_prediction &prediction) {
    return eachField(value, [&](std::string_view key, ondemand::value member) {
        int place = placeOf(key, usageFields);
        if (place >= 0) return walker.field(member, prediction.fields[CSIMDJSON_INPUT_TOKENS + place]);
        return !(placeOf(key, rareUsageFields) >= 0 && !isNull(member)) && walker.pass(member, 4);
    });
}

bool csimdjson_reader::readDecisions(ondemand::value value, csimdjson_record &record) {
    record.decisions.start = static_cast<uint32_t>(decisions.size());
    bool isRead = eachElement(value, [&](ondemand::value element) {
        if (decisions.size() - record.decisions.start >= 1000) return false;
        decisions.push_back(csimdjson_decision{});
        return readDecision(element, decisions.back());
    });
    record.decisions.length = static_cast<uint32_t>(decisions.size()) - record.decisions.start;
    return isRead;
}

bool csimdjson_reader::readDecision(ondemand::value value, csimdjson_decision &decision) {
    return eachField(value, [&](std::string_view key, ondemand::value member) {
        int place = placeOf(key, decisionFields);
        if (place >= 0) return walker.field(member, decision.fields[place]);
        if (key == "shown") return isNull(member) ? walker.pass(member, 3) : readShown(member, decision);
        if (placeOf(key, rareDecisionFields) >= 0 && !isNull(member)) return false;
        if (several && key == "labels" && !isNull(member)) return false;
        return walker.pass(member, 3);
    });
}

bool csimdjson_reader::readShown(ondemand::value value, csimdjson_decision &decision) {
    decision.shown.start = static_cast<uint32_t>(shown.size());
    bool isRead = eachElement(value, [&](ondemand::value element) {
        csimdjson_value model = {};
        if (!walker.field(element, model) || model.kind != CSIMDJSON_STRING) return false;
        shown.push_back(model.range);
        return true;
    });
    decision.shown.length = static_cast<uint32_t>(shown.size()) - decision.shown.start;
    return isRead;
}
