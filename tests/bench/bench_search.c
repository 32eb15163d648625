/* How long a search among 35,000 people takes, query by query, on a reader's connection. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib/gstdio.h>

#include "base/token.h"
#include "catalog/roster/member_search.h"
#include "catalog/roster/member_table.h"
#include "catalog/roster/membership_table.h"
#include "catalog/store/migrations.h"

#define N_MEMBERS 35000
#define N_TOWNS   15
#define N_UNITS   1500
#define ROUNDS    40

static const char *const SURNAMES[] = {"王", "李", "张", "刘", "陈", "杨",   "赵",     "黄", "周",
                                       "吴", "徐", "孙", "胡", "朱", "高",   "林",     "何", "郭",
                                       "马", "罗", "单", "曾", "解", "欧阳", "买买提·"};
static const char *const GIVEN[] = {"伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋",
                                    "勇", "艳", "杰", "娟", "涛", "明", "超", "秀", "霞", "平",
                                    "刚", "桂", "英", "华", "玉", "兰", "建", "国", "文", "志",
                                    "海", "波", "红", "梅", "金", "凤", "春", "生", "德", "荣"};

static void check(bool is_done, GError *error) {
    if (is_done)
        return;
    fprintf(stderr, "bench_search: %s\n", error ? error->message : "failed");
    exit(1);
}

static void add_unit(Database *database, const char *id, const char *parent_id) {
    GError *error = NULL;
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "INSERT INTO unit (id, parent_id, name, name_key, search_key, position,"
                         " from_us, change, created_at_us, updated_at_us)"
                         " VALUES (?1, ?2, ?1, ?1, ?1, 1, 1, 1, 1, 1)",
                         &error);
    check(statement != NULL, error);
    statement_bind_text(statement, 1, id);
    statement_bind_text(statement, 2, parent_id);
    check(statement_run(statement, &error), error);
}

static void add_units(Database *database) {
    add_unit(database, "county", NULL);
    for (unsigned i = 0; i < N_UNITS; i++) {
        g_autofree char *id = g_strdup_printf("unit-%u", i);
        g_autofree char *parent = g_strdup_printf("unit-%u", i % N_TOWNS);
        add_unit(database, id, i < N_TOWNS ? "county" : parent);
    }
}

static void add_member(Database *database, const FieldCrypto *crypto, unsigned i) {
    GError *error = NULL;
    g_autoptr(MemberRow) row = member_row_new();
    g_autofree char *phone = g_strdup_printf("138%08u", i);
    g_autofree char *name =
        g_strconcat(SURNAMES[i % G_N_ELEMENTS(SURNAMES)], GIVEN[i / 7 % G_N_ELEMENTS(GIVEN)],
                    i % 5 ? GIVEN[i / 311 % G_N_ELEMENTS(GIVEN)] : "", NULL);
    MembershipRow membership = {.is_home = true};
    g_snprintf(membership.unit_id, sizeof membership.unit_id, "unit-%u", i % N_UNITS);
    g_strlcpy(membership.member_id, row->id, sizeof membership.member_id);
    check(member_row_set_name(row, name, &error) &&
              member_row_set_number(row, MEMBER_PHONE, crypto, phone, &error) &&
              member_table_insert(database, row, &error) &&
              membership_table_open_first(database, &membership, &error),
          error);
}

static void fill(const char *path, const FieldCrypto *crypto) {
    GError *error = NULL;
    g_autoptr(Database) database = database_open(path, DATABASE_WRITER, &error);
    check(database && migrations_apply(database, &error) &&
              database_begin(database, DATABASE_WRITE, &error),
          error);
    add_units(database);
    int64_t started = g_get_monotonic_time();
    for (unsigned i = 0; i < N_MEMBERS; i++)
        add_member(database, crypto, i);
    check(database_commit(database, &error), error);
    printf("BENCH name=search figure=%.0f unit=ms case=fill\n",
           (double)(g_get_monotonic_time() - started) / 1000);
}

static int compare(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Each round is a read transaction, as a job has. */
static void measure(Database *database, const char *name, const MemberQuery *query) {
    GError *error = NULL;
    double times[ROUNDS];
    unsigned n_rows = 0;
    for (unsigned i = 0; i < ROUNDS; i++) {
        int64_t started = g_get_monotonic_time();
        check(database_begin(database, DATABASE_READ, &error), error);
        g_autoptr(GPtrArray) rows = member_search(database, query, &error);
        check(rows && database_commit(database, &error), error);
        times[i] = (double)(g_get_monotonic_time() - started) / 1000;
        n_rows = rows->len;
    }
    qsort(times, ROUNDS, sizeof *times, compare);
    printf("BENCH name=search figure=%.2f unit=ms case=%s rows=%u worst=%.2f\n", times[ROUNDS / 2],
           name, n_rows, times[ROUNDS - 1]);
}

static void measure_all(Database *database, const FieldCrypto *crypto) {
    static const struct {
        const char *name;
        MemberQuery query;
    } CASES[] = {
        {"everybody", {0}},
        {"surname", {.text = "张"}},
        {"name", {.text = "张伟"}},
        {"pinyin", {.text = "zhangwei"}},
        {"initials", {.text = "zw"}},
        {"one-letter", {.text = "z"}},
        {"most-of-all", {.text = "g"}},
        {"nobody", {.text = "没有"}},
        {"phone", {.text = "13800012345"}},
        {"county-below", {.text = "zw", .units_json = "[\"county\"]", .with_below = true}},
        {"town", {.text = "zw", .units_json = "[\"unit-3\"]", .with_below = true}},
        {"two-towns", {.text = "z", .units_json = "[\"unit-3\",\"unit-4\"]", .with_below = true}},
        {"village", {.units_json = "[\"unit-300\"]"}},
        {"kind", {.text = "z", .kind_id = "public"}},
        {"left", {.is_left = true}},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        MemberQuery query = CASES[i].query;
        query.limit = 50;
        query.crypto = crypto;
        measure(database, CASES[i].name, &query);
    }
}

int main(int argc, char **argv) {
    GError *error = NULL;
    if (argc != 2) {
        fprintf(stderr, "usage: bench_search FOLDER\n");
        return 2;
    }
    g_autofree char *path = g_build_filename(argv[1], "search.db", NULL);
    g_autoptr(TokenKeys) keys = token_keys_open(argv[1], &error);
    check(keys != NULL, error);
    g_autoptr(FieldCrypto) crypto = field_crypto_new(keys, "", &error);
    check(crypto != NULL, error);
    fill(path, crypto);
    g_autoptr(Database) database = database_open(path, DATABASE_READER, &error);
    check(database != NULL, error);
    measure_all(database, crypto);
    return 0;
}
