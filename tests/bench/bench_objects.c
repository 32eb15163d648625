#include "tests/bench/bench_objects.h"

#include <errno.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"

#define AUDIENCE      "viewing"
#define CONTEXT       "bench"
#define SUBJECT       "viewing-"
#define HOLD_US       (10 * CLOCK_US_PER_S)
#define VALID_US      (24 * 3600 * CLOCK_US_PER_S)
#define KEY_MAX_BYTES 128

typedef struct Object {
    const char *path; /* without the token segment */
    const char *content_type, *etag;
    size_t body_bytes;
    enum { IN_BUFFER, IN_FILE, HELD } kind;
    GateBuffer *body;
    GateFile *file;
} Object;

/* One text of hold.m3u8: immutable once published. */
typedef struct Release {
    GateBuffer *body;
    char fired_at_us[24];
    GateField field;
} Release;

struct BenchObjects {
    const TokenKeys *keys;
    GHashTable *by_path;   /* path → Object */
    GateBuffer *held_body; /* borrowed from the object that is held */
    Object objects[4];
    uint64_t hold_key;
    Release *_Atomic current; /* one of `releases` */
    unsigned n_releases;
    Release releases[BENCH_MAX_RELEASES];
    atomic_uint_fast64_t sent_bytes[BENCH_MAX_VIEWINGS + 1]; /* index = tag */
};

#define M3U8 "application/vnd.apple.mpegurl"
static const Object object_rows[] = {
    {BENCH_PREFIX "playlist.m3u8", M3U8, "\"playlist-1\"", BENCH_PLAYLIST_BYTES, IN_BUFFER},
    {BENCH_PREFIX "part.m4s", "video/mp4", "\"part-1\"", BENCH_PART_BYTES, IN_BUFFER},
    {BENCH_PREFIX "part-file.m4s", "video/mp4", "\"part-2\"", BENCH_PART_BYTES, IN_FILE},
    {BENCH_PREFIX "hold.m3u8", M3U8, NULL, BENCH_PLAYLIST_BYTES, HELD},
};

/* ---- objects ---- */

static char *filler(size_t length) {
    char *bytes = g_malloc(length);
    for (size_t i = 0; i < length; i++)
        bytes[i] = (char)('!' + i % 90);
    return bytes;
}

static GateFile *open_memory_file(const char *bytes, size_t length, GError **error) {
    int fd = memfd_create("bench-part", MFD_CLOEXEC);
    if (fd >= 0 && write(fd, bytes, length) == (ssize_t)length)
        return gate_file_new(fd, length);
    g_set_error(error, BASE_ERROR, ERROR_IO, "cannot make a memory file of %zu bytes: %s", length,
                g_strerror(errno));
    if (fd >= 0)
        close(fd);
    return NULL;
}

static bool fill_object(Object *object, GError **error) {
    g_autofree char *bytes = filler(object->body_bytes);
    if (object->kind == IN_FILE)
        object->file = open_memory_file(bytes, object->body_bytes, error);
    else
        object->body = gate_buffer_new(bytes, object->body_bytes);
    return object->file || object->body;
}

static Release *add_release(BenchObjects *objects, int64_t fired_at_us) {
    Release *release = &objects->releases[objects->n_releases++];
    snprintf(release->fired_at_us, sizeof release->fired_at_us, "%" PRId64, fired_at_us);
    release->field = (GateField){"x-fired-us", release->fired_at_us};
    release->body = gate_buffer_ref(objects->held_body);
    return release;
}

BenchObjects *bench_objects_new(const TokenKeys *keys, GError **error) {
    g_autoptr(BenchObjects) objects = g_new0(BenchObjects, 1);
    objects->keys = keys;
    objects->by_path = g_hash_table_new(g_str_hash, g_str_equal);
    memcpy(objects->objects, object_rows, sizeof object_rows);
    for (unsigned i = 0; i < G_N_ELEMENTS(object_rows); i++) {
        Object *object = &objects->objects[i];
        if (!fill_object(object, error))
            return NULL;
        g_hash_table_insert(objects->by_path, (void *)object->path, object);
        if (object->kind == HELD)
            objects->held_body = object->body;
    }
    objects->current = add_release(objects, 0);
    return g_steal_pointer(&objects);
}

void bench_objects_free(BenchObjects *objects) {
    if (!objects)
        return;
    for (unsigned i = 0; i < objects->n_releases; i++)
        gate_buffer_unref(objects->releases[i].body);
    for (unsigned i = 0; i < G_N_ELEMENTS(objects->objects); i++) {
        gate_buffer_unref(objects->objects[i].body);
        gate_file_unref(objects->objects[i].file);
    }
    g_hash_table_unref(objects->by_path);
    g_free(objects);
}

/* ---- one request ---- */

static void free_signer(void *signer) {
    token_signer_free(signer);
}

/* A signer belongs to one thread; gate workers each get their own. */
static TokenSigner *thread_signer(const BenchObjects *objects) {
    static GPrivate signers = G_PRIVATE_INIT(free_signer);
    TokenSigner *signer = g_private_get(&signers);
    if (!signer) {
        signer = token_signer_new(objects->keys, AUDIENCE, CONTEXT);
        g_private_set(&signers, signer);
    }
    return signer;
}

