/* Which program listens on a TCP port of this machine. Reads /proc. */
#pragma once

#include <glib.h>
#include <stdint.h>

/* "nginx (process 812)"; NULL when nobody listens or its account is not ours to look at.
 * *ret_process (may be NULL) is 812 then. Caller frees. */
char *port_holder_find(unsigned port, int *ret_process);

/* The inode of a listening socket on `port` in the text of /proc/net/tcp or tcp6; 0: none. Pure. */
uint64_t port_holder_parse(const char *text, unsigned port);
