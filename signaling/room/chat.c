#include "signaling/room/chat.h"

#include "base/error.h"
#include "signaling/session/rate_limit.h"

struct Chat {
    GPtrArray *lines; /* ChatLine, by number */
    int64_t last;
    int64_t bucket_at_us;
};

static void free_line(void *data) {
    ChatLine *line = data;
    g_free(line->text);
    g_free(line);
}

Chat *chat_new(void) {
    Chat *chat = g_new0(Chat, 1);
    chat->lines = g_ptr_array_new_with_free_func(free_line);
    return chat;
}

void chat_free(Chat *chat) {
    if (!chat)
        return;
    g_ptr_array_unref(chat->lines);
    g_free(chat);
}

/* Control characters, and those of Unicode that turn the direction of what follows (UAX #9). */
static bool is_steering(gunichar c) {
    return (g_unichar_iscntrl(c) && c != '\n') || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

bool chat_check_text(const char *text, GError **error) {
    bool has_ink = false;
    unsigned n_chars = 0;
    for (const char *p = text; *p; p = g_utf8_next_char(p), n_chars++) {
        gunichar c = g_utf8_get_char(p);
        if (is_steering(c)) {
            g_set_error(error, BASE_ERROR, ERROR_INVALID,
                        "cannot say a text with the character U+%04X", c);
            return false;
        }
        has_ink = has_ink || g_unichar_isgraph(c);
    }
    if (!has_ink || n_chars > ROOM_CHAT_CHARS) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    "cannot say a text of %u characters: 1 to %u that can be read", n_chars,
                    ROOM_CHAT_CHARS);
        return false;
    }
    return true;
}

bool chat_take_token(Chat *chat, int64_t now_us, GError **error) {
    static const RateLimit limit = {CHAT_PER_S, CHAT_BURST};
    int64_t ignored_us;
    if (rate_limit_take(&limit, &chat->bucket_at_us, now_us, &ignored_us))
        return true;
    g_set_error(error, BASE_ERROR, ERROR_RATE_LIMITED,
                "cannot say more in this room: at most %u a second, %u at once", CHAT_PER_S,
                CHAT_BURST);
    return false;
}

int64_t chat_next(const Chat *chat) {
    return chat->last + 1;
}

void chat_add(Chat *chat, const ChatLine *line) {
    if (line->number <= chat->last)
        return;
    ChatLine *copy = g_memdup2(line, sizeof *line);
    copy->text = g_strdup(line->text);
    chat->last = line->number;
    g_ptr_array_add(chat->lines, copy);
    if (chat->lines->len > CHAT_KEPT_MAX)
        g_ptr_array_remove_index(chat->lines, 0);
}

const ChatLine *chat_find(const Chat *chat, int64_t number) {
    for (guint i = 0; i < chat->lines->len; i++) {
        const ChatLine *line = chat->lines->pdata[i];
        if (line->number == number)
            return line;
    }
    return NULL;
}

void chat_remove(Chat *chat, int64_t number) {
    g_ptr_array_remove(chat->lines, (void *)chat_find(chat, number));
    chat->last = MAX(chat->last, number);
}

const GPtrArray *chat_lines(const Chat *chat) {
    return chat->lines;
}
