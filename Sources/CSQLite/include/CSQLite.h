// SQLite's settings that are variadic in C, which Swift cannot call.
#ifndef CSQLITE_H
#define CSQLITE_H

#include <stdbool.h>

struct sqlite3;

/// Whether triggers speak on this connection; its statements are prepared anew when that changes. False: it failed.
bool csqlite_set_triggers(struct sqlite3 *connection, bool are_on);

/// SQLite no longer counts the memory it takes, which costs a lock for each piece. Before the first connection is opened;
/// false afterwards.
bool csqlite_count_no_memory(void);

#endif
