// zlib and zstd as Debian ships them. zlib's initialisers are macros, which Swift does not see: a function for each.
#ifndef CCOMPRESSION_H
#define CCOMPRESSION_H

#include <zlib.h>
#include <zstd.h>

/// inflateInit2 for gzip members and nothing else.
static inline int ccompression_inflate_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }

#endif
