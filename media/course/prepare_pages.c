#include "media/course/prepare_pages.h"

#include <math.h>

#include <libavutil/display.h>

#include "media/course/asset_out.h"
#include "media/course/decoder.h"
#include "media/course/picture_graph.h"
#include "media/course/poppler.h"
#include "media/course/problem.h"
#include "media/course/source.h"
#include "media/course/still.h"

#define PAGE_QUALITY  3
#define SMALL_QUALITY 5

/* ---- the first picture of a file ---- */

static int on_first(AVFrame *frame, void *user) {
    AVFrame *first = user;
    if (first->buf[0] == NULL)
        av_frame_move_ref(first, frame);
    return 0;
}

static AVFrame *decode_first(Source *source, GError **error) {
    AVStream *stream = NULL;
    for (unsigned i = 0; i < source->format->nb_streams && stream == NULL; i++) {
        if (source->format->streams[i]->codecpar->codec_type == AVMEDIA_TYPE_VIDEO)
            stream = source->format->streams[i];
    }
    g_autoptr(Decoder) decoder =
        stream == NULL ? NULL : decoder_open(stream->codecpar, stream->time_base, error);
    if (decoder == NULL) {
        if (stream == NULL)
            problem_set(error, PROBLEM_NOTHING);
        return NULL;
    }
    AVFrame *first = av_frame_alloc();
    AVPacket *packet = av_packet_alloc();
    int code = 0;
    while (first->buf[0] == NULL && code >= 0 && source_read(source, stream, packet) == 1) {
        code = decoder_feed(decoder, packet, on_first, first);
        av_packet_unref(packet);
    }
    if (first->buf[0] == NULL && code >= 0)
        code = decoder_feed(decoder, NULL, on_first, first);
    av_packet_free(&packet);
    if (first->buf[0] == NULL) {
        av_frame_free(&first);
        problem_set_av(error, code, PROBLEM_DAMAGED);
    }
    return first;
}

/* How a camera held it: EXIF, which the decoder tells as a matrix. */
static int turns_of(const AVFrame *frame) {
    const AVFrameSideData *side = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
    if (side == NULL)
        return 0;
    double angle = av_display_rotation_get((const int32_t *)(const void *)side->data);
    return isnan(angle) ? 0 : (((int)lround(-angle / 90) % 4) + 4) % 4;
}

static AVFrame *turn(AVFrame *frame, GError **error) {
    int turns = turns_of(frame);
    bool is_aside = turns % 2 != 0;
    PictureSize size = {(unsigned)(is_aside ? frame->height : frame->width),
                        (unsigned)(is_aside ? frame->width : frame->height)};
    const PictureGraphWish wish = {
        .quarter_turns = turns, .is_full_range = true, .sizes = &size, .n_sizes = 1};
    frame->pts = 0;
    g_autoptr(PictureGraph) graph = picture_graph_new(&wish, frame, error);
    AVFrame *upright = av_frame_alloc();
    if (graph == NULL || picture_graph_put(graph, frame) < 0 ||
        picture_graph_put(graph, NULL) < 0 || picture_graph_get(graph, 0, upright) < 0) {
        av_frame_free(&upright);
        if (graph != NULL)
            problem_set(error, PROBLEM_MEMORY);
    }
    return upright;
}

static AVFrame *read_upright(const char *path, GError **error) {
    g_autoptr(Source) source = source_open(path, error);
    AVFrame *first = source == NULL ? NULL : decode_first(source, error);
    AVFrame *upright = first == NULL ? NULL : turn(first, error);
    av_frame_free(&first);
    return upright;
}

/* ---- pages ---- */

static int scaled(int side, double scale) {
    return MAX(1, (int)(side * scale + 0.5));
}

static bool write_scaled(const AVFrame *frame, const char *path, int longest, int quality,
                         PictureSize *ret_size, GError **error) {
    double scale = MIN(1.0, (double)longest / MAX(frame->width, frame->height));
    AVFrame *still = still_scale(frame, scaled(frame->width, scale), scaled(frame->height, scale));
    if (still == NULL)
        return problem_set(error, PROBLEM_MEMORY);
    *ret_size = (PictureSize){(unsigned)still->width, (unsigned)still->height};
    bool is_good = still_write(still, path, quality, error);
    av_frame_free(&still);
    return is_good;
}

