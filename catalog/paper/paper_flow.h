/* Which item stands on which page. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct PaperItem {
    double height;     /* points */
    bool keeps_next;   /* a heading: never the last of a page */
    unsigned page;     /* filled, from 0 on */
    double y;          /* filled: below the top of the page's room */
    unsigned kind;     /* the owner's */
    const void *value; /* the owner's, borrowed */
} PaperItem;

typedef struct PaperRoom {
    double first, other; /* points: of the first page, of those behind it */
} PaperRoom;

/* PaperItem elements; returns how many pages there are, at least one. What is higher than a page
 * has one of its own. */
unsigned paper_flow(GArray *items, const PaperRoom *room);
