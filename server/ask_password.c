#include "server/ask_password.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <sodium.h>

#include "base/error.h"

static char *read_line(GError **error) {
    char line[ASK_PASSWORD_MAX_BYTES + 2];
    bool has_line = fgets(line, sizeof line, stdin) != NULL;
    size_t length = has_line ? strcspn(line, "\r\n") : 0;
    char *password = NULL;
    if (length == 0)
        g_set_error(error, BASE_ERROR, ERROR_INVALID, "cannot read a password: there is none");
    else if (length > ASK_PASSWORD_MAX_BYTES)
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    "cannot read a password: it is longer than %u bytes", ASK_PASSWORD_MAX_BYTES);
    else
        password = g_strndup(line, length);
    sodium_memzero(line, sizeof line);
    return password;
}

static char *ask_once(const char *prompt, GError **error) {
    struct termios before, silent;
    tcgetattr(STDIN_FILENO, &before);
    silent = before;
    silent.c_lflag &= ~(tcflag_t)ECHO;
    fprintf(stderr, "%s: ", prompt);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    char *password = read_line(error);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    fputc('\n', stderr);
    return password;
}

char *ask_password(const char *prompt, GError **error) {
    if (!isatty(STDIN_FILENO))
        return read_line(error);
    char *first = ask_once(prompt, error);
    char *second = first ? ask_once("Once more", error) : NULL;
    bool is_same = second && g_str_equal(first, second);
    if (second && !is_same)
        g_set_error(error, BASE_ERROR, ERROR_INVALID, "the two passwords differ");
    ask_password_free(second);
    if (is_same)
        return first;
    ask_password_free(first);
    return NULL;
}

void ask_password_free(char *take_password) {
    if (!take_password)
        return;
    sodium_memzero(take_password, strlen(take_password));
    g_free(take_password);
}
