#include "media/course/subtitle_markup.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TAG_BYTES  512 /* a longer one is text */
#define NO_BREAK_SPACE "\xC2\xA0"

/* "<i>", "</font>", "<font color=red>"; WebVTT also "<00:01.000>", "<v.loud Ana>". 0: no tag. */
static size_t tag_length(const char *at, bool takes_times) {
    const char *name = at + 1 + (at[1] == '/');
    bool is_name = g_ascii_isalpha(*name) ||
                   (takes_times && (g_ascii_isdigit(*name) || *name == '>' || *name == '.'));
    if (*at != '<' || !is_name)
        return 0;
    const char *end = strpbrk(name, "<>");
    return end && *end == '>' && end - at < MAX_TAG_BYTES ? (size_t)(end - at) + 1 : 0;
}

/* "{\an8}". 0: braces that are text. */
static size_t override_length(const char *at) {
    const char *end = *at == '{' && at[1] == '\\' ? strpbrk(at + 1, "{}") : NULL;
    return end && *end == '}' ? (size_t)(end - at) + 1 : 0;
}

void subtitle_markup_srt(GString *out, const char *text) {
    while (*text) {
        size_t length = tag_length(text, false);
        length = length > 0 ? length : override_length(text);
        if (length == 0)
            g_string_append_c(out, *text++);
        text += length;
    }
}

static const struct {
    const char *name, *text;
} ENTITIES[] = {
    {"&amp;", "&"},
    {"&lt;", "<"},
    {"&gt;", ">"},
    {"&nbsp;", NO_BREAK_SPACE},
    {"&lrm;", "\xE2\x80\x8E"},
    {"&rlm;", "\xE2\x80\x8F"},
    {"&quot;", "\""},
    {"&apos;", "'"},
};

/* "&#8203;" or "&#x200B;". */
static size_t take_numbered(GString *out, const char *at) {
    if (!g_str_has_prefix(at, "&#"))
        return 0;
    bool is_hex = at[2] == 'x' || at[2] == 'X';
    const char *digits = at + 2 + is_hex;
    if (is_hex ? !g_ascii_isxdigit(*digits) : !g_ascii_isdigit(*digits))
        return 0;
    char *end;
    unsigned long value = strtoul(digits, &end, is_hex ? 16 : 10);
    if (*end != ';' || end - at > 12 || value == 0 || value > 0x10FFFF ||
        !g_unichar_validate((gunichar)value))
        return 0;
    g_string_append_unichar(out, (gunichar)value);
    return (size_t)(end - at) + 1;
}

static size_t take_entity(GString *out, const char *at) {
    if (*at != '&')
        return 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(ENTITIES); i++) {
        if (g_str_has_prefix(at, ENTITIES[i].name)) {
            g_string_append(out, ENTITIES[i].text);
            return strlen(ENTITIES[i].name);
        }
    }
    return take_numbered(out, at);
}

void subtitle_markup_vtt(GString *out, const char *text) {
    while (*text) {
        size_t length = tag_length(text, true);
        length = length > 0 ? length : take_entity(out, text);
        if (length == 0)
            g_string_append_c(out, *text++);
        text += length;
    }
}

/* The drawing mode that "{\p1}" begins and "{\p0}" ends; unchanged when the block does not say. */
static bool drawing_after(const char *block, size_t length, bool is_drawing) {
    for (size_t i = 0; i + 2 < length; i++) {
        if (block[i] == '\\' && block[i + 1] == 'p' && g_ascii_isdigit(block[i + 2]))
            is_drawing = block[i + 2] != '0';
    }
    return is_drawing;
}

void subtitle_markup_ass(GString *out, const char *text) {
    bool is_drawing = false;
    while (*text) {
        const char *end = *text == '{' ? strchr(text, '}') : NULL;
        if (end) {
            is_drawing = drawing_after(text, (size_t)(end - text), is_drawing);
            text = end + 1;
        } else if (is_drawing) {
            text++;
        } else if (*text == '\\' && text[1] != '\0' && strchr("Nnh", text[1])) {
            g_string_append(out, text[1] == 'h' ? NO_BREAK_SPACE : "\n");
            text += 2;
        } else {
            g_string_append_c(out, *text++);
        }
    }
}
