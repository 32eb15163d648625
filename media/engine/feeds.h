/* What comes into one meeting: its inputs by order, the publishers that ingest let in, and what the
 * programme reports of them. Opens and closes them in the programme, again after each of its lives.
 * The package thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/engine/live_health.h"
#include "media/engine/live_order.h"
#include "media/engine/programme.h"
#include "media/ingest/ingest.h"

typedef struct Feeds Feeds;

/* Asks for a publisher to be begun anew, since the programme that read it is gone. */
typedef void (*FeedsRenewFn)(uint64_t source_id, void *user);

Feeds *feeds_new(FeedsRenewFn renew, void *user);
void feeds_free(Feeds *feeds);

/* NULL: there is none (any more). */
void feeds_set_programme(Feeds *feeds, Programme *programme);
/* Opens what is new, closes what is gone; `order` is copied as needed. */
void feeds_follow(Feeds *feeds, const LiveOrder *order);

void feeds_add_source(Feeds *feeds, const IngestSource *source, int take_fd);
/* False: not one of this meeting. */
bool feeds_end_source(Feeds *feeds, uint64_t source_id, const char *reason);
bool feeds_note_stats(Feeds *feeds, const IngestStats *stats);
void feeds_note_report(Feeds *feeds, const LinkInputReport *report);

void feeds_describe(const Feeds *feeds, GArray *inputs); /* LiveInputHealth */
