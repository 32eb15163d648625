#include "catalog/room/book_stay.h"

#include "base/error.h"
#include "catalog/meeting/meeting_viewer.h"
#include "catalog/room/book_talk.h"
#include "catalog/store/bearer_table.h"

static const MeetingViewerKind KINDS[] = {[BOOK_ACCOUNT] = MEETING_VIEWER_ACCOUNT,
                                          [BOOK_SCREEN] = MEETING_VIEWER_SCREEN,
                                          [BOOK_GUEST] = MEETING_VIEWER_NOBODY};

/* NULL without an error: there is none. */
static MeetingRow *find(MeetingRow *take_row, GError *take_hidden, GError **error) {
    g_autoptr(GError) hidden = take_hidden;
    if (!take_row && !g_error_matches(hidden, BASE_ERROR, ERROR_NOT_FOUND))
        g_propagate_error(error, g_steal_pointer(&hidden));
    return take_row;
}

/* How he sees it; NULL without an error: he does not. */
static MeetingRow *find_seen(Database *database, const BookStay *stay, bool *ret_runs,
                             GError **error) {
    g_auto(MeetingViewer) viewer = {0};
    GError *hidden = NULL;
    const char *id = stay->kind == BOOK_GUEST ? "" : stay->person_id;
    if (!meeting_viewer_load(database, KINDS[stay->kind], id, &viewer, error))
        return NULL;
    MeetingRow *row = meeting_viewer_get(database, &viewer, stay->meeting_id, ret_runs, &hidden);
    return find(row, hidden, error);
}

static bool decide_talk(Database *database, BookStay *stay, GError **error) {
    MeetingPart part;
    g_autoptr(GPtrArray) parties = book_talk_parties(database, stay->meeting_id, error);
    if (!parties)
        return false;
    bool is_outside = book_talk_door(parties, stay->person_id, &part) == BOOK_TALK_OUTSIDE;
    stay->verdict = is_outside || stay->as != BOOK_STAY_IN_ROOM ? BOOK_MUST_GO : BOOK_STAYS;
    return true;
}

static bool may(const BookStay *stay, const MeetingRow *seen, bool runs) {
    if (stay->has_link)
        return true;
    return seen && stay->kind != BOOK_GUEST && (stay->as != BOOK_STAY_SENDS || runs);
}

static bool decide(Database *database, BookStay *stay, GError **error) {
    bool runs = false;
    GError *hidden = NULL, *failure = NULL;
    MeetingRow *found = meeting_table_get(database, stay->meeting_id, &hidden);
    g_autoptr(MeetingRow) row = find(found, hidden, &failure);
    g_autoptr(MeetingRow) seen = row ? find_seen(database, stay, &runs, &failure) : NULL;
    if (failure) {
        g_propagate_error(error, failure);
        return false;
    }
    stay->verdict = BOOK_IS_OVER;
    if (!row || !meeting_state_is_on_air(row->state, true))
        return true;
    if (row->kind == MEETING_TALK)
        return decide_talk(database, stay, error);
    bool is_there = meeting_state_is_on_air(row->state, runs) && may(stay, seen, runs);
    stay->verdict = is_there ? BOOK_STAYS : BOOK_MUST_GO;
    return true;
}

static bool has_come_rightly(Database *database, const BookStay *stay, bool *ret_is_good,
                             GError **error) {
    *ret_is_good = true;
    return stay->token_id[0] == '\0' ||
           bearer_table_is_live(database, stay->token_id, ret_is_good, error);
}

bool book_stay_decide(Database *database, BookStay *stay, GError **error) {
    database_assert_current(database);
    bool is_good;
    if (!has_come_rightly(database, stay, &is_good, error))
        return false;
    stay->verdict = BOOK_MUST_GO;
    return !is_good || decide(database, stay, error);
}
