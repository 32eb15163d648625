/* Where the media side has its things, as the settings say or by default: ports for encoders and
 * for people, the programme, the cache of its plug-ins. Callers free. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "server/settings.h"

/* ADDR:PORT; NULL: off. */
char *media_places_rtmp(const Settings *settings, const char *http_listen);
char *media_places_srt(const Settings *settings, const char *http_listen);
char *media_places_rtc(const Settings *settings, const char *http_listen);

/* The path of tongping-program; its bare name when it is nowhere. */
char *media_places_program(const Settings *settings);

/* The folder of the files that meetings play, absolute; the one below DATA is made. */
char *media_places_files(const Settings *settings);
/* The path of one of them; NULL when that is not below the folder. */
char *media_places_file(const char *folder, const char *name);

/* Makes DATA/cache and names GStreamer's list of plug-ins in it by GST_REGISTRY, which programmes
 * inherit: an account without a home would search all plug-ins at each start. A variable that is
 * set stays. Before the first thread: it changes the environment. ERROR_IO. */
bool media_places_prepare_cache(const Settings *settings, GError **error);
