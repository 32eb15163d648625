/* Comings and goings: who was in the room of a group meeting, from when, until when. Evidence for
 * attendance (docs/attendance.md). On a database thread, inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/room/book_words.h"
#include "catalog/store/database.h"

/* The server says so often that it runs: a visit that a crash cuts off is too short by at most
 * this. */
#define BOOK_VISIT_HEARD_US (INT64_C(30) * 1000000)

typedef struct BookVisit {
    char id[ID_TEXT_BYTES]; /* made by the room: said twice, it counts once */
    char person_id[ID_TEXT_BYTES];
    BookPersonKind kind;
    const char *name; /* borrowed */
    int64_t at_us;
} BookVisit;

/* Nothing when he is there already. */
bool book_visit_begin(Database *database, const char *meeting_id, const BookVisit *visit,
                      GError **error);
/* One that is over, or was never there, stays as it is. */
bool book_visit_end(Database *database, const char *visit_id, int64_t at_us, GError **error);
/* Whoever is there as this person goes. */
bool book_visit_end_person(Database *database, const char *meeting_id, const char *person_id,
                           int64_t at_us, GError **error);
/* All that are open go on, in all rooms: when they were not heard for BOOK_VISIT_HEARD_US. */
bool book_visit_hear_all(Database *database, int64_t now_us, GError **error);
/* The same when the server stops: however long ago they were heard. */
bool book_visit_hear_last(Database *database, int64_t now_us, GError **error);
/* All that are open in this room go on. */
bool book_visit_heard(Database *database, const char *meeting_id, int64_t at_us, GError **error);
/* All of a room end (it has ended), at `at_us`. */
bool book_visit_end_all(Database *database, const char *meeting_id, int64_t at_us, GError **error);
/* At the start of the server: what a crash has left open ended when it was last heard. */
bool book_visit_recover(Database *database, GError **error);
