/* The media side, as the rest of the server uses it: turns the catalogue's orders into the
 * engine's, and what the engine tells into the catalogue's. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/gate/gate.h"
#include "base/token.h"
#include "catalog/catalog.h"
#include "media/engine/media_engine.h"
#include "server/settings.h"

typedef struct MediaAdapter MediaAdapter;

/* Starts ingest and the engine's threads. `http_listen` is where the gate will listen; settings and
 * keys are borrowed. ERROR_CONFIG, ERROR_IO. */
MediaAdapter *media_adapter_start(const Settings *settings, const char *http_listen,
                                  const TokenKeys *keys, GError **error);
/* Before the catalogue closes and before the gate is freed. NULL and repeated calls are allowed. */
void media_adapter_stop(MediaAdapter *adapter);
/* After the gate was freed. */
void media_adapter_free(MediaAdapter *adapter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MediaAdapter, media_adapter_free)

/* For CatalogOptions.media. */
MeetingMedia media_adapter_port(MediaAdapter *adapter);
/* Facts are told to it from now on; NULL: to nobody. */
void media_adapter_set_catalog(MediaAdapter *adapter, Catalog *catalog);
void media_adapter_set_gate(MediaAdapter *adapter, Gate *gate);

MediaEngine *media_adapter_engine(MediaAdapter *adapter);
/* "HOST:PORT", NULL when off; borrowed. */
const char *media_adapter_rtmp(const MediaAdapter *adapter);
const char *media_adapter_srt(const MediaAdapter *adapter);
