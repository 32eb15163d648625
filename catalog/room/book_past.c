#include "catalog/room/book_past.h"

#include "catalog/room/book_chat.h"
#include "catalog/room/book_person.h"
#include "catalog/room/book_vote_list.h"

void book_past_free(BookPast *past) {
    if (!past)
        return;
    g_clear_pointer(&past->people, g_ptr_array_unref);
    g_clear_pointer(&past->chat, g_ptr_array_unref);
    g_clear_pointer(&past->votes, g_ptr_array_unref);
    g_free(past);
}

/* Behind which sequence the newest rows begin. */
static bool read_after(Database *database, const char *meeting_id, int64_t *ret_after,
                       GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT max(0, ifnull(max(sequence), 0) - ?2) FROM room_chat WHERE meeting_id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    statement_bind_int64(statement, 2, BOOK_PAST_CHAT_ROWS);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    *ret_after = statement_int64(statement, 0);
    return true;
}

BookPast *book_past_load(Database *database, const char *meeting_id, GError **error) {
    int64_t after = 0;
    g_autoptr(BookPast) past = g_new0(BookPast, 1);
    if (!book_settings_get(database, meeting_id, &past->settings, error) ||
        !read_after(database, meeting_id, &after, error))
        return NULL;
    past->people = book_person_list(database, meeting_id, error);
    past->chat = past->people ? book_chat_list(database, meeting_id, BOOK_CHAT_PERSON, after,
                                               BOOK_PAST_CHAT_ROWS, error)
                              : NULL;
    past->votes = past->chat ? book_vote_list_all(database, meeting_id, error) : NULL;
    return past->votes ? g_steal_pointer(&past) : NULL;
}
