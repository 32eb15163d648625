/* Guests of rooms, for the door that lets them in. */
#pragma once

#include <stdbool.h>

#include "catalog/auth/guest_pass.h"
#include "catalog/catalog.h"

#define CATALOG_GUESTS_COOKIE "tongping_guest"

/* Any thread: false when the text is no pass of a guest, or one that is over. */
bool catalog_guests_read(Catalog *catalog, const char *text, GuestPass *ret_pass);
