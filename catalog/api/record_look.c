#include "catalog/api/record_look.h"

#include <string.h>

#include "catalog/api/attendance_call.h"
#include "catalog/attendance/read_table.h"

bool record_look_check(Database *database, const Call *call, const RecordRow *row, GError **error) {
    char own_id[ID_TEXT_BYTES];
    const char *asker = call->identity.account_id;
    if (!attendance_call_member(database, call, own_id, error))
        return false;
    return strcmp(row->member_id, own_id) == 0 ||
           (rights_check(database, asker, RIGHT_RECORD_SEE, row->unit_id, error) &&
            read_table_note(database, asker, row->member_id, error));
}

bool record_look_note_all(Database *database, const Call *call, const GPtrArray *rows,
                          GError **error) {
    char own_id[ID_TEXT_BYTES];
    bool is_good = attendance_call_member(database, call, own_id, error);
    for (unsigned i = 0; is_good && i < rows->len; i++) {
        const RecordRow *row = rows->pdata[i];
        is_good = strcmp(row->member_id, own_id) == 0 ||
                  read_table_note(database, call->identity.account_id, row->member_id, error);
    }
    return is_good;
}
