#include "catalog/attendance/record_parts.h"

#include <string.h>

#include "base/clock.h"
#include "catalog/meeting/meeting_table.h"

struct RecordParts {
    Database *database;
    RecordFacts *facts;
    GHashTable *lists;   /* "EVENT PLACE" or viewing id → GStrv of facts->lists */
    GHashTable *studies; /* ids whose moves are there */
    GError *error;       /* owned: the first one */
};

RecordParts *record_parts_new(Database *database, RecordFacts *facts) {
    RecordParts *parts = g_new0(RecordParts, 1);
    parts->database = database;
    parts->facts = facts;
    parts->lists = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    parts->studies = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return parts;
}

void record_parts_free(RecordParts *parts) {
    if (!parts)
        return;
    g_hash_table_unref(parts->lists);
    g_hash_table_unref(parts->studies);
    g_clear_error(&parts->error);
    g_free(parts);
}

/* The first failure is kept; afterwards nothing is asked any more. */
static Statement *prepare(RecordParts *parts, const char *sql) {
    return parts->error ? NULL : database_prepare(parts->database, sql, &parts->error);
}

static bool step(RecordParts *parts, Statement *statement) {
    return statement_step(statement, parts->error ? NULL : &parts->error) == STATEMENT_ROW;
}

/* ---- study sessions ---- */

static const char STUDY_VIEWINGS[] =
    "SELECT v.id, ifnull(v.lesson_id, v.meeting_id), ifnull((SELECT duration_ms FROM lesson"
    " WHERE lesson.id = v.lesson_id), (SELECT duration_us / 1000 FROM meeting"
    " WHERE meeting.id = v.meeting_id)) FROM viewing AS v"
    " WHERE v.study_id = ?1 AND v.last_sequence > 0 ORDER BY v.started_at_us, v.id";

/* The lesson's place in the session; new ones come behind those that are there. */
static RecordPart part_of(GArray *list, const char *of_id, int64_t length_ms) {
    int64_t end_ms = 0;
    for (unsigned i = 0; i < list->len; i++) {
        const RecordPart *part = &g_array_index(list, RecordPart, i);
        if (strcmp(part->of_id, of_id) == 0)
            return *part;
        end_ms = part->offset_ms + part->length_ms;
    }
    RecordPart part = {.offset_ms = end_ms, .length_ms = length_ms};
    g_strlcpy(part.of_id, of_id, sizeof part.of_id);
    g_array_append_val(list, part);
    return part;
}

/* `list`: RecordPart, empty. */
static void add_study(RecordParts *parts, const char *study_id, GArray *list) {
    if (!g_hash_table_add(parts->studies, g_strdup(study_id)))
        return;
    g_autoptr(Statement) statement = prepare(parts, STUDY_VIEWINGS);
    if (!statement)
        return;
    statement_bind_text(statement, 1, study_id);
    while (step(parts, statement)) {
        RecordPart part =
            part_of(list, statement_text(statement, 1), statement_int64(statement, 2));
        CreditMove move = {.offset_ms = part.offset_ms, .length_ms = part.length_ms};
        statement_copy_text(statement, 0, move.viewing_id, sizeof move.viewing_id);
        g_strlcpy(move.of_id, study_id, sizeof move.of_id);
        g_array_append_val(parts->facts->moves, move);
    }
}

static void add_other_study(RecordParts *parts, const char *study_id) {
    g_autoptr(GArray) list = g_array_new(FALSE, TRUE, sizeof(RecordPart));
    if (strcmp(study_id, parts->facts->event_id) != 0)
        add_study(parts, study_id, list);
}

/* ---- the viewings of a presence ---- */

static const char *const VIEWINGS[] = {
    [RECORD_MEETING] = "SELECT id, ifnull(account_id, ifnull(screen_id, '')) FROM viewing"
                       " WHERE meeting_id = ?1 AND place_id = ?2 AND study_id IS NULL"
                       " ORDER BY started_at_us, id",
    [RECORD_STUDY] = "SELECT id, ifnull(account_id, ifnull(screen_id, '')) FROM viewing"
                     " WHERE study_id = ?1 AND place_id = ?2 ORDER BY started_at_us, id",
    [RECORD_LESSON] = "SELECT id, ifnull(account_id, ifnull(screen_id, '')) FROM viewing"
                      " WHERE lesson_id = ?1 AND place_id = ?2 AND study_id IS NULL"
                      " ORDER BY started_at_us, id",
    [RECORD_CARRIED] = NULL,
};
static const char ONE_VIEWING[] =
    "SELECT id, ifnull(account_id, ifnull(screen_id, '')) FROM viewing WHERE id = ?1";

static void add_sender(RecordParts *parts, const char *who_id) {
    RecordSender sender;
    g_strlcpy(sender.who_id, who_id, sizeof sender.who_id);
    if (who_id[0])
        g_array_append_val(parts->facts->senders, sender);
}

