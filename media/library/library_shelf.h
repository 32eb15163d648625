/* All lessons by name: filled by the thread `library`, read by gate workers without a lock, within
 * an epoch (base/epoch.h). A lesson costs some hundred bytes; its view is there only while somebody
 * looks. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/library/lesson_view.h"
#include "media/library/library_order.h"

#define LIBRARY_SHELF_MAX_LESSONS 100000u

typedef struct LibraryShelf LibraryShelf;
typedef struct LibraryLesson LibraryLesson;

/* ---- the thread `library` ---- */

LibraryShelf *library_shelf_new(void);
void library_shelf_free(LibraryShelf *shelf); /* when nobody reads any more; NULL is allowed */

/* Makes the lesson when it is new. Its view goes: the next one who asks opens another. False: there
 * are LIBRARY_SHELF_MAX_LESSONS. */
bool library_shelf_order(LibraryShelf *shelf, LibraryOrder *take_order);
void library_shelf_remove(LibraryShelf *shelf, const char *id);

const LibraryOrder *library_shelf_get_order(const LibraryLesson *lesson);
/* Replaces the view; NULL closes it. */
void library_shelf_publish(LibraryShelf *shelf, LibraryLesson *lesson, LessonView *take_view);
/* Views that are open, the least recently used first to go: closes some until at most `max_views`
 * of `max_bytes` are left. */
void library_shelf_trim(LibraryShelf *shelf, unsigned max_views, uint64_t max_bytes);
/* Frees what readers no longer see. */
void library_shelf_sweep(LibraryShelf *shelf);

/* ---- any thread, within an epoch ---- */

/* By id or alias; NULL: there is none. */
LibraryLesson *library_shelf_find(const LibraryShelf *shelf, const char *name, size_t length);
const char *library_shelf_id(const LibraryLesson *lesson);
LibraryAccess library_shelf_access(const LibraryLesson *lesson);
/* NULL: it is not open. Notes that it is used. */
const LessonView *library_shelf_view(LibraryLesson *lesson, int64_t now_us);

unsigned library_shelf_count(const LibraryShelf *shelf);  /* any thread */
unsigned library_shelf_opened(const LibraryShelf *shelf); /* likewise: views */
