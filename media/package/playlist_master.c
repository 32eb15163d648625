#include "media/package/playlist_master.h"

#include <string.h>

#include "base/language_table.h"
#include "media/package/playlist_text.h"

/* A segment's peak may be 1.25 × BANDWIDTH at most (Apple's rules for live). An encoder
 * with a buffer of one second may put 1.92 s + 1 s of bits into a segment: 1.52 × its ceiling, so
 * 1.22 × stands here; AAC hardly swings. Then what CMAF adds: 224 bytes to a part of eight
 * pictures, 336 to one of fifteen AAC frames. */
static const struct {
    unsigned peak_percent;
    unsigned box_bits; /* a second */
} COSTS[N_MEDIA_KINDS] = {
    [MEDIA_VIDEO] = {122, 5600},
    [MEDIA_AUDIO] = {105, 8400},
};

/* The rung that players begin with, because it comes first: what the line of most carries. */
static const unsigned FIRST_BIT_RATE[N_PLAYLIST_PROFILES] = {
    [PLAYLIST_LIVE] = 2600000,
    [PLAYLIST_PHONE] = 800000,
};

typedef struct Master {
    GString *out;
    const MediaTrack *tracks;
    unsigned n_tracks;
    uint32_t active;
    const char *playlist; /* "live" or "phone" */
} Master;

typedef struct Group {
    const char *id;
    bool is_low;
} Group;

static const Group GROUPS[] = {{"audio", false}, {"low", true}};

static bool is_listed(const Master *master, unsigned i, MediaKind kind) {
    const MediaTrack *track = &master->tracks[i];
    return track->kind == kind && track->codec[0] && (master->active >> i & 1);
}

static bool is_in_group(const Master *master, unsigned i, const Group *group) {
    return is_listed(master, i, MEDIA_AUDIO) && master->tracks[i].is_low == group->is_low;
}

static bool has_members(const Master *master, const Group *group) {
    for (unsigned i = 0; i < master->n_tracks; i++) {
        if (is_in_group(master, i, group))
            return true;
    }
    return false;
}

/* The member that plays when nobody has chosen: the language of the room. */
static unsigned find_default(const Master *master, const Group *group) {
    unsigned first = master->n_tracks;
    for (unsigned i = 0; i < master->n_tracks; i++) {
        if (!is_in_group(master, i, group))
            continue;
        if (master->tracks[i].is_floor)
            return i;
        first = MIN(first, i);
    }
    return first;
}

static unsigned mean_bits(const MediaTrack *track) {
    return track->bit_rate + COSTS[track->kind].box_bits;
}

static unsigned peak_bits(const MediaTrack *track) {
    return (unsigned)((uint64_t)track->bit_rate * COSTS[track->kind].peak_percent / 100) +
           COSTS[track->kind].box_bits;
}

/* NAME is unique in its group (§4.4.6.1.1): two tags of one language show their tags. */
static void append_name(const Master *master, const Group *group, unsigned own) {
    const char *tag = master->tracks[own].language;
    const char *name = language_table_autonym(tag);
    unsigned n_same = 0;
    for (unsigned i = 0; i < master->n_tracks; i++)
        n_same += is_in_group(master, i, group) &&
                  strcmp(language_table_autonym(master->tracks[i].language), name) == 0;
    g_string_append(master->out, name);
    if (n_same > 1)
        g_string_append_printf(master->out, " (%s)", tag);
}

static void append_group(const Master *master, const Group *group) {
    unsigned chosen = find_default(master, group);
    for (unsigned i = 0; i < master->n_tracks; i++) {
        if (!is_in_group(master, i, group))
            continue;
        const MediaTrack *track = &master->tracks[i];
        g_string_append_printf(master->out, "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"%s\",NAME=\"",
                               group->id);
        append_name(master, group, i);
        g_string_append_printf(master->out,
                               "\",LANGUAGE=\"%s\",DEFAULT=%s,AUTOSELECT=YES,CHANNELS=\"%u\","
                               "URI=\"%s/%s.m3u8\"\n",
                               track->language, i == chosen ? "YES" : "NO", track->channels,
                               track->name, master->playlist);
    }
}

typedef struct Variant {
    const MediaTrack *track;
    const Group *group; /* NULL: without sound */
    unsigned peak, mean;
} Variant;

/* The dearest member of the group is the one that counts (§4.4.6.2). */
static Variant make_variant(const Master *master, const MediaTrack *track, const Group *group) {
    unsigned peak = 0, mean = 0;
    for (unsigned i = 0; group && i < master->n_tracks; i++) {
        if (!is_in_group(master, i, group))
            continue;
        peak = MAX(peak, peak_bits(&master->tracks[i]));
        mean = MAX(mean, mean_bits(&master->tracks[i]));
    }
    if (track->kind == MEDIA_VIDEO) {
        peak += peak_bits(track);
        mean += mean_bits(track);
    }
    return (Variant){track, group, peak, mean};
}

