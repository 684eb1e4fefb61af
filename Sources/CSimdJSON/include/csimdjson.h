// simdjson, which is C++, behind functions of C.
#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Whether the bytes are UTF-8 throughout.
bool csimdjson_is_utf8(const void *bytes, size_t count);

// Records of items: many in one call, each as places in one block of bytes.
//
// What is read here is read as the decoder in Swift reads it, or not at all: a record with anything unusual about it is
// given back as not understood, and the decoder in Swift, which has words for every mistake, reads it again.

/// What stands under a key. A value of another kind makes its record one that is not understood.
enum {
    CSIMDJSON_ABSENT,
    CSIMDJSON_NULL,
    CSIMDJSON_STRING,
    /// As it is spelled.
    CSIMDJSON_NUMBER,
    CSIMDJSON_TRUE,
    CSIMDJSON_FALSE,
};

/// The fields of a prediction.
enum {
    CSIMDJSON_MODEL,
    CSIMDJSON_LABEL,
    CSIMDJSON_CONFIDENCE,
    CSIMDJSON_RATIONALE,
    CSIMDJSON_COST,
    CSIMDJSON_LATENCY,
    CSIMDJSON_OUTCOME,
    CSIMDJSON_INVALID_ANSWER,
    CSIMDJSON_SNAPSHOT,
    CSIMDJSON_REQUEST_ID,
    CSIMDJSON_PROMPT_VERSION,
    CSIMDJSON_STOP_REASON,
    CSIMDJSON_ESCALATION,
    CSIMDJSON_CONFIDENCE_SOURCE,
    CSIMDJSON_SAMPLES,
    CSIMDJSON_IS_REPAIR,
    CSIMDJSON_SERVICE,
    CSIMDJSON_AT,
    CSIMDJSON_INPUT_TOKENS,
    CSIMDJSON_OUTPUT_TOKENS,
    CSIMDJSON_CACHE_CREATION,
    CSIMDJSON_CACHE_READ,
    CSIMDJSON_CACHE_CREATION_1H,
    CSIMDJSON_REASONING,
    CSIMDJSON_PREDICTION_FIELDS,
};

/// The fields of a decision.
enum {
    CSIMDJSON_REVIEWER,
    CSIMDJSON_ACTION,
    CSIMDJSON_DECIDED_LABEL,
    CSIMDJSON_DECIDED_AT,
    CSIMDJSON_SECONDS,
    CSIMDJSON_NOTE,
    CSIMDJSON_FIRST_CHOICE,
    CSIMDJSON_PROBABILITY,
    CSIMDJSON_ADJUDICATION,
    CSIMDJSON_UNCLEAR,
    CSIMDJSON_UNDONE_AT,
    CSIMDJSON_UNDONE_BY,
    CSIMDJSON_DECISION_FIELDS,
};

/// A place in `csimdjson_bytes`.
typedef struct {
    uint32_t start;
    uint32_t length;
} csimdjson_range;

typedef struct {
    uint32_t kind;
    /// Of a string without its quotes and escapes; it may hold NULs, unless the field is an id or a text.
    csimdjson_range range;
} csimdjson_value;

typedef struct {
    csimdjson_value fields[CSIMDJSON_PREDICTION_FIELDS];
} csimdjson_prediction;

typedef struct {
    csimdjson_value fields[CSIMDJSON_DECISION_FIELDS];
    /// Places in `csimdjson_shown`.
    csimdjson_range shown;
} csimdjson_decision;

typedef struct {
    bool is_understood;
    /// A string, an integer's digits, null or absent.
    csimdjson_value id;
    /// Not blank, without a NUL.
    csimdjson_range text;
    /// A string, null or absent.
    csimdjson_value gold;
    /// A JSON object, without white space between its parts; empty: none.
    csimdjson_range meta;
    /// Places in `csimdjson_predictions` and `csimdjson_decisions`.
    csimdjson_range predictions;
    csimdjson_range decisions;
} csimdjson_record;

typedef struct csimdjson_reader csimdjson_reader;

/// A reader of records whose text, id and gold stand under these keys.
///
/// - several: an answer may be several labels: an export has `labels` beside each `label` then.
/// - Returns: NULL where there is no memory for it.
csimdjson_reader *csimdjson_reader_new(const char *text, const char *id, const char *gold, bool several);
void csimdjson_reader_free(csimdjson_reader *reader);

/// Reads the records that stand at these places of a block, each into the same place of `results`.
///
/// What the results point to stays until the next call.
void csimdjson_read(csimdjson_reader *reader, const uint8_t *block, size_t count, const csimdjson_range *places,
                    size_t records, csimdjson_record *results);

const uint8_t *csimdjson_bytes(const csimdjson_reader *reader);
const csimdjson_prediction *csimdjson_predictions(const csimdjson_reader *reader);
const csimdjson_decision *csimdjson_decisions(const csimdjson_reader *reader);
const csimdjson_range *csimdjson_shown(const csimdjson_reader *reader);

#ifdef __cplusplus
}
#endif

#endif
