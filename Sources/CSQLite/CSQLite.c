#include "CSQLite.h"

#include <sqlite3.h>
#include <stddef.h>

bool csqlite_set_triggers(struct sqlite3 *connection, bool are_on) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, are_on ? 1 : 0, NULL) == SQLITE_OK;
}

bool csqlite_count_no_memory(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK; }
