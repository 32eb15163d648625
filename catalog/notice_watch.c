#include "catalog/notice_watch.h"

#include "base/clock.h"
#include "base/json_table.h"
#include "base/log.h"
#include "catalog/meeting/notice_queue.h"
#include "catalog/meeting/notice_text.h"

/* One round: from the queue to the port and back. Whoever frees it ends the round. */
typedef struct Round {
    NoticeWatch *watch;
    GPtrArray *items; /* owned: NoticeItem */
    bool is_sent;
} Round;

static void free_round(void *data) {
    Round *round = data;
    g_clear_pointer(&round->items, g_ptr_array_unref);
    atomic_store(&round->watch->is_busy, false);
    g_free(round);
}

/* A job frees its data when it is done, but a round goes on: each carries a slot. */
static void free_slot(void *data) {
    Round **slot = data;
    if (*slot)
        free_round(*slot);
    g_free(slot);
}

static Round **slot_new(Round *take_round) {
    Round **slot = g_new(Round *, 1);
    *slot = take_round;
    return slot;
}

/* ---- afterwards ---- */

static bool run_mark(Database *database, void *data, GError **error) {
    const Round *round = *(Round **)data;
    return notice_queue_mark(database, round->items, round->is_sent, error);
}

static void on_sent(bool is_sent, void *data) {
    Round **from = data;
    Round **slot = slot_new(g_steal_pointer(from));
    g_autoptr(GError) error = NULL;
    (*slot)->is_sent = is_sent;
    const StoreJob job = {.run = run_mark, .data = slot, .free_data = free_slot};
    if (store_write((*slot)->watch->store, &job, &error))
        return;
    log_error(LOG_WARNING, "catalog", "messages may go out again", error);
    free_slot(slot);
}

/* ---- out ---- */

typedef struct LineJson {
    char *phone, *text, *meeting_id;
} LineJson;

static const JsonTable LINE_TABLE = {
    "line", sizeof(LineJson),
    (const JsonField[]){
        {"phone", JSON_STRING, offsetof(LineJson, phone)},
        {"text", JSON_STRING, offsetof(LineJson, text)},
        {"meeting_id", JSON_STRING, offsetof(LineJson, meeting_id)},
        {NULL, JSON_END},
    }};

static void append_line(const NoticeWatch *watch, NoticeItem *item, GString *out) {
    g_autofree char *url =
        watch->address ? g_strdup_printf("%s/phone?meeting=%s", watch->address, item->meeting_id)
                       : NULL;
    g_autofree char *text = notice_text_soon(&(NoticeTextFacts){.title = item->title,
                                                                .starts_at_us = item->starts_at_us,
                                                                .time_zone = item->time_zone,
                                                                .url = url});
    LineJson line = {item->phone, text, item->meeting_id};
    json_table_append(&LINE_TABLE, &line, out);
    g_string_append_c(out, '\n');
}

static void give_out(Round *take_round) {
    NoticeWatch *watch = take_round->watch;
    g_autoptr(GError) error = NULL;
    GString *text = g_string_new(NULL);
    for (unsigned i = 0; i < take_round->items->len; i++)
        append_line(watch, take_round->items->pdata[i], text);
    g_autoptr(GBytes) lines = g_string_free_to_bytes(text);
    const NoticeMail mail = {.lines = lines,
                             .n_lines = take_round->items->len,
                             .done = on_sent,
                             .data = slot_new(take_round),
                             .free_data = free_slot};
    if (watch->port.send(&mail, watch->port.user, &error))
        return;
    log_error(LOG_WARNING, "catalog", "messages are not sent", error);
    free_slot(mail.data);
}

static bool run_claim(Database *database, void *data, GError **error) {
    Round *round = *(Round **)data;
    int64_t now_us = clock_wall_us();
    if (!notice_queue_fill(database, now_us, round->watch->port.before_us, error))
        return false;
    round->items =
        notice_queue_claim(database, store_field_crypto(round->watch->store), now_us, error);
    return round->items != NULL;
}

static void on_claimed(const GError *error, void *data) {
    Round **slot = data;
    if (error)
        log_error(LOG_WARNING, "catalog", "messages could not be looked through", error);
    else if ((*slot)->items->len > 0)
        give_out(g_steal_pointer(slot));
}

void notice_watch_tick(NoticeWatch *watch) {
    if (!watch->port.send || atomic_exchange(&watch->is_busy, true))
        return;
    Round *round = g_new0(Round, 1);
    round->watch = watch;
    Round **slot = slot_new(round);
    const StoreJob job = {.run = run_claim,
                          .done = on_claimed,
                          .reply_to = watch->worker,
                          .data = slot,
                          .free_data = free_slot};
    if (!store_write(watch->store, &job, NULL))
        free_slot(slot);
}
