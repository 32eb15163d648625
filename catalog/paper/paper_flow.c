#include "catalog/paper/paper_flow.h"

/* An item and those that it must stay together with. */
static double height_from(const GArray *items, unsigned index) {
    double height = 0;
    for (; index < items->len; index++) {
        const PaperItem *item = &g_array_index(items, PaperItem, index);
        height += item->height;
        if (!item->keeps_next)
            break;
    }
    return height;
}

unsigned paper_flow(GArray *items, const PaperRoom *room) {
    unsigned page = 0;
    double y = 0;
    for (unsigned i = 0; i < items->len; i++) {
        PaperItem *item = &g_array_index(items, PaperItem, i);
        double most = page == 0 ? room->first : room->other;
        bool is_tied = i > 0 && g_array_index(items, PaperItem, i - 1).keeps_next;
        if (y > 0 && !is_tied && y + height_from(items, i) > most) {
            page++;
            y = 0;
        }
        item->page = page;
        item->y = y;
        y += item->height;
    }
    return page + 1;
}
