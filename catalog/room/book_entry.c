#include "catalog/room/book_entry.h"

#include "base/error.h"
#include "catalog/meeting/meeting_viewer.h"
#include "catalog/rights/rights.h"
#include "catalog/room/book_link.h"
#include "catalog/room/book_person.h"
#include "catalog/room/book_talk.h"
#include "catalog/room/book_vote.h"
#include "catalog/store/field_text.h"

void book_entry_clear(BookEntry *entry) {
    g_free(entry->title);
    g_free(entry->name);
    *entry = (BookEntry){0};
}

/* How somebody stands to a meeting before the room is asked. */
typedef struct Standing {
    bool runs, is_expected, has_link, is_by_link;
    bool is_suspect; /* a guest by a link of which another was put out */
    BookOpens opens;
} Standing;

static bool refuse(GError **error, int code, const char *sentence) {
    g_set_error_literal(error, BASE_ERROR, code, sentence);
    return false;
}

/* ---- who ---- */

static const char NAME[] =
    "SELECT coalesce(member.name, account.display_name) FROM account"
    " LEFT JOIN member ON member.id = account.member_id WHERE ?2 = 0 AND account.id = ?1"
    " UNION ALL SELECT name FROM screen WHERE ?2 = 1 AND id = ?1 AND unpaired_at_us IS NULL";

static bool read_name(Database *database, const BookWho *who, char **ret_name, GError **error) {
    if (who->kind == BOOK_GUEST) {
        const char *name = who->guest_name ? who->guest_name : "";
        if (!field_text_check("cannot use this name", name, BOOK_GUEST_NAME_MAX_CHARS, error))
            return false;
        *ret_name = g_strdup(name);
        return true;
    }
    g_autoptr(Statement) statement = database_prepare(database, NAME, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, who->id);
    statement_bind_int64(statement, 2, who->kind == BOOK_SCREEN);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        return rights_not_found(error);
    if (step == STATEMENT_ROW)
        *ret_name = statement_dup_text(statement, 0);
    return step == STATEMENT_ROW;
}

bool book_entry_is_expected(Database *database, const char *meeting_id, const MeetingViewer *viewer,
                            bool *ret_is_expected, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT 1 FROM meeting_unit WHERE meeting_id = ?1"
                         " AND unit_id IN (SELECT value FROM json_each(?2)) UNION ALL"
                         " SELECT 1 FROM meeting WHERE id = ?1 AND ?3 AND visibility <> 'invited'"
                         " AND NOT EXISTS (SELECT 1 FROM meeting_unit WHERE meeting_id = ?1)",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    statement_bind_text(statement, 2, viewer->own_units ? viewer->own_units : "[]");
    statement_bind_int64(statement, 3, viewer->kind != MEETING_VIEWER_NOBODY);
    StatementStep step = statement_step(statement, error);
    *ret_is_expected = step == STATEMENT_ROW;
    return step != STATEMENT_FAILED;
}

