#include "catalog/upload/job_plan.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/json_table.h"
#include "catalog/course/lesson_page_table.h"
#include "catalog/upload/job_port.h"

#define VERSION        1
#define MAX_STREAMS    512
#define MS_PER_S       1000
#define FACTS_MAX      65536
#define DEFAULT_SPEECH "zh" /* a file that does not say what is spoken in it */

const char *const JOB_ASSET_WORDS[] = {[JOB_ASSET_PICTURE] = "picture",
                                       [JOB_ASSET_SOUND] = "sound",
                                       [JOB_ASSET_SUBTITLE] = "subtitle",
                                       [JOB_ASSET_DOCUMENT] = "document",
                                       [JOB_N_ASSET_KINDS] = NULL};

static void free_asset(void *data) {
    JobAsset *asset = data;
    g_free(asset->label);
    g_free(asset->warning);
    g_free(asset);
}

void job_plan_free(JobPlan *plan) {
    if (!plan)
        return;
    g_ptr_array_unref(plan->assets);
    g_free(plan);
}

static JobPlan *plan_new(void) {
    JobPlan *plan = g_new0(JobPlan, 1);
    plan->assets = g_ptr_array_new_with_free_func(free_asset);
    return plan;
}

static JobAsset *add_asset(JobPlan *plan, JobAssetKind kind, int64_t stream) {
    JobAsset *asset = g_new0(JobAsset, 1);
    id_new_uuid7(asset->id);
    asset->kind = kind;
    asset->stream = stream;
    asset->label = g_strdup("");
    asset->warning = g_strdup("");
    g_ptr_array_add(plan->assets, asset);
    return asset;
}

/* ---- what the tool says of a file ---- */

typedef struct Stream {
    int64_t index;
    char *kind, *codec, *language, *title;
} Stream;

typedef struct Probe {
    GPtrArray *streams; /* Stream */
    char *problem;
} Probe;

static const JsonField STREAM_FIELDS[] = {
    {"index", JSON_INTEGER, offsetof(Stream, index), JSON_REQUIRED, 0, 100000},
    {"kind", JSON_STRING, offsetof(Stream, kind), JSON_REQUIRED, 0, 64},
    {"codec", JSON_STRING, offsetof(Stream, codec), JSON_OPTIONAL, 0, 64},
    {"language", JSON_STRING, offsetof(Stream, language), JSON_OPTIONAL, 0, 1024},
    {"title", JSON_STRING, offsetof(Stream, title), JSON_OPTIONAL, 0, 1024},
    {NULL, JSON_END},
};
static const JsonTable STREAM_TABLE = {"stream", sizeof(Stream), STREAM_FIELDS, true};
static const JsonField PROBE_FIELDS[] = {
    {"streams", JSON_OBJECTS, offsetof(Probe, streams), JSON_OPTIONAL, 0, MAX_STREAMS,
     .table = &STREAM_TABLE},
    {"problem", JSON_STRING, offsetof(Probe, problem), JSON_OPTIONAL, 0, 1024},
    {NULL, JSON_END},
};
static const JsonTable PROBE_TABLE = {"file", sizeof(Probe), PROBE_FIELDS, true};

typedef struct KindWord {
    const char *word;
    JobAssetKind kind;
} KindWord;

static const KindWord KIND_WORDS[] = {{"video", JOB_ASSET_PICTURE},
                                      {"picture", JOB_ASSET_PICTURE},
                                      {"audio", JOB_ASSET_SOUND},
                                      {"sound", JOB_ASSET_SOUND},
                                      {"subtitle", JOB_ASSET_SUBTITLE}};

static int kind_of(const Stream *stream) {
    for (unsigned i = 0; i < G_N_ELEMENTS(KIND_WORDS); i++)
        if (g_str_equal(KIND_WORDS[i].word, stream->kind))
            return (int)KIND_WORDS[i].kind;
    return -1;
}

/* Others are pictures of text. */
static bool is_text(const Stream *stream) {
    static const char *const CODECS[] = {"subrip", "srt",      "ass",  "ssa",
                                         "webvtt", "mov_text", "text", NULL};
    return stream->codec && g_strv_contains(CODECS, stream->codec);
}

/* ---- languages: containers say ISO 639-2, we say BCP 47 ---- */

typedef struct TagRow {
    const char *code, *tag;
} TagRow;

static const TagRow TAGS[] = {
    {"chi", "zh"}, {"zho", "zh"}, {"cmn", "zh"}, {"eng", "en"}, {"tib", "bo"},
    {"bod", "bo"}, {"uig", "ug"}, {"mon", "mn"}, {"kaz", "kk"}, {"kor", "ko"},
    {"iii", "ii"}, {"zha", "za"}, {"tha", "th"}, {"vie", "vi"}, {"rus", "ru"},
    {"kir", "ky"}, {"tgk", "tg"}, {"uzb", "uz"}, {"tat", "tt"}, {"jpn", "ja"},
};

