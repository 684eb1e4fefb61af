// simdjson, which is C++, behind functions of C.
#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Whether the bytes are UTF-8 throughout.
bool csimdjson_is_utf8(const void *bytes, size_t count);

#ifdef __cplusplus
}
#endif

#endif