static bool read_link(Database *database, const BookWho *who, const MeetingRow *row,
                      Standing *standing, GError **error) {
    BookLinkTarget target = {0};
    g_autoptr(GError) failure = NULL;
    bool is_found = who->link && book_link_find(database, who->link, &target, &failure);
    if (!who->link && who->link_id && *who->link_id)
        is_found = book_link_find_id(database, who->link_id, &target, &failure);
    standing->opens = target.opens;
    standing->is_suspect = is_found && who->kind == BOOK_GUEST && target.n_banned > 0;
    standing->has_link =
        is_found && row->kind == MEETING_GROUP && g_str_equal(target.meeting_id, row->id);
    if (!failure)
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

static MeetingRow *find_meeting(Database *database, const char *meeting, const BookWho *who,
                                Standing *standing, GError **error) {
    static const MeetingViewerKind KINDS[] = {[BOOK_ACCOUNT] = MEETING_VIEWER_ACCOUNT,
                                              [BOOK_SCREEN] = MEETING_VIEWER_SCREEN,
                                              [BOOK_GUEST] = MEETING_VIEWER_NOBODY};
    g_auto(MeetingViewer) viewer = {0};
    g_autoptr(GError) hidden = NULL;
    g_autoptr(MeetingRow) row = meeting_table_get(database, meeting, error);
    if (!row || !read_link(database, who, row, standing, error) ||
        !meeting_viewer_load(database, KINDS[who->kind], who->kind == BOOK_GUEST ? "" : who->id,
                             &viewer, error))
        return NULL;
    g_autoptr(MeetingRow) seen =
        meeting_viewer_get(database, &viewer, row->id, &standing->runs, &hidden);
    if (!seen && !g_error_matches(hidden, BASE_ERROR, ERROR_NOT_FOUND)) {
        g_propagate_error(error, g_steal_pointer(&hidden));
        return NULL;
    }
    standing->is_by_link = standing->has_link && (!seen || who->kind == BOOK_GUEST);
    bool is_let = standing->has_link || (seen && who->kind != BOOK_GUEST);
    if (!is_let)
        rights_not_found(error);
    if (!is_let ||
        !book_entry_is_expected(database, row->id, &viewer, &standing->is_expected, error))
        return NULL;
    return g_steal_pointer(&row);
}

/* ---- what ---- */

static bool check_state(const MeetingRow *row, bool runs, GError **error) {
    if (meeting_state_is_on_air(row->state, runs && row->kind == MEETING_BROADCAST))
        return true;
    if (row->state == MEETING_CANCELLED)
        return refuse(error, ERROR_CONFLICT, "The meeting was cancelled.");
    bool is_early = row->state == MEETING_SCHEDULED || row->state == MEETING_REHEARSAL;
    return refuse(error, ERROR_CONFLICT,
                  is_early ? "The meeting has not been opened yet." : "The meeting is over.");
}

static BookRole role_of(const MeetingRow *row, const BookWho *who, const Standing *standing,
                        const BookPerson *person) {
    if (standing->runs)
        return BOOK_HOST;
    bool ran = person && person->role == BOOK_HOST && !person->is_given; /* and does not any more */
    if (person && !ran)
        return person->role;
    if (who->kind == BOOK_SCREEN)
        return BOOK_SITE;
    bool speaks = row->kind == MEETING_GROUP && (standing->is_expected || standing->has_link);
    return speaks ? BOOK_SPEAKER : BOOK_AUDIENCE;
}

static bool must_wait(const BookSettings *settings, const Standing *standing) {
    bool is_stranger =
        !standing->is_expected && !(standing->has_link && standing->opens == BOOK_OPENS_ROOM);
    return standing->is_suspect || settings->lobby == BOOK_LOBBY_ALL ||
           (settings->lobby == BOOK_LOBBY_STRANGERS && is_stranger);
}

static bool decide_group(Database *database, const MeetingRow *row, const BookWho *who,
                         const Standing *standing, BookEntry *entry, GError **error) {
    g_autoptr(BookPerson) person = NULL;
    if (!book_settings_get(database, row->id, &entry->settings, error) ||
        !book_person_find(database, row->id, who->id, &person, error))
        return false;
    if (person && person->is_banned && !standing->runs)
        return refuse(error, ERROR_FORBIDDEN, "You were put out of this meeting.");
    entry->role = role_of(row, who, standing, person);
    bool is_in = entry->role == BOOK_HOST || (person && person->is_admitted);
    if (!is_in && entry->settings.is_locked)
        return refuse(error, ERROR_CONFLICT, "The meeting is locked.");
    entry->is_waiting =
        !is_in && row->kind == MEETING_GROUP && must_wait(&entry->settings, standing);
    entry->is_expected = standing->is_expected;
    return who->kind != BOOK_ACCOUNT ||
           book_vote_has_right(database, row->id, who->id, &entry->has_vote, error);
}

static bool decide_talk(Database *database, const MeetingRow *row, const BookWho *who,
                        BookEntry *entry, GError **error) {
    MeetingPart part = MEETING_PART_SUPERVISOR;
    g_autoptr(GPtrArray) parties = book_talk_parties(database, row->id, error);
    if (!parties)
        return false;
    BookTalkDoor door = book_talk_door(parties, who->id, &part);
    if (door == BOOK_TALK_OUTSIDE)
        return rights_not_found(error);
    entry->is_waiting = door == BOOK_TALK_WAITS;
    entry->is_expected = true;
    entry->role = part == MEETING_PART_HOST ? BOOK_HOST : BOOK_SPEAKER;
    entry->settings = (BookSettings){.chat = BOOK_CHAT_ALL, .may_share = true};
    return true;
}

bool book_entry_decide(Database *database, const char *meeting, const BookWho *who,
                       BookEntry *ret_entry, GError **error) {
    database_assert_current(database);
    Standing standing = {0};
    g_auto(BookEntry) entry = {0};
    g_autoptr(MeetingRow) row = find_meeting(database, meeting, who, &standing, error);
    if (!row || !check_state(row, standing.runs, error) ||
        !read_name(database, who, &entry.name, error))
        return false;
    g_strlcpy(entry.meeting_id, row->id, sizeof entry.meeting_id);
    entry.kind = row->kind;
    entry.is_by_link = standing.is_by_link;
    entry.title = g_strdup(row->title);
    bool is_decided = row->kind == MEETING_TALK
                          ? decide_talk(database, row, who, &entry, error)
                          : decide_group(database, row, who, &standing, &entry, error);
    if (!is_decided)
        return false;
    *ret_entry = entry;
    entry = (BookEntry){0};
    return true;
}
