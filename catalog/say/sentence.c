#include "catalog/say/sentence.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "catalog/say/accept_language.h"
#include "catalog/say/sentence_table.h"

#define HOLE           "%s"
#define HOLE_BYTES     2
#define LIST_COMMA     ", "
#define MAX_BYTES      8192 /* of a sentence */
#define MAX_DEPTH      3    /* of parts within parts */
#define MAX_ROWS_TRIED 8192 /* in one sentence with its parts */

/* clang-format off */
static const SentenceRow *const TABLES[] = {
    SENTENCES_ACCESS,
    SENTENCES_OFFICE,
    SENTENCES_ROSTER,
    SENTENCES_SHEET,
    SENTENCES_MEETING,
    SENTENCES_CONFERENCE,
    SENTENCES_VIEWING,
    SENTENCES_COURSE,
    SENTENCES_SUBTITLE,
    SENTENCES_LESSON,
    SENTENCES_UPLOAD,
    SENTENCES_PREPARE,
    SENTENCES_LEDGER,
    SENTENCES_POLICY,
    SENTENCES_REGISTER,
    SENTENCES_REPORT,
};
/* clang-format on */

typedef struct Piece {
    const char *at;
    size_t length;
} Piece;

typedef struct Match {
    Piece holes[SENTENCE_MAX_HOLES];
    unsigned n_holes;
    size_t literal_bytes;
} Match;

typedef struct Work {
    GString *out;
    unsigned n_tried, depth;
} Work;

static bool say(Work *work, Piece text);

/* ---- matching ---- */

static size_t literal_length(const char *pattern) {
    const char *hole = strstr(pattern, HOLE);
    return hole ? (size_t)(hole - pattern) : strlen(pattern);
}

/* The pattern stands behind a hole: where its literal is found in the text, or NULL. The last one
 * stands at the end, the others as early as they can; then a match is found when there is one. */
static const char *find_literal(Piece text, const char *pattern, size_t length) {
    if (text.length < length)
        return NULL;
    if (pattern[length])
        return memmem(text.at, text.length, pattern, length);
    const char *last = text.at + text.length - length;
    return memcmp(last, pattern, length) == 0 ? last : NULL;
}

static bool match(const char *pattern, Piece text, Match *ret_match) {
    size_t same = 0;
    while (same < text.length && pattern[same] == text.at[same])
        same++;
    size_t length = literal_length(pattern);
    if (same < length)
        return false;
    *ret_match = (Match){.literal_bytes = length};
    Piece rest = {text.at + length, text.length - length};
    for (pattern += length; *pattern; pattern += length) {
        pattern += HOLE_BYTES;
        length = literal_length(pattern);
        const char *found = find_literal(rest, pattern, length);
        if (!found || ret_match->n_holes == SENTENCE_MAX_HOLES)
            return false;
        size_t hole_length = (size_t)(found - rest.at);
        ret_match->holes[ret_match->n_holes++] = (Piece){rest.at, hole_length};
        ret_match->literal_bytes += length;
        rest = (Piece){found + length, rest.length - hole_length - length};
    }
    return rest.length == 0;
}

/* ---- filling in ---- */

static bool say_list(Work *work, Piece list) {
    const char *end = list.at + list.length;
    for (const char *at = list.at; at < end;) {
        const char *comma = memmem(at, (size_t)(end - at), LIST_COMMA, strlen(LIST_COMMA));
        const char *part_end = comma ? comma : end;
        if (at > list.at)
            g_string_append(work->out, "、");
        if (!say(work, (Piece){at, (size_t)(part_end - at)}))
            return false;
        at = comma ? comma + strlen(LIST_COMMA) : end;
    }
    return true;
}

/* "{1}", "<1>" or "[1]". */
static bool is_mark(const char *at, const Match *match) {
    const char *open = "{<[", *close = "}>]";
    const char *kind = *at ? strchr(open, *at) : NULL;
    return kind && at[1] >= '1' && at[1] < '1' + (int)match->n_holes && at[2] == close[kind - open];
}

static bool fill(Work *work, const char *chinese, const Match *match) {
    for (const char *at = chinese; *at; at++) {
        if (!is_mark(at, match)) {
            g_string_append_c(work->out, *at);
            continue;
        }
        Piece hole = match->holes[at[1] - '1'];
        if (*at == '{')
            g_string_append_len(work->out, hole.at, (gssize)hole.length);
        else if (hole.length > 0 && !(*at == '<' ? say(work, hole) : say_list(work, hole)))
            return false;
        at += strlen("{1}") - 1;
    }
    return true;
}

/* Appends the row with the most words of its own whose parts are all known. */
static bool say(Work *work, Piece text) {
    size_t start = work->out->len, best = 0;
    bool is_said = false;
    if (work->depth == MAX_DEPTH)
        return false;
    work->depth++;
    for (unsigned i = 0; i < G_N_ELEMENTS(TABLES); i++) {
        for (const SentenceRow *row = TABLES[i]; row->english; row++) {
            Match found;
            if (work->n_tried++ >= MAX_ROWS_TRIED)
                break;
            if (!match(row->english, text, &found) || (is_said && found.literal_bytes <= best))
                continue;
            size_t end = work->out->len;
            if (fill(work, row->chinese, &found)) {
                g_string_erase(work->out, (gssize)start, (gssize)(end - start));
                best = found.literal_bytes;
                is_said = true;
            } else {
                g_string_truncate(work->out, end);
            }
        }
    }
    work->depth--;
    return is_said;
}

char *sentence_to_chinese(const char *english) {
    Piece text = {english, strlen(english)};
    if (text.length == 0 || text.length > MAX_BYTES)
        return NULL;
    Work work = {.out = g_string_new(NULL)};
    bool is_said = say(&work, text) && work.n_tried < MAX_ROWS_TRIED;
    return g_string_free(work.out, !is_said);
}

char *sentence_localize(const char *accept_language, const char *english,
                        const char **ret_language) {
    static const char *const tags[] = {"en", "zh-CN", NULL};
    char *chinese =
        accept_language_best(accept_language, tags) == 1 ? sentence_to_chinese(english) : NULL;
    *ret_language = tags[chinese ? 1 : 0];
    return chinese ? chinese : g_strdup(english);
}
