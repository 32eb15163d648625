#include "server/verb_line.h"

#include <stdarg.h>
#include <stdio.h>

#include "server/verbs.h"

int verb_line_refuse(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    fprintf(stderr, "tongping: %s\n", message);
    return VERB_REFUSED;
}

int verb_line_fail(GError *take_error) {
    int status = verb_line_refuse("%s", take_error->message);
    g_error_free(take_error);
    return status;
}

static bool wants_help(int argc, char *const argv[]) {
    for (int i = 0; i < argc && !g_str_equal(argv[i], "--"); i++)
        if (g_str_equal(argv[i], "--help") || g_str_equal(argv[i], "-h"))
            return true;
    return false;
}

static void print_help(const VerbLine *line) {
    g_autofree char *options = settings_help(&line->options);
    printf("Usage: tongping %s\n\n%s\nOptions:\n%s", line->usage, line->about, options);
}

static bool check_words(const VerbLine *line, char *const *words) {
    unsigned n = g_strv_length((char **)words);
    if (n > line->max_words)
        verb_line_refuse("'%s' is one word too many; usage: tongping %s", words[line->max_words],
                         line->usage);
    else if (n < line->min_words)
        verb_line_refuse("a word is missing; usage: tongping %s", line->usage);
    return n >= line->min_words && n <= line->max_words;
}

bool verb_line_read(const VerbLine *line, int argc, char *const argv[], void *settings,
                    char ***ret_words, int *ret_status) {
    if (wants_help(argc, argv)) {
        print_help(line);
        *ret_status = VERB_DONE;
        return false;
    }
    *ret_status = VERB_REFUSED;
    GError *error = NULL;
    g_auto(GStrv) words = NULL;
    if (!settings_load(&line->options, argc, argv, settings, &words, &error)) {
        verb_line_fail(error);
        return false;
    }
    if (!check_words(line, words)) {
        settings_clear(&line->options, settings);
        return false;
    }
    *ret_words = g_steal_pointer(&words);
    return true;
}
