/* Who may come into a room, and as what: the directory's answer to signalling. Values only. On a
 * database thread.
 *
 * Whoever runs the meeting is its host. Screens of invited places are sites, people of invited
 * units speak (in a broadcast meeting they listen), whoever else sees the meeting listens; who has
 * a link speaks. What the room has noted of somebody (book_person.h) goes before that. A guest who
 * was put out can get another pass by his link, so new guests of it wait in the lobby. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/id.h"
#include "catalog/meeting/meeting_viewer.h"
#include "catalog/meeting/meeting_words.h"
#include "catalog/room/book_settings.h"
#include "catalog/room/book_words.h"
#include "catalog/store/database.h"

#define BOOK_GUEST_NAME_MAX_CHARS 32u

typedef struct BookWho {
    BookPersonKind kind;
    const char *id;         /* account or screen; of a guest the id of his seat */
    const char *guest_name; /* what a guest calls himself; else NULL */
    const char *link;       /* the secret of an invitation, or NULL */
    const char *link_id;    /* of one that he has shown before; NULL or "": none */
} BookWho;

typedef struct BookEntry {
    char meeting_id[ID_TEXT_BYTES];
    MeetingKind kind;
    char *title, *name; /* of the meeting, of him */
    BookRole role;
    bool is_waiting;  /* in the lobby, until a host admits him; of a talk, until both accept */
    bool is_expected; /* belongs to an invited unit */
    bool is_by_link;  /* would not see the meeting without it */
    bool has_vote;    /* in the votes of this meeting */
    BookSettings settings;
} BookEntry;

void book_entry_clear(BookEntry *entry);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BookEntry, book_entry_clear)

/* `meeting`: id or alias. ERROR_NOT_FOUND for whom it does not concern, in the words of
 * rights_not_found(); ERROR_CONFLICT: not open, over, locked; ERROR_FORBIDDEN: put out;
 * ERROR_INVALID: a guest's name. */
bool book_entry_decide(Database *database, const char *meeting, const BookWho *who,
                       BookEntry *ret_entry, GError **error);

/* Whether a viewer belongs to a unit that is invited, or to one below it; where none is and all who
 * are signed in may come: whether he is. */
bool book_entry_is_expected(Database *database, const char *meeting_id, const MeetingViewer *viewer,
                            bool *ret_is_expected, GError **error);
