#include "catalog/meeting/meeting_order.h"

#include <stdlib.h>

#include "base/clock.h"
#include "catalog/meeting/meeting_demo.h"
#include "catalog/meeting/meeting_input_table.h"
#include "catalog/meeting/meeting_parts.h"

/* ---- as a value ---- */

MeetingOrder *meeting_order_copy(const MeetingOrder *order) {
    MeetingOrder *copy = g_memdup2(order, sizeof *order);
    copy->alias = g_strdup(order->alias);
    copy->title = g_strdup(order->title);
    copy->line = g_strdup(order->line);
    copy->languages = g_memdup2(order->languages, order->n_languages * sizeof *order->languages);
    copy->inputs = g_memdup2(order->inputs, order->n_inputs * sizeof *order->inputs);
    copy->marks = g_memdup2(order->marks, order->n_marks * sizeof *order->marks);
    copy->cuts = g_memdup2(order->cuts, order->n_cuts * sizeof *order->cuts);
    for (unsigned i = 0; i < copy->n_languages; i++)
        copy->languages[i].tag = g_strdup(order->languages[i].tag);
    for (unsigned i = 0; i < copy->n_inputs; i++) {
        MeetingOrderInput *input = &copy->inputs[i];
        input->uri = g_strdup(input->uri);
        input->language = g_strdup(input->language);
        input->key = g_strdup(input->key);
        input->passphrase = g_strdup(input->passphrase);
    }
    for (unsigned i = 0; i < copy->n_marks; i++)
        copy->marks[i].title = g_strdup(order->marks[i].title);
    return copy;
}

void meeting_order_free(MeetingOrder *order) {
    if (!order)
        return;
    for (unsigned i = 0; i < order->n_languages; i++)
        g_free(order->languages[i].tag);
    for (unsigned i = 0; i < order->n_inputs; i++) {
        g_free(order->inputs[i].uri);
        g_free(order->inputs[i].language);
        g_free(order->inputs[i].key);
        g_free(order->inputs[i].passphrase);
    }
    for (unsigned i = 0; i < order->n_marks; i++)
        g_free(order->marks[i].title);
    g_free(order->languages);
    g_free(order->inputs);
    g_free(order->marks);
    g_free(order->cuts);
    g_free(order->alias);
    g_free(order->title);
    g_free(order->line);
    g_free(order);
}

/* ---- from the tables ---- */

static char *line_of(const MeetingRow *row) {
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(row->time_zone);
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(row->starts_at_us / CLOCK_US_PER_S);
    g_autoptr(GDateTime) local = zone && utc ? g_date_time_to_timezone(utc, zone) : NULL;
    g_autofree char *when = local ? g_date_time_format(local, "%Y-%m-%d %H:%M") : g_strdup("");
    if (row->is_endless)
        return g_strdup(row->unit_name);
    return g_strdup_printf("%s%s%s", row->unit_name, *row->unit_name ? "  " : "", when);
}

static bool load_languages(Database *database, MeetingOrder *order, GError **error) {
    g_autoptr(GPtrArray) languages = meeting_parts_languages(database, order->id, error);
    if (!languages)
        return false;
    order->n_languages = languages->len;
    order->languages = g_new0(MeetingOrderLanguage, languages->len);
    for (unsigned i = 0; i < languages->len; i++) {
        const MeetingLanguage *language = languages->pdata[i];
        order->languages[i] = (MeetingOrderLanguage){g_strdup(language->tag), language->is_floor,
                                                     language->offset_ms};
    }
    return true;
}

static bool load_inputs(Database *database, const FieldCrypto *crypto, MeetingOrder *order,
                        GError **error) {
    g_autoptr(GPtrArray) rows = meeting_input_list(database, crypto, order->id, error);
    if (!rows)
        return false;
    order->n_inputs = rows->len;
    order->inputs = g_new0(MeetingOrderInput, rows->len);
    for (unsigned i = 0; i < rows->len; i++) {
        MeetingInputRow *row = rows->pdata[i];
        MeetingOrderInput *input = &order->inputs[i];
        *input = (MeetingOrderInput){.kind = row->kind,
                                     .priority = row->priority,
                                     .uri = g_steal_pointer(&row->uri),
                                     .language = g_steal_pointer(&row->language),
                                     .key = g_steal_pointer(&row->key),
                                     .passphrase = g_steal_pointer(&row->passphrase)};
        g_strlcpy(input->id, row->id, sizeof input->id);
    }
    return true;
}