static void set_language(JobAsset *asset, const char *said, const char *editors) {
    const char *tag = said && *said && !g_str_equal(said, "und") ? said : NULL;
    for (unsigned i = 0; tag && i < G_N_ELEMENTS(TAGS); i++)
        if (g_str_equal(TAGS[i].code, tag))
            tag = TAGS[i].tag;
    if (!tag || strlen(tag) >= sizeof asset->language)
        tag = *editors ? editors : DEFAULT_SPEECH;
    g_strlcpy(asset->language, tag, sizeof asset->language);
}

static unsigned count_same(const JobPlan *plan, const JobAsset *asset) {
    unsigned n = 0;
    for (unsigned i = 0; i < plan->assets->len; i++) {
        const JobAsset *other = plan->assets->pdata[i];
        n += other->kind == asset->kind && g_str_equal(other->language, asset->language);
    }
    return n;
}

/* Two of one language need names. */
static void set_label(const JobPlan *plan, JobAsset *asset, const char *title) {
    unsigned n = count_same(plan, asset);
    if (n < 2)
        return;
    g_free(asset->label);
    asset->label =
        title && *title
            ? g_utf8_substring(title, 0, MIN(g_utf8_strlen(title, -1), JOB_PLAN_LABEL_CHARS))
            : g_strdup_printf("%u", n);
}

/* ---- the plan ---- */

static bool refuse(GError **error, const char *text) {
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID, text);
    return false;
}

static unsigned count_kind(const JobPlan *plan, JobAssetKind kind) {
    unsigned n = 0;
    for (unsigned i = 0; i < plan->assets->len; i++)
        n += ((const JobAsset *)plan->assets->pdata[i])->kind == kind;
    return n;
}

static bool add_streams(JobPlan *plan, const Probe *probe, const char *language, GError **error) {
    for (unsigned i = 0; probe->streams && i < probe->streams->len; i++) {
        const Stream *stream = probe->streams->pdata[i];
        int kind = kind_of(stream);
        if (kind < 0 || (kind == JOB_ASSET_SUBTITLE && !is_text(stream)) ||
            (kind == JOB_ASSET_PICTURE && count_kind(plan, JOB_ASSET_PICTURE) > 0))
            continue;
        if (plan->assets->len >= JOB_PLAN_MAX_ASSETS)
            return refuse(error, "This file has too many streams.");
        JobAsset *asset = add_asset(plan, (JobAssetKind)kind, stream->index);
        if (kind == JOB_ASSET_PICTURE)
            continue;
        set_language(asset, stream->language, language);
        set_label(plan, asset, stream->title);
    }
    return count_kind(plan, JOB_ASSET_PICTURE) > 0 ||
           refuse(error, "There is no picture in this file: bring it as a sound.");
}

static bool add_sound(JobPlan *plan, const Probe *probe, const char *language, GError **error) {
    for (unsigned i = 0; probe->streams && i < probe->streams->len; i++) {
        const Stream *stream = probe->streams->pdata[i];
        if (kind_of(stream) != JOB_ASSET_SOUND)
            continue;
        JobAsset *asset = add_asset(plan, JOB_ASSET_SOUND, stream->index);
        set_language(asset, NULL, language);
        return true;
    }
    return refuse(error, "There is no sound in this file.");
}

static bool add_alone(JobPlan *plan, const char *kind, const char *language) {
    bool is_subtitle = g_str_equal(kind, "subtitle");
    JobAsset *asset = add_asset(plan, is_subtitle ? JOB_ASSET_SUBTITLE : JOB_ASSET_DOCUMENT, -1);
    if (is_subtitle)
        set_language(asset, NULL, language);
    return true;
}

JobPlan *job_plan_make(const char *kind, const char *language, const char *probe, GError **error) {
    Probe said;
    g_autoptr(JobPlan) plan = plan_new();
    if (!json_table_read(&PROBE_TABLE, probe, strlen(probe), JOB_PROBE_MAX_BYTES, &said, error))
        return NULL;
    bool ok = said.problem                 ? refuse(error, said.problem)
              : g_str_equal(kind, "video") ? add_streams(plan, &said, language, error)
              : g_str_equal(kind, "sound") ? add_sound(plan, &said, language, error)
                                           : add_alone(plan, kind, language);
    json_table_clear(&PROBE_TABLE, &said);
    return ok ? g_steal_pointer(&plan) : NULL;
}

JobPlan *job_plan_low(const char *asset_id) {
    JobPlan *plan = plan_new();
    JobAsset *asset = add_asset(plan, JOB_ASSET_SOUND, -1);
    g_strlcpy(asset->id, asset_id, sizeof asset->id);
    return plan;
}

/* ---- order.json ---- */

static void append_asset(GString *out, const JobAsset *asset) {
    g_string_append_printf(out, "{\"id\":\"%s\",\"kind\":\"%s\"", asset->id,
                           JOB_ASSET_WORDS[asset->kind]);
    if (asset->stream >= 0)
        g_string_append_printf(out, ",\"stream\":%" G_GINT64_FORMAT, asset->stream);
    g_string_append_c(out, '}');
}

