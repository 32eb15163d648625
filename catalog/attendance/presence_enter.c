#include "catalog/attendance/presence_enter.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/attendance/register_snapshot.h"
#include "catalog/roster/pinyin.h"
#include "catalog/store/field_text.h"

const char *const PRESENCE_OUTCOME_WORDS[] = {"entered", "repeated", "already", NULL};

PresenceTimes presence_enter_times(const RegisterRow *row) {
    return (PresenceTimes){row->began_at_us, row->ended_at_us, row->closes_at_us, row->closed_at_us,
                           clock_wall_us()};
}

static bool refuse(int code, const char *sentence, GError **error) {
    g_set_error_literal(error, BASE_ERROR, code, sentence);
    return false;
}

static const char *or_empty(const char *text) {
    return text ? text : "";
}

/* What was not said then may have been filled in by the server. */
static bool is_same(const PresenceRow *there, const RegisterRow *row, const PresenceEntry *entry) {
    return g_str_equal(there->register_id, row->id) && there->how == entry->how &&
           g_str_equal(there->member_id, or_empty(entry->member_id)) &&
           g_str_equal(or_empty(there->guest_name), or_empty(entry->guest_name)) &&
           g_str_equal(there->place_id, or_empty(entry->place_id)) &&
           g_str_equal(there->viewing_id, or_empty(entry->viewing_id)) &&
           (!entry->span.from_us || entry->span.from_us == there->said.from_us) &&
           entry->span.until_us == there->said.until_us;
}

/* Of the rows of this person in this place, the one that says it already; NULL: none. */
static PresenceRow *take_covering(GPtrArray *rows, const PresenceEntry *entry,
                                  const PresenceSpan *span) {
    for (unsigned i = 0; i < rows->len; i++) {
        const PresenceRow *there = rows->pdata[i];
        const PresenceSpan counts = {there->said.from_us, there->until_us};
        if (g_str_equal(there->viewing_id, or_empty(entry->viewing_id)) &&
            presence_rule_covers(&counts, span))
            return g_ptr_array_steal_index(rows, i);
    }
    return NULL;
}

static bool insert(Database *database, const RegisterRow *row, const PresenceEntry *entry,
                   const PresenceSpan *span, GError **error) {
    PresenceRow made = {.said = *span,
                        .guest_name = (char *)entry->guest_name,
                        .how = entry->how,
                        .entered_name = (char *)entry->by.name,
                        .entered_at_us = clock_wall_us()};
    g_strlcpy(made.id, entry->id, sizeof made.id);
    g_strlcpy(made.register_id, row->id, sizeof made.register_id);
    g_strlcpy(made.member_id, or_empty(entry->member_id), sizeof made.member_id);
    g_strlcpy(made.place_id, or_empty(entry->place_id), sizeof made.place_id);
    g_strlcpy(made.viewing_id, or_empty(entry->viewing_id), sizeof made.viewing_id);
    g_strlcpy(made.entered_by, entry->by.id, sizeof made.entered_by);
    return presence_table_insert(database, &made, error) &&
           register_table_raise(database, row->id, error);
}

static bool check_entry(const PresenceEntry *entry, GError **error) {
    if (!id_is_uuid(entry->id))
        return refuse(ERROR_INVALID, "The id of an entry is a UUID.", error);
    if ((entry->member_id == NULL) == (entry->guest_name == NULL))
        return refuse(ERROR_INVALID,
                      "An entry is of a member ('member_id') or of a guest ('guest_name').", error);
    if (!entry->guest_name)
        return true;
    g_autofree char *key = pinyin_name_key(entry->guest_name);
    return ((key && *key) || refuse(ERROR_INVALID, "A guest has a name.", error)) &&
           field_text_check("cannot use the name of this guest", entry->guest_name,
                            PRESENCE_GUEST_MAX_CHARS, error);
}

/* An id that was not used yet. */
static bool enter_new(Database *database, const RegisterRow *row, const PresenceEntry *entry,
                      PresenceEnterResult *entered, GError **error) {
    PresenceTimes times = presence_enter_times(row);
    PresenceSpan span = entry->span;
    if (entry->viewing_id)
        times.ended_at_us = 0; /* a recording goes on */
    if (!presence_rule_enter(&times, &span, error) ||
        (entry->member_id && !register_snapshot_add(database, row, entry->member_id, error)))
        return false;
    const PresenceQuery query = {.register_id = row->id,
                                 .place_id = entry->place_id,
                                 .member_id = entry->member_id,
                                 .guest_name = entry->guest_name};
    g_autoptr(GPtrArray) rows = presence_table_list(database, &query, error);
    if (!rows)
        return false;
    entered->row = take_covering(rows, entry, &span);
    entered->outcome = entered->row ? PRESENCE_ALREADY : PRESENCE_ENTERED;
    if (entered->row)
        return true;
    return insert(database, row, entry, &span, error) &&
           presence_table_find(database, entry->id, &entered->row, error);
}

void presence_enter_result_clear(PresenceEnterResult *entered) {
    g_clear_pointer(&entered->row, presence_row_free);
}

bool presence_enter(Database *database, const RegisterRow *row, const PresenceEntry *entry,
                    PresenceEnterResult *ret_entered, GError **error) {
    database_assert_current(database);
    PresenceEnterResult *entered = ret_entered;
    *entered = (PresenceEnterResult){.outcome = PRESENCE_REPEATED};
    if (!check_entry(entry, error) ||
        !presence_table_find(database, entry->id, &entered->row, error))
        return false;
    if (!entered->row)
        return enter_new(database, row, entry, entered, error);
    return is_same(entered->row, row, entry) ||
           refuse(ERROR_CONFLICT, "The id of this entry was used for another one.", error);
}
