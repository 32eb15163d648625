#include "catalog/meeting/meeting_parts.h"

#include <string.h>

#include "base/error.h"
#include "catalog/rights/rights.h"
#include "catalog/roster/unit_table.h"
#include "catalog/store/field_text.h"

static const JsonField LANGUAGE_FIELDS[] = {
    {"tag", JSON_STRING, offsetof(MeetingLanguage, tag), JSON_REQUIRED, 2, MEETING_TAG_MAX_CHARS},
    {"is_floor", JSON_BOOL, offsetof(MeetingLanguage, is_floor), JSON_REQUIRED},
    {"offset_ms", JSON_INTEGER, offsetof(MeetingLanguage, offset_ms), JSON_REQUIRED, 0,
     MEETING_MAX_OFFSET_MS},
    {NULL, JSON_END},
};
const JsonTable MEETING_LANGUAGE_TABLE = {"language", sizeof(MeetingLanguage), LANGUAGE_FIELDS};

static const JsonField AGENDA_FIELDS[] = {
    {"title", JSON_STRING, offsetof(MeetingAgendaItem, title), JSON_REQUIRED, 1,
     MEETING_AGENDA_MAX},
    {"minutes", JSON_INTEGER, offsetof(MeetingAgendaItem, minutes), JSON_REQUIRED, 0,
     MEETING_MAX_ITEM_MINUTES},
    {NULL, JSON_END},
};
const JsonTable MEETING_AGENDA_WISH_TABLE = {"agenda item", sizeof(MeetingAgendaItem),
                                             AGENDA_FIELDS};

/* ---- reading ---- */

static void free_language(void *data) {
    MeetingLanguage *language = data;
    g_free(language->tag);
    g_free(language);
}

static void free_item(void *data) {
    MeetingAgendaItem *item = data;
    g_free(item->id);
    g_free(item->title);
    g_free(item);
}

static void free_unit(void *data) {
    MeetingUnit *unit = data;
    g_free(unit->id);
    g_free(unit->name);
    g_free(unit);
}

static void *read_language(Statement *statement) {
    MeetingLanguage *language = g_new0(MeetingLanguage, 1);
    language->tag = statement_dup_text(statement, 0);
    language->is_floor = statement_int64(statement, 1) != 0;
    language->offset_ms = statement_int64(statement, 2);
    return language;
}

static void *read_item(Statement *statement) {
    MeetingAgendaItem *item = g_new0(MeetingAgendaItem, 1);
    item->id = statement_dup_text(statement, 0);
    item->title = statement_dup_text(statement, 1);
    item->minutes = statement_int64(statement, 2);
    item->has_begun = !statement_is_null(statement, 3);
    item->started_at_ms = statement_int64(statement, 3);
    return item;
}

static void *read_unit(Statement *statement) {
    MeetingUnit *unit = g_new0(MeetingUnit, 1);
    unit->id = statement_dup_text(statement, 0);
    unit->name = statement_dup_text(statement, 1);
    return unit;
}

typedef struct PartKind {
    const char *sql;
    void *(*read)(Statement *statement);
    GDestroyNotify free;
} PartKind;

static const PartKind LANGUAGES = {"SELECT tag, is_floor, offset_ms FROM meeting_language"
                                   " WHERE meeting_id = ?1 ORDER BY position",
                                   read_language, free_language};
static const PartKind AGENDA = {"SELECT id, title, minutes, started_at_ms FROM meeting_agenda"
                                " WHERE meeting_id = ?1 ORDER BY position",
                                read_item, free_item};
static const PartKind UNITS = {"SELECT unit.id, name FROM meeting_unit"
                               " JOIN unit ON unit.id = unit_id"
                               " WHERE meeting_id = ?1 ORDER BY name_key, unit.id",
                               read_unit, free_unit};

static GPtrArray *read_parts(Database *database, const PartKind *kind, const char *meeting_id,
                             GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, kind->sql, error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, meeting_id);
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(kind->free);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_ptr_array_add(parts, kind->read(statement));
    return step == STATEMENT_DONE ? g_steal_pointer(&parts) : NULL;
}

GPtrArray *meeting_parts_languages(Database *database, const char *meeting_id, GError **error) {
    return read_parts(database, &LANGUAGES, meeting_id, error);
}

GPtrArray *meeting_parts_agenda(Database *database, const char *meeting_id, GError **error) {
    return read_parts(database, &AGENDA, meeting_id, error);
}

GPtrArray *meeting_parts_units(Database *database, const char *meeting_id, GError **error) {
    return read_parts(database, &UNITS, meeting_id, error);
}

/* ---- rules ---- */

static bool refuse(GError **error, const char *sentence) {
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID, sentence);
    return false;
}

bool meeting_parts_is_tag(const char *tag) {
    size_t length = strlen(tag), part = 0;
    bool is_first = true;
    if (length < 2 || length > MEETING_TAG_MAX_CHARS)
        return false;
    for (size_t i = 0; i <= length; i++) {
        if (tag[i] == '-' || tag[i] == '\0') {
            if (part < (is_first ? 2u : 1u) || part > 8)
                return false;
            part = 0;
            is_first = false;
        } else if (is_first ? g_ascii_isalpha(tag[i]) : g_ascii_isalnum(tag[i])) {
            part++;
        } else {
            return false;
        }
    }
    return true;
}

