#include "catalog/attendance/record_changes.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/json_table.h"

#define CONTENT_MAX_BYTES 4096
#define CORRECTION_HOW    RECORD_HOW_PAPER /* it was written down by others, later */

typedef struct ContentJson {
    char *claim, *place_id, *viewing_id, *from, *until; /* of a presence */
    int64_t from_ms, to_ms;                             /* of a fault */
} ContentJson;

static const JsonTable CONTENT_TABLE = {
    "content", sizeof(ContentJson),
    (const JsonField[]){
        {"claim", JSON_STRING, offsetof(ContentJson, claim)},
        {"placeId", JSON_STRING, offsetof(ContentJson, place_id)},
        {"viewingId", JSON_STRING, offsetof(ContentJson, viewing_id)},
        {"from", JSON_STRING, offsetof(ContentJson, from)},
        {"until", JSON_STRING, offsetof(ContentJson, until)},
        {"fromMs", JSON_INTEGER, offsetof(ContentJson, from_ms)},
        {"toMs", JSON_INTEGER, offsetof(ContentJson, to_ms)},
        {NULL, JSON_END},
    },
    .passes_unknown = true};

typedef struct Change {
    const char *id;
    const ContentJson *content;
    RecordParts *parts;
    RecordFacts *facts;
    RecordPerson *person; /* NULL: not one of those that are computed */
} Change;

/* -1: not a moment. */
static int64_t ms_of(const char *text) {
    g_autoptr(GDateTime) moment = text ? g_date_time_new_from_iso8601(text, NULL) : NULL;
    return moment ? g_date_time_to_unix(moment) * 1000 + g_date_time_get_microsecond(moment) / 1000
                  : -1;
}

static bool add_stay(const Change *change) {
    const ContentJson *content = change->content;
    bool is_room = g_strcmp0(content->claim, "room") == 0;
    RecordStay stay = {.how = CORRECTION_HOW,
                       .is_own = true,
                       .credit.claim = {.kind = is_room ? CREDIT_CLAIM_ROOM : CREDIT_CLAIM_BESIDE,
                                        .from_ms = ms_of(content->from),
                                        .until_ms = ms_of(content->until)}};
    if (stay.credit.claim.from_ms < 0 || stay.credit.claim.until_ms <= stay.credit.claim.from_ms ||
        !(is_room ? content->place_id : content->viewing_id))
        return false;
    if (!change->person)
        return true;
    g_strlcpy(stay.credit.claim.id, change->id, sizeof stay.credit.claim.id);
    if (is_room)
        g_strlcpy(stay.place_id, content->place_id, sizeof stay.place_id);
    const RecordRoom room = {change->facts->kind, change->facts->event_id, stay.place_id,
                             is_room ? "" : content->viewing_id, true};
    stay.credit.viewing_ids = record_parts_viewings(change->parts, &room);
    g_array_append_val(change->person->stays, stay);
    return true;
}

static bool excuse(const Change *change) {
    if (change->person)
        change->person->leave = CREDIT_ON_LEAVE;
    return true;
}

static bool add_fault(const Change *change) {
    const ContentJson *content = change->content;
    interval_set_add(change->facts->faults, content->from_ms, content->to_ms);
    return content->from_ms >= 0 && content->from_ms < content->to_ms;
}

static bool erase(const Change *change) {
    if (change->person)
        change->person->is_erased = true;
    return true;
}

static const struct {
    const char *kind;
    bool (*apply)(const Change *change);
} KINDS[] = {
    {"presence", add_stay},
    {"excuse", excuse},
    {"fault", add_fault},
    {"erase_credit", erase},
};

static bool apply(const char *kind, const Change *change) {
    for (unsigned i = 0; i < G_N_ELEMENTS(KINDS); i++)
        if (strcmp(KINDS[i].kind, kind) == 0)
            return KINDS[i].apply(change);
    return true; /* "carried" is of no register */
}

static bool read_change(Statement *statement, RecordParts *parts, RecordFacts *facts,
                        GError **error) {
    const char *text = statement_text(statement, 3);
    ContentJson content = {.from_ms = -1};
    if (!json_table_read(&CONTENT_TABLE, text, strlen(text), CONTENT_MAX_BYTES, &content, error))
        return false;
    const Change change = {statement_text(statement, 0), &content, parts, facts,
                           record_facts_person(facts, statement_text(statement, 1))};
    bool is_good = apply(statement_text(statement, 2), &change);
    if (!is_good)
        g_set_error(error, BASE_ERROR, ERROR_CORRUPT, "the correction %s says nothing", change.id);
    json_table_clear(&CONTENT_TABLE, &content);
    return is_good;
}

bool record_changes_load(Database *database, RecordParts *parts, RecordFacts *facts,
                         GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT id, member_id, kind, content FROM correction WHERE register_id = ?1"
        " AND state = 'approved' ORDER BY decided_at_us, id",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, facts->id);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        if (!read_change(statement, parts, facts, error))
            return false;
    return step == STATEMENT_DONE;
}
