/* What players are told of their sums (credit_live.h), from before a restart on. While another
 * thread reads back what was stored before (credit_replay.h), nothing is known: what is stored
 * meanwhile is passed over, since that thread will read it; then kept, until what was read is here,
 * and told to it in turns. What comes twice counts once, so the sum is that of the whole log. Owned
 * by one thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "catalog/viewing/credit_live.h"

#define CREDIT_BOOK_MAX_BYTES (64 * 1024 * 1024) /* of what is kept: 200,000 beats, mostly */
#define CREDIT_BOOK_TURN      256                /* of it at once */

typedef struct CreditBook CreditBook;

/* Nothing was stored before: the sums begin. */
CreditBook *credit_book_new(void);
void credit_book_free(CreditBook *book);

/* ---- reading back ---- */

/* It begins. */
void credit_book_await(CreditBook *book);
/* What is stored from now on may be behind the end of what is read. */
void credit_book_gather(CreditBook *book);
/* True: the book has it. False: too much was stored meanwhile, and it is still the caller's; or it
 * is NULL, since the log cannot be read. Then the sums begin now. */
bool credit_book_take(CreditBook *book, CreditLive *take_live);
/* Tells CREDIT_BOOK_TURN of what was kept; true: there is more. */
bool credit_book_work(CreditBook *book);

/* ---- as credit_live.h ---- */

void credit_book_open(CreditBook *book, const CreditLiveOpening *opening);
void credit_book_claim(CreditBook *book, const CreditLiveWhose *whose, int64_t at_us);
void credit_book_end(CreditBook *book, const CreditLiveWhose *whose, int64_t at_us);
void credit_book_beat(CreditBook *book, const char *viewing_id, const ViewingBeat *beat,
                      int64_t at_us);
int64_t credit_book_figure(const CreditBook *book, const char *viewing_id);
void credit_book_sweep(CreditBook *book, int64_t now_us);
