/* Lessons of pages: texts with pictures, turned over by hand. All verbs run on a database thread;
 * writing ones inside a write job.
 *
 * The canonical time line of such a lesson is what its pages ask for: page n covers [from, from +
 * least) with from the sum of those before it. A viewing tells intervals of it, so that reading is
 * counted as watching is; a page that asks for nothing covers nothing. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "base/json_table.h"
#include "catalog/store/database.h"

#define LESSON_PAGE_MAX             200u
#define LESSON_PAGE_TITLE_MAX_CHARS 128
#define LESSON_PAGE_BODY_MAX_CHARS  8000
#define LESSON_PAGE_MAX_LEAST_S     3600
#define LESSON_PAGE_LEAST_S         5 /* unless it says otherwise */
#define LESSON_PAGE_MAX_TEXTS       40

/* Title and text of a page in a further language. */
typedef struct LessonPageText {
    char *language; /* BCP 47 */
    char *title, *body;
} LessonPageText;

/* A struct of the API too: LESSON_PAGE_WISH_TABLE reads all but from_ms and pictures, which
 * LESSON_PAGE_TABLE writes. */
typedef struct LessonPage {
    char *id; /* NULL in what is new */
    char *title, *body;
    char *picture_id; /* a document of the lesson, of one page; "" or NULL: none */
    char *picture;    /* below a viewing's base_url; "": none */
    int64_t least_s;  /* dwell time that counts as read */
    bool has_least_s;
    int64_t from_ms, to_ms; /* of the canonical time line */
    GPtrArray *texts;       /* LessonPageText; NULL in what is new: none */
} LessonPage;

extern const JsonTable LESSON_PAGE_WISH_TABLE;
extern const JsonTable LESSON_PAGE_TABLE;

void lesson_page_table_free_page(void *page); /* a LessonPage */
/* Where page `number` of a document lies, below a viewing's base_url; "": nowhere. */
char *lesson_page_table_picture(const char *asset_id, unsigned number);

/* LessonPage elements in their order. */
GPtrArray *lesson_page_table_list(Database *database, const char *lesson_id, GError **error);

/* Replaces all, in this order; pages that say the id of one of the lesson keep it. The lesson's
 * duration becomes what they ask for. ERROR_INVALID; ERROR_NOT_FOUND for a picture that is not of
 * this lesson; ERROR_CONFLICT for a lesson of another kind. */
bool lesson_page_table_set(Database *database, const char *lesson_id, const GPtrArray *pages,
                           GError **error);
