/* Pages of a lesson that is a document: those of its ready assets, in their order. They are told as
 * the pages of lesson_page_table.h and lie on the same kind of time line: each asks for
 * LESSON_PAGE_LEAST_S, an asset's duration is what its pages ask for together, the lesson's the
 * sum. All verbs run on a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/store/database.h"

/* LessonPage elements without texts; their ids are numbers from 1. Lessons of other kinds have
 * none. */
GPtrArray *document_page_list(Database *database, const char *lesson_id, GError **error);

/* After its assets have changed, inside a write job: sets the duration of a lesson that is a
 * document. */
bool document_page_measure(Database *database, const char *lesson_id, GError **error);
