/* The viewings that go on now, in memory: who asks about them asks here, and the database follows
 * in batches, each viewing at most every ten seconds. What a crash loses of a row is in the raw
 * log. Owned by one thread (the api thread). */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "catalog/store/store.h"
#include "catalog/viewing/viewing_table.h"

#define VIEWING_BOOK_MAX      131072 /* some 60 MiB; more at once are refused */
#define VIEWING_BOOK_WRITE_US (10 * CLOCK_US_PER_S)
#define VIEWING_BOOK_FORGET_US                                                                     \
    (300 * CLOCK_US_PER_S)                             /* of silence: it is read again if need be  \
                                                        */
#define VIEWING_BOOK_MAX_WRITTEN 2048                  /* in one job */
#define VIEWING_BOOK_ALIVE_US    (30 * CLOCK_US_PER_S) /* three beats */

/* Beats of one viewing: an hour without a line is brought at once, then four times the usual. */
#define VIEWING_BOOK_BEATS_BURST 720
#define VIEWING_BOOK_BEATS_PER_S 1

typedef struct ViewingBook ViewingBook;

ViewingBook *viewing_book_new(void);
void viewing_book_free(ViewingBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ViewingBook, viewing_book_free)

/* Borrowed until the next flush; NULL when it is not here. */
ViewingRow *viewing_book_find(ViewingBook *book, const char *id);

/* Takes a copy; one that is there already stays as it is. ERROR_OVERLOADED when the book is full.
 */
ViewingRow *viewing_book_keep(ViewingBook *book, const ViewingRow *row, GError **error);

/* The row was changed: it will be written. */
void viewing_book_mark(ViewingBook *book, ViewingRow *row);

/* ERROR_RATE_LIMITED when the viewing has sent too many beats. */
bool viewing_book_admit(ViewingBook *book, ViewingRow *row, unsigned n_beats, GError **error);

/* Where this person, screen or study session left the recording, fresher than the database knows;
 * false when nothing of that is here. */
bool viewing_book_resume(const ViewingBook *book, const ViewingRow *of, int64_t *ret_resume_ms);

/* Viewings of the meeting with a beat in the last VIEWING_BOOK_ALIVE_US. */
unsigned viewing_book_n_alive(const ViewingBook *book, const char *meeting_id);
/* The places of those: a set of ids. Caller unrefs. */
GHashTable *viewing_book_places_alive(const ViewingBook *book, const char *meeting_id);

typedef enum ViewingBookFlush { VIEWING_BOOK_DUE, VIEWING_BOOK_ALL } ViewingBookFlush;

/* Every few seconds: writes what is due, forgets what was silent. Returns how many are written. */
unsigned viewing_book_flush(ViewingBook *book, Store *store, ViewingBookFlush which);

unsigned viewing_book_n(const ViewingBook *book);
