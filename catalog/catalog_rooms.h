/* The directory of rooms, for signalling: who may enter as what, what must be on the disk before it
 * is acknowledged, what a room was. Values only; any thread.
 *
 * `fn` runs once on `reply_to`, then free_data(data); when that worker stops first only free_data
 * runs, on any thread. What `fn` is given is borrowed for the call. Texts of a question are copied.
 * On failure the caller keeps `data`: ERROR_OVERLOADED, ERROR_UNAVAILABLE. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/worker.h"
#include "catalog/attendance/room_stays.h"
#include "catalog/catalog.h"
#include "catalog/room/book_entry.h"
#include "catalog/room/book_fact.h"
#include "catalog/room/book_past.h"
#include "catalog/room/book_stay.h"

/* NULL with an error: see book_entry_decide(). */
typedef void (*CatalogRoomEntryFn)(const GError *error, const BookEntry *entry, void *data);

typedef struct CatalogRoomQuestion {
    const char *meeting; /* id or alias */
    BookWho who;
    Worker *reply_to;
    CatalogRoomEntryFn fn;
    void *data;
    GDestroyNotify free_data;
} CatalogRoomQuestion;

bool catalog_rooms_enter(Catalog *catalog, const CatalogRoomQuestion *question, GError **error);

/* What came of facts that are on the disk. */
typedef struct CatalogRoomKept {
    int64_t sequence;          /* of the line that was said, the last of several; else 0 */
    int64_t n_expected;        /* of the vote that was opened: who has the right to vote … */
    const char *const *voters; /* … and the accounts among them, ended by NULL; or NULL */
} CatalogRoomKept;

typedef void (*CatalogRoomFactFn)(const GError *error, const CatalogRoomKept *kept, void *data);

typedef struct CatalogRoomCommit {
    const BookFact *facts; /* kept together or not at all */
    unsigned n_facts;
    Worker *reply_to;
    CatalogRoomFactFn fn;
    void *data;
    GDestroyNotify free_data;
} CatalogRoomCommit;

/* In the order in which one thread says them. An end takes the meeting to its end and its register
 * with it. */
bool catalog_rooms_commit(Catalog *catalog, const CatalogRoomCommit *commit, GError **error);

/* BookStay elements, as asked, with their verdicts. */
typedef void (*CatalogRoomReviewFn)(const GError *error, const GArray *stays, void *data);

typedef struct CatalogRoomReview {
    const GArray *stays; /* BookStay; copied */
    Worker *reply_to;
    CatalogRoomReviewFn fn;
    void *data;
    GDestroyNotify free_data;
} CatalogRoomReview;

/* Whether people may stay with their meetings. */
bool catalog_rooms_review(Catalog *catalog, const CatalogRoomReview *review, GError **error);

typedef void (*CatalogRoomPastFn)(const GError *error, const BookPast *past, void *data);

typedef struct CatalogRoomRecall {
    const char *meeting_id;
    Worker *reply_to;
    CatalogRoomPastFn fn;
    void *data;
    GDestroyNotify free_data;
} CatalogRoomRecall;

bool catalog_rooms_recall(Catalog *catalog, const CatalogRoomRecall *recall, GError **error);

/* Media that people in rooms were sent, or sent themselves: credited as docs/attendance.md says. */
typedef RoomMedia CatalogRoomMedia;

/* Copied. What is refused counts nowhere: ERROR_OVERLOADED, ERROR_UNAVAILABLE. */
bool catalog_rooms_delivered(Catalog *catalog, const CatalogRoomMedia *rows, unsigned n_rows,
                             GError **error);
