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

Feeds *feeds_new(void);
void feeds_free(Feeds *feeds);

/* NULL: there is none (any more). Publishers whose sockets went with it are begun anew by ingest.
 */
void feeds_set_programme(Feeds *feeds, Programme *programme);
/* Opens what is new, closes what is gone; `order` is copied as needed. */
void feeds_follow(Feeds *feeds, const LiveOrder *order);

void feeds_add_source(Feeds *feeds, const IngestSource *source, int take_fd);
/* False: not one of this meeting. */
bool feeds_end_source(Feeds *feeds, uint64_t source_id);
bool feeds_note_stats(Feeds *feeds, const IngestStats *stats);
void feeds_note_report(Feeds *feeds, const LinkInputReport *report);

/* Somebody publishes. */
bool feeds_has_sources(const Feeds *feeds);
void feeds_describe(const Feeds *feeds, GArray *inputs); /* LiveInputHealth */
