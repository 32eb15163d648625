#include "catalog/room/book_settings.h"

#include "catalog/meeting/meeting_words.h"

bool book_settings_get(Database *database, const char *meeting_id, BookSettings *ret_settings,
                       GError **error) {
    database_assert_current(database);
    *ret_settings = (BookSettings){.lobby = BOOK_LOBBY_STRANGERS, .may_share = true};
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT lobby, chat, is_locked, is_muted, may_share, screens FROM room"
                         " WHERE meeting_id = ?1",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        *ret_settings = (BookSettings){
            (BookLobby)meeting_words_find(BOOK_LOBBY_WORDS, statement_text(statement, 0)),
            (BookChatRule)meeting_words_find(BOOK_CHAT_RULE_WORDS, statement_text(statement, 1)),
            statement_int64(statement, 2) != 0,
            statement_int64(statement, 3) != 0,
            statement_int64(statement, 4) != 0,
            (BookScreens)meeting_words_find(BOOK_SCREENS_WORDS, statement_text(statement, 5))};
    return step != STATEMENT_FAILED;
}

bool book_settings_put(Database *database, const char *meeting_id, const BookSettings *settings,
                       GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO room (meeting_id, lobby, chat, is_locked, is_muted, may_share, screens)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (meeting_id) DO UPDATE SET"
        " lobby = excluded.lobby, chat = excluded.chat, is_locked = excluded.is_locked,"
        " is_muted = excluded.is_muted, may_share = excluded.may_share,"
        " screens = excluded.screens",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    statement_bind_text(statement, 2, BOOK_LOBBY_WORDS[settings->lobby]);
    statement_bind_text(statement, 3, BOOK_CHAT_RULE_WORDS[settings->chat]);
    statement_bind_int64(statement, 4, settings->is_locked);
    statement_bind_int64(statement, 5, settings->is_muted);
    statement_bind_int64(statement, 6, settings->may_share);
    statement_bind_text(statement, 7, BOOK_SCREENS_WORDS[settings->screens]);
    return statement_run(statement, error);
}

bool book_settings_change(Database *database, const char *meeting_id, const BookSettings *settings,
                          unsigned parts, GError **error) {
    BookSettings noted;
    if (!book_settings_get(database, meeting_id, &noted, error))
        return false;
    if (parts & BOOK_SETTINGS_LOCKED)
        noted.is_locked = settings->is_locked;
    if (parts & BOOK_SETTINGS_RULES) {
        noted.lobby = settings->lobby;
        noted.chat = settings->chat;
        noted.screens = settings->screens;
    }
    return book_settings_put(database, meeting_id, &noted, error);
}
