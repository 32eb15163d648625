/* The chat of a room: which texts, how many, how fast. */
#include "signaling/room/chat.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"

static void test_texts(void) {
    static const struct {
        const char *text;
        bool ok;
    } ROWS[] = {
        {"大家好", true},    {"two\nlines", true},      {"😀", true},
        {"", false},         {"  \n ", false},          {"\t", false},
        {"bell\x07", false}, {"turn\u202Ed", false},    {"isolate\u2067", false},
        {"\u200B", false},   {"<b>not bold</b>", true},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("%u", i);
        g_assert_true(chat_check_text(ROWS[i].text, &error) == ROWS[i].ok);
        g_assert_true(ROWS[i].ok || error->code == ERROR_INVALID);
    }
    g_autoptr(GString) text = g_string_new(NULL);
    for (unsigned i = 0; i < ROOM_CHAT_CHARS; i++)
        g_string_append(text, "好");
    g_assert_true(chat_check_text(text->str, NULL));
    g_string_append(text, "好");
    g_assert_false(chat_check_text(text->str, NULL));
}

static void test_history(void) {
    g_autoptr(Chat) chat = chat_new();
    for (int64_t number = 1; number <= CHAT_KEPT_MAX + 5; number++) {
        g_assert_cmpint(chat_next(chat), ==, number);
        chat_add(chat, &(ChatLine){.number = number, .text = (char *)"x"});
    }
    g_assert_cmpuint(chat_lines(chat)->len, ==, CHAT_KEPT_MAX);
    g_assert_null(chat_find(chat, 5));
    g_assert_nonnull(chat_find(chat, 6));
    chat_remove(chat, 6);
    chat_remove(chat, 6);
    g_assert_null(chat_find(chat, 6));
    g_assert_cmpuint(chat_lines(chat)->len, ==, CHAT_KEPT_MAX - 1);
    chat_add(chat, &(ChatLine){.number = 7, .text = (char *)"again"}); /* is there already */
    g_assert_cmpuint(chat_lines(chat)->len, ==, CHAT_KEPT_MAX - 1);
}

/* A number whose text was taken back is not given twice. */
static void test_numbers(void) {
    g_autoptr(Chat) chat = chat_new();
    chat_add(chat, &(ChatLine){.number = 3, .text = (char *)"x"});
    chat_remove(chat, 3);
    g_assert_cmpint(chat_next(chat), ==, 4);
    chat_remove(chat, 9); /* given back without its text */
    g_assert_cmpint(chat_next(chat), ==, 10);
}

static void test_rate(void) {
    g_autoptr(Chat) chat = chat_new();
    int64_t now_us = 1000 * CLOCK_US_PER_S;
    for (unsigned i = 0; i < CHAT_BURST; i++)
        g_assert_true(chat_take_token(chat, now_us, NULL));
    g_autoptr(GError) error = NULL;
    g_assert_false(chat_take_token(chat, now_us, &error));
    g_assert_error(error, BASE_ERROR, ERROR_RATE_LIMITED);
    g_assert_true(chat_take_token(chat, now_us + CLOCK_US_PER_S, NULL));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/chat/texts", test_texts);
    g_test_add_func("/chat/history", test_history);
    g_test_add_func("/chat/numbers", test_numbers);
    g_test_add_func("/chat/rate", test_rate);
    return g_test_run();
}
