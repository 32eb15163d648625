/* The child's end of the link: reads frames with the descriptors that came along. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "media/link/link.h"

typedef struct LinkSocket LinkSocket;

/* `fd` is borrowed. on_frame as of link_reader_new(). */
LinkSocket *link_socket_new(int fd, LinkFrameFn on_frame, void *user);
void link_socket_free(LinkSocket *socket);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LinkSocket, link_socket_free)

/* Waits for bytes and gives out the frames they complete. False at the end of the stream, and with
 * an error when it breaks. */
bool link_socket_read(LinkSocket *socket, GError **error);

/* The oldest descriptor that nobody took yet, now the caller's; -1: none. */
int link_socket_take_descriptor(LinkSocket *socket);