static int by_time(const void *left, const void *right) {
    int64_t a = ((const MeetingOrderMark *)left)->started_at_ms;
    int64_t b = ((const MeetingOrderMark *)right)->started_at_ms;
    return (a > b) - (a < b);
}

static bool load_marks(Database *database, MeetingOrder *order, GError **error) {
    g_autoptr(GPtrArray) items = meeting_parts_agenda(database, order->id, error);
    if (!items)
        return false;
    order->marks = g_new0(MeetingOrderMark, items->len);
    for (unsigned i = 0; i < items->len; i++) {
        const MeetingAgendaItem *item = items->pdata[i];
        if (item->has_begun)
            order->marks[order->n_marks++] =
                (MeetingOrderMark){g_strdup(item->title), item->started_at_ms};
    }
    if (order->n_marks > 0) /* qsort(NULL, 0, …) is undefined */
        qsort(order->marks, order->n_marks, sizeof *order->marks, by_time);
    return true;
}

static bool load_cuts(Database *database, MeetingOrder *order, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT from_ms, to_ms FROM recording_cut WHERE meeting_id = ?1"
                         " ORDER BY from_ms, id",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, order->id);
    g_autoptr(GArray) cuts = g_array_new(FALSE, FALSE, sizeof(MeetingOrderCut));
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        const MeetingOrderCut cut = {statement_int64(statement, 0), statement_int64(statement, 1)};
        g_array_append_val(cuts, cut);
    }
    order->n_cuts = cuts->len;
    order->cuts = (MeetingOrderCut *)(void *)g_array_free(g_steal_pointer(&cuts), FALSE);
    return step == STATEMENT_DONE;
}

MeetingOrder *meeting_order_load(Database *database, const FieldCrypto *crypto,
                                 const MeetingRow *row, GError **error) {
    database_assert_current(database);
    g_autoptr(MeetingOrder) order = g_new0(MeetingOrder, 1);
    g_strlcpy(order->id, row->id, sizeof order->id);
    order->alias = g_strdup(row->alias);
    order->title = g_strdup(row->title);
    order->line = line_of(row);
    order->state = row->state;
    order->visibility = row->visibility;
    order->has_programme = meeting_row_has_programme(row);
    order->is_slate = row->is_slate;
    order->is_recorded = row->is_recorded;
    order->allows_download = row->allows_download;
    order->keep_us = row->is_endless ? MEETING_DEMO_KEEP_US : 0;
    order->live_at_us = row->live_at_us;
    order->trim_from_ms = row->trim_from_ms;
    order->trim_to_ms = row->trim_to_ms;
    bool is_good = load_languages(database, order, error) &&
                   load_inputs(database, crypto, order, error) &&
                   load_marks(database, order, error) && load_cuts(database, order, error);
    return is_good ? g_steal_pointer(&order) : NULL;
}

static const char WANTED[] =
    "SELECT " MEETING_COLUMNS MEETING_SOURCE
    " WHERE meeting.kind = 'broadcast' AND (state IN ('rehearsal', 'open', 'live')"
    " OR (state = 'scheduled'"
    " AND EXISTS (SELECT 1 FROM meeting_input"
    " WHERE meeting_id = meeting.id AND kind = 'push'))"
    " OR (is_recorded AND state IN ('ended', 'ready', 'published')))"
    " ORDER BY starts_at_us, meeting.id";

GPtrArray *meeting_order_load_all(Database *database, const FieldCrypto *crypto, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, WANTED, error);
    if (!statement)
        return NULL;
    g_autoptr(GPtrArray) orders =
        g_ptr_array_new_with_free_func((GDestroyNotify)meeting_order_free);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        g_autoptr(MeetingRow) row = meeting_table_row(statement);
        MeetingOrder *order = meeting_order_load(database, crypto, row, error);
        if (!order)
            return NULL;
        g_ptr_array_add(orders, order);
    }
    return step == STATEMENT_DONE ? g_steal_pointer(&orders) : NULL;
}