static char **read_list(RecordParts *parts, const RecordRoom *room) {
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    bool is_beside = room->place_id[0] == '\0';
    g_autoptr(Statement) statement = prepare(parts, is_beside ? ONE_VIEWING : VIEWINGS[room->kind]);
    if (!statement)
        return g_strv_builder_end(builder);
    statement_bind_text(statement, 1, is_beside ? room->viewing_id : room->event_id);
    if (!is_beside)
        statement_bind_text(statement, 2, room->place_id);
    while (step(parts, statement)) {
        g_strv_builder_add(builder, statement_text(statement, 0));
        if (room->is_own)
            add_sender(parts, statement_text(statement, 1));
    }
    return g_strv_builder_end(builder);
}

const char *const *record_parts_viewings(RecordParts *parts, const RecordRoom *room) {
    g_autofree char *key = room->place_id[0]
                               ? g_strconcat(room->event_id, " ", room->place_id, NULL)
                               : g_strdup(room->viewing_id);
    char **list = g_hash_table_lookup(parts->lists, key);
    if (list)
        return (const char *const *)list;
    list = read_list(parts, room);
    g_ptr_array_add(parts->facts->lists, list);
    g_hash_table_insert(parts->lists, g_steal_pointer(&key), list);
    if (room->kind == RECORD_STUDY)
        add_other_study(parts, room->event_id);
    return (const char *const *)list;
}

/* ---- the media ---- */

static const char *const DURATIONS[] = {
    [RECORD_MEETING] = "SELECT iif(duration_us > 0, duration_us / 1000,"
                       " ifnull((ifnull(ended_at_us, ?2) - " MEETING_BASE_WALL_US ") / 1000, 0))"
                       " FROM meeting WHERE id = ?1",
    [RECORD_STUDY] = NULL, /* its parts */
    [RECORD_LESSON] = "SELECT duration_ms FROM lesson WHERE id = ?1",
    [RECORD_CARRIED] = NULL,
};

/* What is gone has no media. */
static void find_duration(RecordParts *parts) {
    RecordFacts *facts = parts->facts;
    if (facts->kind == RECORD_STUDY) {
        add_study(parts, facts->event_id, facts->parts);
        for (unsigned i = 0; i < facts->parts->len; i++)
            facts->event.duration_ms += g_array_index(facts->parts, RecordPart, i).length_ms;
        return;
    }
    g_autoptr(Statement) statement = prepare(parts, DURATIONS[facts->kind]);
    if (!statement)
        return;
    statement_bind_text(statement, 1, facts->event_id);
    if (facts->kind == RECORD_MEETING)
        statement_bind_int64(statement, 2, clock_wall_us());
    if (step(parts, statement))
        facts->event.duration_ms = MAX(statement_int64(statement, 0), 0);
}

static void find_faults(RecordParts *parts) {
    g_autoptr(Statement) statement =
        prepare(parts, "SELECT from_ms, to_ms FROM meeting_fault WHERE meeting_id = ?1");
    if (!statement)
        return;
    statement_bind_text(statement, 1, parts->facts->event_id);
    while (step(parts, statement))
        interval_set_add(parts->facts->faults, statement_int64(statement, 0),
                         statement_int64(statement, 1));
}

/* ---- from when on the log is read ---- */

static const char *const FIRST[] = {
    [RECORD_MEETING] = "SELECT ifnull(min(started_at_us), ?2) FROM viewing WHERE meeting_id = ?1"
                       " AND last_beat_at_us >= ?2 AND (account_id NOT NULL OR screen_id NOT NULL)",
    [RECORD_STUDY] = "SELECT ifnull(min(started_at_us), ?2) FROM viewing WHERE study_id = ?1",
    [RECORD_LESSON] = "SELECT ifnull(min(started_at_us), ?2) FROM viewing WHERE lesson_id = ?1"
                      " AND last_beat_at_us >= ?2 AND member_id = (SELECT member_id FROM register"
                      " WHERE id = ?3)",
    [RECORD_CARRIED] = NULL,
};

static void find_first(RecordParts *parts) {
    RecordFacts *facts = parts->facts;
    facts->first_at_us = facts->began_at_us - RECORD_FACTS_BEFORE_US;
    g_autoptr(Statement) statement = prepare(parts, FIRST[facts->kind]);
    if (!statement)
        return;
    statement_bind_text(statement, 1, facts->event_id);
    statement_bind_int64(statement, 2, facts->began_at_us);
    if (facts->kind == RECORD_LESSON)
        statement_bind_text(statement, 3, facts->id);
    if (step(parts, statement))
        facts->first_at_us = MIN(facts->first_at_us, statement_int64(statement, 0));
}

static void count_same_minute(RecordParts *parts) {
    g_autoptr(Statement) statement =
        prepare(parts, "SELECT count(*) FROM register AS a JOIN register AS b"
                       " ON b.member_id = a.member_id AND b.kind = 'lesson' AND b.id <> a.id"
                       " AND b.ended_at_us / 60000000 = a.ended_at_us / 60000000"
                       " WHERE a.id = ?1 AND a.kind = 'lesson'");
    if (!statement)
        return;
    statement_bind_text(statement, 1, parts->facts->id);
    if (step(parts, statement))
        parts->facts->n_same_minute = (unsigned)statement_int64(statement, 0);
}

bool record_parts_finish(RecordParts *parts, GError **error) {
    find_duration(parts);
    find_faults(parts);
    find_first(parts);
    count_same_minute(parts);
    if (!parts->error)
        return true;
    g_propagate_error(error, g_steal_pointer(&parts->error));
    return false;
}