/* `frame` as page `number`; `is_drawn`: p{n}.jpg is there already. */
static bool add_page(const AVFrame *frame, const char *folder, unsigned number, bool is_drawn,
                     AssetManifest *manifest, GError **error) {
    g_autofree char *name = g_strdup_printf("p%u.jpg", number);
    g_autofree char *small = g_strdup_printf("s%u.jpg", number);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *small_path = g_build_filename(folder, small, NULL);
    PictureSize size = {(unsigned)frame->width, (unsigned)frame->height}, unused;
    if (!is_drawn && !write_scaled(frame, path, PAGES_SIDE, PAGE_QUALITY, &size, error))
        return false;
    if (!write_scaled(frame, small_path, PAGES_SMALL_SIDE, SMALL_QUALITY, &unused, error))
        return false;
    AssetPage *page = asset_manifest_add_page(manifest);
    page->file = g_steal_pointer(&name);
    page->small = g_steal_pointer(&small);
    page->width = size.width;
    page->height = size.height;
    return true;
}

bool prepare_pages_picture(const Order *order, Pass *pass, GError **error) {
    const OrderAsset *asset = order->assets->pdata[0];
    if (asset->kind != ASSET_DOCUMENT || order->assets->len != 1)
        return problem_set(error, PROBLEM_ORDER);
    if (asset_out_is_done(asset)) {
        asset_out_tell(asset, pass);
        return true;
    }
    g_autoptr(AssetManifest) manifest = asset_manifest_new(ASSET_DOCUMENT);
    AVFrame *frame = read_upright(order->source, error);
    g_autofree char *folder = frame == NULL ? NULL : asset_out_open(asset, error);
    bool is_good = folder != NULL && add_page(frame, folder, 1, false, manifest, error) &&
                   asset_out_close(asset, manifest, NULL, pass, error);
    av_frame_free(&frame);
    return is_good;
}

/* ---- documents ---- */

static unsigned dpi_of(const PopplerPage *page) {
    double longest = MAX(page->width, page->height);
    if (longest <= 0)
        return PAGES_DPI;
    return (unsigned)CLAMP(PAGES_SIDE * 72 / longest, 1, PAGES_DPI);
}

static bool draw_page(const Order *order, const PopplerPage *page, const char *folder,
                      AssetManifest *manifest, GError **error) {
    unsigned number = manifest->pages != NULL ? manifest->pages->len + 1 : 1;
    g_autofree char *stem = g_strdup_printf("%s/p%u", folder, number);
    g_autofree char *path = g_strconcat(stem, ".jpg", NULL);
    if (!poppler_draw(order->source, number, dpi_of(page), stem, error))
        return false;
    AVFrame *frame = read_upright(path, error);
    bool is_good = frame != NULL && add_page(frame, folder, number, true, manifest, error);
    av_frame_free(&frame);
    return is_good;
}

static bool draw_pages(const Order *order, const GArray *pages, const char *folder,
                       AssetManifest *manifest, Pass *pass, GError **error) {
    for (unsigned i = 0; i < pages->len; i++) {
        if (!pass_tick(pass, i * 1000 / pages->len))
            return problem_set(error, PROBLEM_STOPPED);
        if (!draw_page(order, &g_array_index(pages, PopplerPage, i), folder, manifest, error))
            return false;
    }
    return true;
}

bool prepare_pages_document(const Order *order, Pass *pass, GError **error) {
    const OrderAsset *asset = order->assets->pdata[0];
    unsigned n_pages;
    if (asset->kind != ASSET_DOCUMENT || order->assets->len != 1)
        return problem_set(error, PROBLEM_ORDER);
    if (asset_out_is_done(asset)) {
        asset_out_tell(asset, pass);
        return true;
    }
    g_autoptr(AssetManifest) manifest = asset_manifest_new(ASSET_DOCUMENT);
    g_autoptr(GArray) pages = poppler_read_sizes(order->source, PAGES_MAX, &n_pages, error);
    if (pages == NULL)
        return false;
    if (n_pages > PAGES_MAX)
        return problem_set(error, PROBLEM_PAGES);
    g_autofree char *folder = asset_out_open(asset, error);
    if (folder == NULL)
        return false;
    pass_add_step(pass, "pages", n_pages * 0.3);
    pass_begin(pass, "pages");
    return draw_pages(order, pages, folder, manifest, pass, error) &&
           asset_out_close(asset, manifest, NULL, pass, error);
}