static bool check_languages(const GPtrArray *languages, GError **error) {
    unsigned n_floors = 0;
    if (languages->len == 0 || languages->len > MEETING_MAX_LANGUAGES)
        return refuse(error, "A meeting has one to eight languages.");
    for (unsigned i = 0; i < languages->len; i++) {
        const MeetingLanguage *language = languages->pdata[i];
        if (!meeting_parts_is_tag(language->tag))
            return refuse(error, "A language is written as zh, bo or mn-Mong.");
        for (unsigned j = 0; j < i; j++)
            if (g_ascii_strcasecmp(language->tag,
                                   ((const MeetingLanguage *)languages->pdata[j])->tag) == 0)
                return refuse(error, "A language is named twice.");
        n_floors += language->is_floor;
    }
    return n_floors == 1 || refuse(error, "Exactly one language is the floor.");
}

/* ---- writing ---- */

static bool run_for(Database *database, const char *sql, const char *meeting_id, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    return statement_run(statement, error);
}

static bool add_language(Database *database, const char *meeting_id,
                         const MeetingLanguage *language, unsigned position, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO meeting_language (meeting_id, tag, position, is_floor, offset_ms)"
        " VALUES (?1, ?2, ?3, ?4, ?5)",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    statement_bind_text(statement, 2, language->tag);
    statement_bind_int64(statement, 3, position);
    statement_bind_int64(statement, 4, language->is_floor);
    statement_bind_int64(statement, 5, language->offset_ms);
    return statement_run(statement, error);
}

bool meeting_parts_set_languages(Database *database, const char *meeting_id,
                                 const GPtrArray *languages, GError **error) {
    database_assert_current(database);
    if (!check_languages(languages, error) ||
        !run_for(database, "DELETE FROM meeting_language WHERE meeting_id = ?1", meeting_id, error))
        return false;
    for (unsigned i = 0; i < languages->len; i++)
        if (!add_language(database, meeting_id, languages->pdata[i], i, error))
            return false;
    return true;
}

/* Takes the first item of that title out of `old`; NULL when there is none. */
static MeetingAgendaItem *take_item(GPtrArray *old, const char *title) {
    for (unsigned i = 0; i < old->len; i++)
        if (g_str_equal(((MeetingAgendaItem *)old->pdata[i])->title, title))
            return g_ptr_array_steal_index(old, i);
    return NULL;
}

static bool add_item(Database *database, const char *meeting_id, const MeetingAgendaItem *item,
                     unsigned position, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO meeting_agenda (id, meeting_id, position, title, minutes, started_at_ms)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, item->id);
    statement_bind_text(statement, 2, meeting_id);
    statement_bind_int64(statement, 3, position);
    statement_bind_text(statement, 4, item->title);
    statement_bind_int64(statement, 5, item->minutes);
    if (item->has_begun)
        statement_bind_int64(statement, 6, item->started_at_ms);
    return statement_run(statement, error);
}

static bool put_item(Database *database, const char *meeting_id, const MeetingAgendaItem *wish,
                     MeetingAgendaItem *before, unsigned position, GError **error) {
    char id[ID_TEXT_BYTES];
    id_new_uuid7(id);
    const MeetingAgendaItem item = {before ? before->id : id, wish->title, wish->minutes,
                                    before ? before->started_at_ms : 0,
                                    before && before->has_begun};
    return add_item(database, meeting_id, &item, position, error);
}

bool meeting_parts_set_agenda(Database *database, const char *meeting_id, const GPtrArray *agenda,
                              GError **error) {
    g_autoptr(GPtrArray) old = meeting_parts_agenda(database, meeting_id, error);
    if (!old ||
        !run_for(database, "DELETE FROM meeting_agenda WHERE meeting_id = ?1", meeting_id, error))
        return false;
    for (unsigned i = 0; i < agenda->len; i++) {
        const MeetingAgendaItem *wish = agenda->pdata[i];
        if (!field_text_check("cannot use this item of the agenda", wish->title, MEETING_AGENDA_MAX,
                              error))
            return false;
        MeetingAgendaItem *before = take_item(old, wish->title);
        bool is_put = put_item(database, meeting_id, wish, before, i, error);
        if (before)
            free_item(before);
        if (!is_put)
            return false;
    }
    return true;
}

static bool add_unit(Database *database, const char *meeting_id, const char *unit_id,
                     GError **error) {
    g_autoptr(UnitRow) unit = unit_table_get_open(database, unit_id, "invite", error);
    g_autoptr(Statement) statement = database_prepare(
        database, "INSERT OR IGNORE INTO meeting_unit (meeting_id, unit_id) VALUES (?1, ?2)",
        error);
    if (!unit || !statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    statement_bind_text(statement, 2, unit_id);
    return statement_run(statement, error);
}

bool meeting_parts_set_units(Database *database, const char *meeting_id,
                             const char *const *unit_ids, GError **error) {
    database_assert_current(database);
    if (!run_for(database, "DELETE FROM meeting_unit WHERE meeting_id = ?1", meeting_id, error))
        return false;
    for (; *unit_ids; unit_ids++)
        if (!add_unit(database, meeting_id, *unit_ids, error))
            return false;
    return true;
}

bool meeting_parts_begin_item(Database *database, const char *meeting_id, const char *item_id,
                              int64_t media_ms, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "UPDATE meeting_agenda SET started_at_ms = ?3 WHERE id = ?2 AND meeting_id = ?1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    statement_bind_text(statement, 2, item_id);
    statement_bind_int64(statement, 3, media_ms);
    return statement_run(statement, error) &&
           (database_changes(database) > 0 || rights_not_found(error));
}
