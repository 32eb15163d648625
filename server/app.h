/* Composition root: makes all parts in order, destroys them in reverse. */
#pragma once

#include <glib.h>

#include "server/settings.h"

typedef struct App App;

/* Opens the data directory, starts all threads and listens. `settings` is borrowed until
 * app_free(). The error is one sentence for the terminal; nothing is left running then. */
App *app_start(const Settings *settings, GError **error);

/* Tells on stdout where the server is reached; the last line begins with READY. */
void app_announce(App *app);

/* What is due each few seconds: statistics, certificate. */
void app_tick(App *app);

/* SIGHUP: reads the certificate again and reopens the log. */
void app_reload(App *app);

/* Lets answers finish, then stops all threads. NULL and repeated calls are allowed. */
void app_stop(App *app);
void app_free(App *app);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(App, app_free)
