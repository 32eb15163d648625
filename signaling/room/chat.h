/* What is said in a room: a bounded history, who is too fast, which texts are none. Pure; time is
 * given. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "signaling/ports/seat_identity.h"
#include "signaling/protocol/message_room.h"

#define CHAT_KEPT_MAX ROOM_CHAT_SHOWN /* the newest; the directory keeps what it must */
#define CHAT_PER_S    10              /* of all together; who says it has a limit of his own */
#define CHAT_BURST    30

typedef struct Chat Chat;

typedef struct ChatLine {
    int64_t number; /* from 1, growing */
    char session[IDENTITY_ID_BYTES], account[IDENTITY_ID_BYTES];
    char name[IDENTITY_DISPLAY_NAME_BYTES];
    char *text;    /* owned by the chat */
    int64_t at_us; /* wall clock */
} ChatLine;

Chat *chat_new(void);
void chat_free(Chat *chat);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Chat, chat_free)

/* ERROR_INVALID: nothing to be read, too long, or characters that steer a terminal. */
bool chat_check_text(const char *text, GError **error);
/* Takes one of the room's tokens; ERROR_RATE_LIMITED. */
bool chat_take_token(Chat *chat, int64_t now_us, GError **error);

/* The number of the next line. */
int64_t chat_next(const Chat *chat);
/* `line` is copied. The oldest one goes when there are too many. */
void chat_add(Chat *chat, const ChatLine *line);
/* NULL when it is not kept (any more). */
const ChatLine *chat_find(const Chat *chat, int64_t number);
void chat_remove(Chat *chat, int64_t number); /* unknown ones are ignored */

/* ChatLine, the oldest first; borrowed until the next change. */
const GPtrArray *chat_lines(const Chat *chat);
