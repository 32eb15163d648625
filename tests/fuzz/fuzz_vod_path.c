/* Paths below /vod/. What was taken lies within the path, in order; numbers were written plainly.
 */
#include <glib.h>
#include <string.h>

#include "media/library/vod_path.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_piece(GateText whole, GateText piece, size_t max_length) {
    bool is_within = piece.at >= whole.at && piece.length <= max_length &&
                     piece.at + piece.length <= whole.at + whole.length;
    if (piece.length > 0 && !is_within)
        g_error("a piece is not of the path");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    GateText whole = {(const char *)data, size};
    VodPath path, again;
    if (!vod_path_parse(whole, &path))
        return 0;
    check_piece(whole, path.lesson, 63);
    check_piece(whole, path.token, 254);
    check_piece(whole, path.track, 63);
    check_piece(whole, path.language, 63);
    if (path.lesson.length == 0 || path.number > UINT64_C(999999999999999) ||
        path.kind > VOD_PATH_SMALL_PAGE)
        g_error("a path was read that cannot be");
    if (!vod_path_parse(whole, &again) || memcmp(&path, &again, sizeof path) != 0)
        g_error("a path reads as another");
    return 0;
}
