#include "catalog/paper/paper_mark.h"

#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "catalog/ledger/ledger_head.h"

#define GAP  10.0
#define SIZE 8.0

void paper_mark_clear(PaperMark *mark) {
    g_clear_pointer(&mark->text, g_free);
    g_clear_pointer(&mark->root, g_free);
}

bool paper_mark_load(Database *database, PaperMark *ret_mark, GError **error) {
    Checkpoint checkpoint;
    GError *problem = NULL;
    *ret_mark = (PaperMark){0};
    g_autoptr(LedgerHead) head = ledger_head_over(database, 1, &problem);
    if (!head && g_error_matches(problem, BASE_ERROR, ERROR_NOT_FOUND)) {
        g_error_free(problem);
        return true;
    }
    if (!head)
        g_propagate_error(error, problem);
    if (!head || !checkpoint_parse(head->text, strlen(head->text), &checkpoint, error))
        return false;
    g_strlcpy(ret_mark->origin, checkpoint.origin, sizeof ret_mark->origin);
    ret_mark->size = checkpoint.head.size;
    ret_mark->root = g_base64_encode(checkpoint.head.root.bytes, sizeof checkpoint.head.root.bytes);
    ret_mark->text = g_steal_pointer(&head->text);
    return true;
}

void paper_mark_draw(SlipDraw *draw, PaperLanguage language, const PaperMark *mark,
                     const SlipBox *box) {
    const SlipBox code = {box->x, box->y, PAPER_MARK_HEIGHT, PAPER_MARK_HEIGHT};
    double x = box->x, width = box->width, y = box->y + 4;
    if (mark->text && slip_draw_qr(draw, &code, mark->text)) {
        x += PAPER_MARK_HEIGHT + GAP;
        width -= PAPER_MARK_HEIGHT + GAP;
    }
    y += slip_draw_text(draw, &(SlipText){.text = paper_words(language, PAPER_CHECKPOINT),
                                          .font = SLIP_FONT_BOLD,
                                          .size = SIZE + 1,
                                          .x = x,
                                          .y = y,
                                          .width = width});
    g_autofree char *facts =
        mark->text ? g_strdup_printf("%s  %s\n%s  %" PRId64 "\n%s  %s",
                                     paper_words(language, PAPER_ORIGIN), mark->origin,
                                     paper_words(language, PAPER_ENTRIES), mark->size,
                                     paper_words(language, PAPER_ROOT), mark->root)
                   : g_strdup(paper_words(language, PAPER_NO_CHECKPOINT));
    y += 3 +
         slip_draw_text(
             draw,
             &(SlipText){
                 .text = facts, .size = SIZE, .x = x, .y = y + 2, .width = width, .max_lines = 4});
    if (mark->text)
        slip_draw_text(draw, &(SlipText){.text = paper_words(language, PAPER_CHECKPOINT_NOTE),
                                         .size = SIZE - 0.5,
                                         .grey = 0.3,
                                         .x = x,
                                         .y = y + 3,
                                         .width = width,
                                         .max_lines = 3});
}