char *job_plan_write(const JobPlan *plan, const JobOrder *order) {
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "{\"version\":%d,\"kind\":\"%s\",\"source\":\"source\"", VERSION,
                           order->kind);
    if (g_str_equal(order->kind, "video"))
        g_string_append_printf(out,
                               ",\"heights\":[1080,720,360,180],\"max_bytes\":%" G_GINT64_FORMAT,
                               order->max_bytes);
    if (g_str_equal(order->kind, "sound") && order->picture_id)
        g_string_append_printf(out, ",\"picture\":\"assets/%s\"", order->picture_id);
    if (g_str_equal(order->kind, "subtitle"))
        g_string_append_printf(out, ",\"duration_us\":%" G_GINT64_FORMAT,
                               order->duration_ms * CLOCK_US_PER_MS);
    g_string_append(out, ",\"assets\":[");
    for (unsigned i = 0; i < plan->assets->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        append_asset(out, plan->assets->pdata[i]);
    }
    g_string_append(out, "]}\n");
    return g_string_free(out, FALSE);
}

typedef struct Planned {
    char *id;
    int kind;
} Planned;

typedef struct Order {
    GPtrArray *assets; /* Planned */
} Order;

static const JsonField PLANNED_FIELDS[] = {
    {"id", JSON_STRING, offsetof(Planned, id), JSON_REQUIRED, 36, 36},
    {"kind", JSON_ENUM, offsetof(Planned, kind), JSON_REQUIRED, .words = JOB_ASSET_WORDS},
    {NULL, JSON_END},
};
static const JsonTable PLANNED_TABLE = {"asset", sizeof(Planned), PLANNED_FIELDS, true};
static const JsonField ORDER_FIELDS[] = {
    {"assets", JSON_OBJECTS, offsetof(Order, assets), JSON_REQUIRED, 1, JOB_PLAN_MAX_ASSETS,
     .table = &PLANNED_TABLE},
    {NULL, JSON_END},
};
static const JsonTable ORDER_TABLE = {"order", sizeof(Order), ORDER_FIELDS, true};

JobPlan *job_plan_read(const char *order, GError **error) {
    Order said;
    if (!json_table_read(&ORDER_TABLE, order, strlen(order), FACTS_MAX, &said, error))
        return NULL;
    g_autoptr(JobPlan) plan = plan_new();
    bool ok = true;
    for (unsigned i = 0; i < said.assets->len; i++) {
        const Planned *planned = said.assets->pdata[i];
        ok = ok && id_is_uuid(planned->id);
        JobAsset *asset = add_asset(plan, (JobAssetKind)planned->kind, -1);
        g_strlcpy(asset->id, planned->id, sizeof asset->id);
    }
    json_table_clear(&ORDER_TABLE, &said);
    if (ok)
        return g_steal_pointer(&plan);
    refuse(error, "The order of this job is damaged.");
    return NULL;
}

/* ---- asset.json ---- */

typedef struct PageFacts {
    char *file;
} PageFacts;

static const JsonField PAGE_FIELDS[] = {
    {"file", JSON_STRING, offsetof(PageFacts, file), JSON_REQUIRED, 1, 64},
    {NULL, JSON_END},
};
static const JsonTable PAGE_TABLE = {"page", sizeof(PageFacts), PAGE_FIELDS, true};

typedef struct Facts {
    int64_t duration_us, loudness_centi, gain_centi;
    bool has_loudness;
    char *warning;
    GPtrArray *pages; /* of a document; else NULL */
} Facts;

static const JsonField FACTS_FIELDS[] = {
    {"duration_us", JSON_INTEGER, offsetof(Facts, duration_us), JSON_OPTIONAL},
    {"loudness_centi", JSON_INTEGER, offsetof(Facts, loudness_centi), JSON_OPTIONAL, -100000,
     100000, .present_offset = offsetof(Facts, has_loudness)},
    {"gain_centi", JSON_INTEGER, offsetof(Facts, gain_centi), JSON_OPTIONAL, -100000, 100000},
    {"pages", JSON_OBJECTS, offsetof(Facts, pages), JSON_OPTIONAL, 0, 1000, .table = &PAGE_TABLE},
    {"warning", JSON_STRING, offsetof(Facts, warning), JSON_OPTIONAL, 0, 1024},
    {NULL, JSON_END},
};
static const JsonTable FACTS_TABLE = {"asset.json", sizeof(Facts), FACTS_FIELDS, true};

bool job_plan_read_facts(JobAsset *asset, const char *json, GError **error) {
    Facts facts;
    if (!json_table_read(&FACTS_TABLE, json, strlen(json), FACTS_MAX, &facts, error))
        return false;
    asset->duration_ms = facts.pages ? facts.pages->len * LESSON_PAGE_LEAST_S * MS_PER_S
                                     : facts.duration_us / CLOCK_US_PER_MS;
    asset->loudness_centi = facts.loudness_centi + facts.gain_centi; /* as it sounds now */
    asset->has_loudness = facts.has_loudness;
    g_free(asset->warning);
    asset->warning = g_strdup(facts.warning ? facts.warning : "");
    json_table_clear(&FACTS_TABLE, &facts);
    return true;
}
