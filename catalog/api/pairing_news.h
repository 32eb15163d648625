/* A screen that shows a code was decided about: whoever holds its request wakes it. */
#pragma once

/* On the api thread, after the commit; must not block. `pairing_id` is borrowed. */
typedef void (*PairingNewsFn)(const char *pairing_id, void *user);
