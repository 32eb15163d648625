/* Notices peers that close while nobody reads their socket: one epoll set, one GSource, whatever
 * the number of sockets (GLib's loop is O(n) in sources). One thread: that of its context. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct ApiHangup ApiHangup;

/* Once for a watch; `id` is what api_hangup_watch() was given. */
typedef void (*ApiHangupFn)(uint64_t id, void *user);

ApiHangup *api_hangup_new(GMainContext *context, ApiHangupFn fn, void *user, GError **error);
void api_hangup_free(ApiHangup *hangup);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ApiHangup, api_hangup_free)

/* Watches `fd` until it hangs up or api_hangup_unwatch(), which must come before it is closed.
 * False when the kernel refuses: then a peer that leaves is noticed later, by the answer. */
bool api_hangup_watch(ApiHangup *hangup, int fd, uint64_t id);
void api_hangup_unwatch(ApiHangup *hangup, int fd);
