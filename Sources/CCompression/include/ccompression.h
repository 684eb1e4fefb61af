// zlib and zstd as Debian ships them. zlib's initialisers are macros, which Swift does not see: a function for each.
#ifndef CCOMPRESSION_H
#define CCOMPRESSION_H

#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

/// inflateInit2 for gzip members and nothing else.
static inline int ccompression_inflate_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }

/// Whether zstd refused a frame because of the memory it asks for.
static inline int ccompression_wants_too_much(size_t result) {
    return ZSTD_getErrorCode(result) == ZSTD_error_frameParameter_windowTooLarge;
}

#endif
