#include "media/course/subtitle_ass.h"

#include <string.h>

#include "media/course/subtitle_markup.h"
#include "media/course/subtitle_time.h"

#define MAX_FIELDS 32

/* Where the fields of a line "Dialogue:" stand; the text is the last and may hold commas. */
typedef struct Layout {
    unsigned start, end, effect, n_fields;
} Layout;

/* What both versions write when no line "Format:" says otherwise. */
static const Layout USUAL = {.start = 1, .end = 2, .effect = 8, .n_fields = 10};

static const char *after_word(const char *line, const char *word) {
    line += strspn(line, " \t");
    size_t length = strlen(word);
    return g_ascii_strncasecmp(line, word, length) == 0 ? line + length : NULL;
}

bool subtitle_ass_is(char *const *lines) {
    bool has_section = false;
    for (; *lines; lines++) {
        has_section =
            has_section || after_word(*lines, "[Script Info]") || after_word(*lines, "[Events]");
        if (has_section && after_word(*lines, "Dialogue:"))
            return true;
    }
    return has_section;
}

static Layout layout_of(const char *format) {
    g_auto(GStrv) names = g_strsplit(format, ",", MAX_FIELDS);
    Layout layout = {.effect = MAX_FIELDS};
    bool has_start = false, has_end = false;
    for (unsigned i = 0; names[i]; i++) {
        const char *name = g_strstrip(names[i]);
        if (g_ascii_strcasecmp(name, "Start") == 0)
            layout.start = i, has_start = true;
        else if (g_ascii_strcasecmp(name, "End") == 0)
            layout.end = i, has_end = true;
        else if (g_ascii_strcasecmp(name, "Effect") == 0)
            layout.effect = i;
        layout.n_fields = i + 1;
    }
    return has_start && has_end ? layout : USUAL;
}

static bool read_time(const char *field, int64_t *ret_us) {
    field += strspn(field, " \t");
    return subtitle_time_read(&field, ret_us) && field[strspn(field, " \t")] == '\0';
}

static void read_dialogue(const char *line, const Layout *layout, SubtitleDraft *draft) {
    g_auto(GStrv) fields = g_strsplit(line, ",", (int)layout->n_fields);
    unsigned n_fields = g_strv_length(fields);
    int64_t start, end;
    if (n_fields < layout->n_fields || !read_time(fields[layout->start], &start) ||
        !read_time(fields[layout->end], &end)) {
        draft->n_unread++;
        return;
    }
    /* Lines that a karaoke template made of the sung line: syllables that fly about. */
    if (layout->effect < n_fields &&
        g_ascii_strcasecmp(g_strstrip(fields[layout->effect]), "fx") == 0)
        return;
    g_autoptr(GString) text = g_string_new(NULL);
    subtitle_markup_ass(text, fields[n_fields - 1]);
    subtitle_draft_add(draft, start, end, text);
}

void subtitle_ass_read(char *const *lines, SubtitleDraft *draft) {
    Layout layout = USUAL;
    bool is_in_events = false;
    for (; *lines && !draft->has_too_many; lines++) {
        const char *rest;
        if (after_word(*lines, "["))
            is_in_events = after_word(*lines, "[Events]") != NULL;
        else if (is_in_events && (rest = after_word(*lines, "Format:")))
            layout = layout_of(rest);
        else if (is_in_events && (rest = after_word(*lines, "Dialogue:")))
            read_dialogue(rest, &layout, draft);
    }
}