/* "/live/bench/~TOKEN/x" → TOKEN and "/live/bench/x". */
static bool split_path(GateText path, GateText *ret_token, char ret_key[KEY_MAX_BYTES]) {
    const char *end = path.at + path.length;
    const char *mark = memmem(path.at, path.length, "/~", 2);
    const char *token = mark ? mark + 2 : end;
    const char *rest = memchr(token, '/', (size_t)(end - token));
    if (!mark || !rest)
        return false;
    size_t start_bytes = (size_t)(mark - path.at), rest_bytes = (size_t)(end - rest);
    if (start_bytes + rest_bytes >= KEY_MAX_BYTES)
        return false;
    memcpy(ret_key, path.at, start_bytes);
    memcpy(ret_key + start_bytes, rest, rest_bytes);
    ret_key[start_bytes + rest_bytes] = '\0';
    *ret_token = (GateText){token, (size_t)(rest - token)};
    return true;
}

static bool check_token(const BenchObjects *objects, GateText token, uint64_t *ret_tag) {
    TokenClaims claims;
    if (!token_verify(thread_signer(objects), token.at, token.length, clock_wall_us(), &claims,
                      NULL) ||
        !g_str_has_prefix(claims.subject, SUBJECT))
        return false;
    unsigned long viewing = strtoul(claims.subject + strlen(SUBJECT), NULL, 10);
    *ret_tag = viewing + 1;
    return viewing < BENCH_MAX_VIEWINGS;
}

static void refuse(GateAnswer *answer, unsigned status) {
    answer->action = GATE_ANSWER;
    answer->status = status;
}

static void answer_held(BenchObjects *objects, GateTurn turn, GateAnswer *answer) {
    if (turn == GATE_TURN_FIRST) {
        answer->action = GATE_HOLD;
        answer->hold_key = objects->hold_key;
        answer->hold_until_us = clock_monotonic_us() + HOLD_US;
        return;
    }
    if (turn != GATE_TURN_FIRED && turn != GATE_TURN_MISSED) {
        refuse(answer, 503);
        return;
    }
    const Release *release = atomic_load_explicit(&objects->current, memory_order_acquire);
    answer->take_body = gate_buffer_ref(release->body);
    answer->fields = &release->field;
    answer->n_fields = 1;
}

static void on_request(const GateHead *head, GateTurn turn, GateAnswer *answer, void *user) {
    BenchObjects *objects = user;
    char key[KEY_MAX_BYTES];
    GateText token;
    uint64_t tag;
    if (!split_path(gate_head_path(head), &token, key)) {
        refuse(answer, 404);
        return;
    }
    const Object *object = g_hash_table_lookup(objects->by_path, key);
    if (!object || !check_token(objects, token, &tag)) {
        refuse(answer, object ? 403 : 404);
        return;
    }
    answer->action = GATE_ANSWER;
    answer->status = 200;
    answer->content_type = object->content_type;
    answer->etag = object->etag;
    answer->cache_control = "max-age=1";
    answer->tag = tag;
    if (object->kind == HELD) {
        answer_held(objects, turn, answer);
    } else if (object->kind == IN_FILE) {
        answer->take_file = gate_file_ref(object->file);
        answer->file_length = object->file->length;
    } else {
        answer->take_body = gate_buffer_ref(object->body);
    }
}

static void on_done(uint64_t tag, uint64_t body_bytes, GateOutcome outcome, void *user) {
    BenchObjects *objects = user;
    atomic_fetch_add_explicit(&objects->sent_bytes[tag], body_bytes, memory_order_relaxed);
}

GateHandler bench_objects_handler(BenchObjects *objects) {
    return (GateHandler){on_request, on_done, objects};
}

/* ---- for the program around it ---- */

void bench_objects_set_key(BenchObjects *objects, uint64_t hold_key) {
    objects->hold_key = hold_key;
}

void bench_objects_release(BenchObjects *objects, Gate *gate) {
    if (objects->n_releases == BENCH_MAX_RELEASES)
        return;
    Release *release = add_release(objects, clock_monotonic_us());
    atomic_store_explicit(&objects->current, release, memory_order_release);
    gate_fire(gate, objects->hold_key);
}

void bench_objects_sign(BenchObjects *objects, unsigned viewing,
                        char ret_text[TOKEN_TEXT_MAX_BYTES]) {
    TokenClaims claims = {.expires_at_us = clock_wall_us() + VALID_US};
    snprintf(claims.subject, sizeof claims.subject, SUBJECT "%u", viewing);
    if (!token_sign(thread_signer(objects), &claims, ret_text))
        ret_text[0] = '\0';
}

uint64_t bench_objects_sent_bytes(const BenchObjects *objects) {
    uint64_t sum = 0;
    for (unsigned i = 0; i <= BENCH_MAX_VIEWINGS; i++)
        sum += objects->sent_bytes[i];
    return sum;
}
