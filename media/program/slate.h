/* What is shown when there is no picture: a calm dark page with a title, a line and a running
 * clock. A pipeline of its own draws one page a second; Pango does the letters, so any script
 * works. */
#pragma once

#include <gst/gst.h>
#include <stdbool.h>

typedef struct Slate Slate;
/* A finished page, on a streaming thread. */
typedef void (*SlateFn)(GstBuffer *take_page, void *user);

typedef struct SlateOptions {
    int width, height;
    const char *title, *line; /* copied; may be NULL */
    SlateFn on_page;
    void *user;
} SlateOptions;

/* NULL and ERROR_UNSUPPORTED when an element is missing. */
Slate *slate_new(const SlateOptions *options, GError **error);
void slate_set_words(Slate *slate, const char *title, const char *line);
/* Draws a page with the clock of now. */
void slate_draw(Slate *slate);

/* A page without words, at once. Caller owns it. */
GstBuffer *slate_blank(int width, int height);
