/* Where people's media have their ports, and which addresses peers are told. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "server/settings.h"

/* ADDR:PORT of the first worker; NULL: off. Caller frees. */
char *rtc_places_listen(const Settings *settings, const char *http_listen);

/* What rtc.announced says; else the address in `listen`, or when that means all: those of `local`,
 * numeric, best first (`listen` of IPv4: of these only IPv4), else loopback. Never NULL; caller
 * frees with g_strfreev(). */
char **rtc_places_announced(const Settings *settings, const char *listen, char *const *local);

/* Threads, each with a port. */
unsigned rtc_places_n_workers(const Settings *settings);

/* ERROR_CONFIG: the ports or addresses are none. */
bool rtc_places_check(const Settings *settings, GError **error);
