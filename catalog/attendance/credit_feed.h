/* From the raw viewing log to the viewings that crediting asks about: days are read once for all
 * who are wanted together. Bounded: CREDIT_FEED_MAX_BEATS in memory, some 250 MiB. Owned by one
 * thread; reading blocks. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/credit/credit_person.h"

#define CREDIT_FEED_MAX_BEATS 4000000 /* with their intervals: a meeting of 5,000 phones */

typedef struct CreditFeed CreditFeed;

CreditFeed *credit_feed_new(void);
void credit_feed_free(CreditFeed *feed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CreditFeed, credit_feed_free)

/* ---- before reading: who is wanted; ids are copied ---- */

/* All viewings of the account. */
void credit_feed_want_account(CreditFeed *feed, const char *account_id);
/* Of whatever account or screen. */
void credit_feed_want_viewing(CreditFeed *feed, const char *viewing_id);
/* What else was sent to the account or screen of this event. */
void credit_feed_want_sent(CreditFeed *feed, const char *event_id, const char *who_id);

/* A lesson of a study session: credit_viewing_move(). Later ones of the same viewing are passed
 * over. */
typedef struct CreditMove {
    char viewing_id[ID_TEXT_BYTES], of_id[ID_TEXT_BYTES];
    int64_t offset_ms, length_ms;
} CreditMove;
void credit_feed_move(CreditFeed *feed, const CreditMove *move);

/* ---- reading ---- */

typedef struct CreditFeedDays {
    const char *directory;
    const char *const *days;         /* NULL-terminated, the oldest first */
    int64_t max_beats;               /* 0: CREDIT_FEED_MAX_BEATS */
    bool (*is_stopping)(void *user); /* or NULL: asked now and then */
    void *user;
} CreditFeedDays;

typedef enum CreditFeedEnd {
    CREDIT_FEED_READ,
    CREDIT_FEED_FULL, /* too many beats: ask for fewer people */
    CREDIT_FEED_STOPPED,
    CREDIT_FEED_FAILED /* ERROR_IO */
} CreditFeedEnd;

typedef struct CreditFeedFigures {
    uint64_t records, damaged_lines;
    int64_t bytes, all_bytes; /* read; of all days */
    int64_t beats;            /* in memory */
} CreditFeedFigures;

/* Once. */
CreditFeedEnd credit_feed_read(CreditFeed *feed, const CreditFeedDays *days,
                               CreditFeedFigures *ret_figures, GError **error);

/* ---- afterwards ---- */

/* Borrowed; NULL: the log has none of that id. */
CreditViewing *credit_feed_viewing(const CreditFeed *feed, const char *viewing_id);

/* What CreditQuestion.viewings asks for, each once, in the order of the log. The caller unrefs it;
 * the viewings stay the feed's. */
GPtrArray *credit_feed_viewings(const CreditFeed *feed, const CreditQuestion *question);
