/* Sets of numeric addresses and CIDR blocks. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct Networks Networks;

/* `list` is NULL-terminated, may be NULL. ERROR_CONFIG quotes the word that is no network. */
Networks *networks_parse(const char *const *list, GError **error);
void networks_free(Networks *networks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Networks, networks_free)

/* `numeric` is an IPv4 or IPv6 address; IPv4 written as ::ffff:a.b.c.d counts as IPv4. */
bool networks_contains(const Networks *networks, const char *numeric);