static void append_codecs(const Master *master, const Variant *variant) {
    const char *separator = "";
    if (variant->track->kind == MEDIA_VIDEO) {
        g_string_append(master->out, variant->track->codec);
        separator = ",";
    }
    for (unsigned i = 0; variant->group && i < master->n_tracks; i++) {
        bool is_new = is_in_group(master, i, variant->group);
        for (unsigned k = 0; k < i && is_new; k++)
            is_new = !is_in_group(master, k, variant->group) ||
                     strcmp(master->tracks[k].codec, master->tracks[i].codec) != 0;
        if (!is_new)
            continue;
        g_string_append_printf(master->out, "%s%s", separator, master->tracks[i].codec);
        separator = ",";
    }
}

static void append_variant(const Master *master, const Variant *variant) {
    const MediaTrack *track = variant->track;
    g_string_append_printf(master->out,
                           "#EXT-X-STREAM-INF:BANDWIDTH=%u,AVERAGE-BANDWIDTH=%u,CODECS=\"",
                           variant->peak, variant->mean);
    append_codecs(master, variant);
    g_string_append_c(master->out, '"');
    if (track->kind == MEDIA_VIDEO)
        g_string_append_printf(master->out, ",RESOLUTION=%ux%u,FRAME-RATE=%u.000", track->width,
                               track->height, MEDIA_FRAME_RATE);
    if (variant->group)
        g_string_append_printf(master->out, ",AUDIO=\"%s\"", variant->group->id);
    g_string_append_printf(master->out, ",CLOSED-CAPTIONS=NONE\n%s/%s.m3u8\n", track->name,
                           master->playlist);
}

static const MediaTrack *smallest_picture(const Master *master) {
    const MediaTrack *smallest = NULL;
    for (unsigned i = 0; i < master->n_tracks; i++) {
        const MediaTrack *track = &master->tracks[i];
        if (track->kind == MEDIA_VIDEO && (!smallest || track->bit_rate < smallest->bit_rate))
            smallest = track;
    }
    return smallest;
}

static const Group *choose_group(const Master *master, bool wants_low) {
    const Group *wanted = &GROUPS[wants_low], *other = &GROUPS[!wants_low];
    if (has_members(master, wanted))
        return wanted;
    return has_members(master, other) ? other : NULL;
}

static int compare_variants(gconstpointer a, gconstpointer b) {
    unsigned left = ((const Variant *)a)->peak, right = ((const Variant *)b)->peak;
    return left < right ? 1 : left > right ? -1 : 0;
}

/* The dearest of those that may be first goes to the front; the rest stay in order. */
static void put_first(GArray *variants, unsigned first_bit_rate) {
    for (unsigned i = 0; i < variants->len; i++) {
        Variant variant = g_array_index(variants, Variant, i);
        if (variant.track->bit_rate > first_bit_rate)
            continue;
        g_array_remove_index(variants, i);
        g_array_prepend_val(variants, variant);
        return;
    }
}

/* The low group is the smallest picture's, also while that picture is shed. */
static GArray *list_variants(const Master *master, PlaylistProfile profile) {
    GArray *variants = g_array_new(FALSE, FALSE, sizeof(Variant));
    const MediaTrack *smallest = smallest_picture(master);
    for (unsigned i = 0; i < master->n_tracks; i++) {
        const MediaTrack *track = &master->tracks[i];
        if (!is_listed(master, i, MEDIA_VIDEO))
            continue;
        Variant variant = make_variant(master, track, choose_group(master, track == smallest));
        g_array_append_val(variants, variant);
    }
    g_array_sort(variants, compare_variants);
    put_first(variants, FIRST_BIT_RATE[profile]);
    /* Sound alone: for phones on a bad line, and where there is no picture at all. */
    const Group *group = choose_group(master, true);
    if (group && (profile == PLAYLIST_PHONE || variants->len == 0)) {
        const MediaTrack *track = &master->tracks[find_default(master, group)];
        Variant variant = make_variant(master, track, group);
        g_array_append_val(variants, variant);
    }
    return variants;
}

static bool is_named(const GArray *variants, const Group *group) {
    for (unsigned i = 0; i < variants->len; i++) {
        if (g_array_index(variants, Variant, i).group == group)
            return true;
    }
    return false;
}

void playlist_master_append(GString *out, const MediaTrack *tracks, unsigned n_tracks,
                            uint32_t active, PlaylistProfile profile) {
    Master master = {out, tracks, n_tracks, active, playlist_text_cut(profile)->name};
    g_string_append(out, "#EXTM3U\n#EXT-X-VERSION:9\n");
    g_autoptr(GArray) variants = list_variants(&master, profile);
    for (unsigned i = 0; i < G_N_ELEMENTS(GROUPS); i++) {
        if (is_named(variants, &GROUPS[i]))
            append_group(&master, &GROUPS[i]);
    }
    for (unsigned i = 0; i < variants->len; i++)
        append_variant(&master, &g_array_index(variants, Variant, i));
}
