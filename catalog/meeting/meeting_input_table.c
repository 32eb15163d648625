#include "catalog/meeting/meeting_input_table.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/meeting/meeting_parts.h"
#include "catalog/rights/rights.h"
#include "catalog/store/field_text.h"

#define COLUMN_URI        "meeting_input.uri"
#define COLUMN_KEY        "meeting_input.key"
#define COLUMN_PASSPHRASE "meeting_input.passphrase"

#define KEY_BYTES        12 /* random; typed into encoders: not longer than needed */
#define PASSPHRASE_BYTES 15 /* 20 characters; SRT wants 10 to 79 */

void meeting_input_row_free(MeetingInputRow *row) {
    if (!row)
        return;
    g_free(row->name);
    g_free(row->language);
    g_free(row->uri);
    g_free(row->key);
    g_free(row->passphrase);
    g_free(row);
}

/* ---- reading ---- */

static bool open_field(Statement *statement, int column, const FieldCrypto *crypto,
                       const FieldPlace *place, char **ret_text, GError **error) {
    size_t length = 0;
    const void *sealed = statement_blob(statement, column, &length);
    *ret_text = sealed ? field_crypto_open(crypto, place, sealed, length, error) : g_strdup("");
    return *ret_text != NULL;
}

static MeetingInputRow *row_from(Statement *statement, const FieldCrypto *crypto, GError **error) {
    g_autoptr(MeetingInputRow) row = g_new0(MeetingInputRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    statement_copy_text(statement, 1, row->meeting_id, sizeof row->meeting_id);
    row->kind = (MeetingInputKind)meeting_words_find(MEETING_INPUT_KIND_WORDS,
                                                     statement_text(statement, 2));
    row->name = statement_dup_text(statement, 3);
    row->language = statement_dup_text(statement, 4);
    row->priority = statement_int64(statement, 5);
    bool is_good =
        open_field(statement, 6, crypto, &(FieldPlace){COLUMN_URI, row->id}, &row->uri, error) &&
        open_field(statement, 7, crypto, &(FieldPlace){COLUMN_KEY, row->id}, &row->key, error) &&
        open_field(statement, 8, crypto, &(FieldPlace){COLUMN_PASSPHRASE, row->id},
                   &row->passphrase, error);
    return is_good ? g_steal_pointer(&row) : NULL;
}

GPtrArray *meeting_input_list(Database *database, const FieldCrypto *crypto, const char *meeting_id,
                              GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT id, meeting_id, kind, name, language, priority, uri_sealed,"
                         " key_sealed, passphrase_sealed FROM meeting_input WHERE meeting_id = ?1"
                         " ORDER BY priority, id",
                         error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, meeting_id);
    g_autoptr(GPtrArray) rows =
        g_ptr_array_new_with_free_func((GDestroyNotify)meeting_input_row_free);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        MeetingInputRow *row = row_from(statement, crypto, error);
        if (!row)
            return NULL;
        g_ptr_array_add(rows, row);
    }
    return step == STATEMENT_DONE ? g_steal_pointer(&rows) : NULL;
}

MeetingInputRow *meeting_input_get(Database *database, const FieldCrypto *crypto,
                                   const char *meeting_id, const char *id, GError **error) {
    g_autoptr(GPtrArray) rows = meeting_input_list(database, crypto, meeting_id, error);
    for (unsigned i = 0; rows && i < rows->len; i++)
        if (g_str_equal(((const MeetingInputRow *)rows->pdata[i])->id, id))
            return g_ptr_array_steal_index(rows, i);
    if (rows)
        rights_not_found(error);
    return NULL;
}

/* ---- rules ---- */

/* How an address of each kind begins; NULL: it has none, or is a file's name. */
static const char *const SCHEMES[] = {
    [MEETING_INPUT_PUSH] = NULL, [MEETING_INPUT_RTSP] = "rtsp", [MEETING_INPUT_UDP] = "udp",
    [MEETING_INPUT_FILE] = NULL, [MEETING_INPUT_TEST] = NULL,
};

static bool refuse(GError **error, const char *sentence) {
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID, sentence);
    return false;
}

/* Whoever may plan a meeting may not read the server's disk: a name leads nowhere but downwards. */
static bool check_file_name(const char *name, GError **error) {
    g_auto(GStrv) parts = g_strsplit(name, "/", -1);
    bool is_fine = *name && g_utf8_validate(name, -1, NULL) && !strchr(name, '\\');
    for (unsigned i = 0; parts[i]; i++)
        is_fine = is_fine && *parts[i] && *parts[i] != '.';
    for (const char *at = name; *at; at++)
        is_fine = is_fine && !g_ascii_iscntrl(*at);
    return is_fine || refuse(error, "A file is named as it lies in the server's folder of files, "
                                    "for example opening.mp4.");
}

static bool check_uri(const MeetingInputRow *row, GError **error) {
    const char *scheme = SCHEMES[row->kind];
    if (row->kind == MEETING_INPUT_FILE)
        return check_file_name(row->uri, error);
    if (!scheme)
        return !*row->uri || refuse(error, "This kind of input has no address.");
    g_autofree char *begin = g_strdup_printf("%s://", scheme);
    if (!g_str_has_prefix(row->uri, begin) || strlen(row->uri) <= strlen(begin) ||
        strpbrk(row->uri, " \t\r\n\"\\") || !g_uri_is_valid(row->uri, G_URI_FLAGS_NONE, NULL)) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID, "The address of this input begins with %s.",
                    begin);
        return false;
    }
    g_autoptr(GUri) uri = g_uri_parse(row->uri, G_URI_FLAGS_NONE, NULL);
    return row->kind != MEETING_INPUT_UDP || g_uri_get_port(uri) > 0 ||
           refuse(error, "This address needs a port, such as udp://239.1.1.1:5000.");
}

static bool check_room(Database *database, const char *meeting_id, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT count(*) FROM meeting_input WHERE meeting_id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    if (statement_int64(statement, 0) < MEETING_MAX_INPUTS)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT, "A meeting has at most %d inputs.",
                MEETING_MAX_INPUTS);
    return false;
}

static bool check(const MeetingInputRow *row, GError **error) {
    if (*row->language && !meeting_parts_is_tag(row->language))
        return refuse(error, "A language is written as zh, bo or mn-Mong.");
    return field_text_check("cannot use this name of an input", row->name,
                            MEETING_INPUT_NAME_MAX_CHARS, error) &&
           check_uri(row, error);
}

/* ---- writing ---- */

static bool bind_sealed(Statement *statement, int parameter, const FieldCrypto *crypto,
                        const FieldPlace *place, const char *text, GError **error) {
    if (!text || !*text)
        return true;
    g_autoptr(GBytes) sealed = field_crypto_seal(crypto, place, text, error);
    if (!sealed)
        return false;
    statement_bind_blob(statement, parameter, g_bytes_get_data(sealed, NULL),
                        g_bytes_get_size(sealed));
    return true;
}

/* ?2 key, ?3 its lookup, ?4 passphrase. */
static bool bind_secrets(Statement *statement, const FieldCrypto *crypto,
                         const MeetingInputRow *row, GError **error) {
    uint8_t lookup[FIELD_LOOKUP_BYTES];
    if (row->key && *row->key) {
        if (!field_crypto_lookup(crypto, COLUMN_KEY, FIELD_LOOKUP_TEXT, row->key, lookup, error))
            return false;
        statement_bind_blob(statement, 3, lookup, sizeof lookup);
    }
    return bind_sealed(statement, 2, crypto, &(FieldPlace){COLUMN_KEY, row->id}, row->key, error) &&
           bind_sealed(statement, 4, crypto, &(FieldPlace){COLUMN_PASSPHRASE, row->id},
                       row->passphrase, error);
}

static void set_secret(char **text, bool is_wanted, unsigned n_bytes) {
    g_free(*text);
    *text = is_wanted ? id_new_secret(n_bytes) : g_strdup("");
}

static bool insert(Database *database, const FieldCrypto *crypto, const MeetingInputRow *row,
                   GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO meeting_input (id, key_sealed, key_lookup, passphrase_sealed, meeting_id,"
        " kind, name, language, priority, uri_sealed, created_at_us)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 5, row->meeting_id);
    statement_bind_text(statement, 6, MEETING_INPUT_KIND_WORDS[row->kind]);
    statement_bind_text(statement, 7, row->name);
    statement_bind_text(statement, 8, row->language);
    statement_bind_int64(statement, 9, row->priority);
    statement_bind_int64(statement, 11, clock_wall_us());
    return bind_secrets(statement, crypto, row, error) &&
           bind_sealed(statement, 10, crypto, &(FieldPlace){COLUMN_URI, row->id}, row->uri,
                       error) &&
           statement_run(statement, error);
}

bool meeting_input_insert(Database *database, const FieldCrypto *crypto, MeetingInputRow *row,
                          bool has_passphrase, GError **error) {
    database_assert_current(database);
    if (!check(row, error) || !check_room(database, row->meeting_id, error))
        return false;
    bool is_push = row->kind == MEETING_INPUT_PUSH;
    if (has_passphrase && !is_push)
        return refuse(error, "Only a push input has a passphrase.");
    id_new_uuid7(row->id);
    if (!row->key || !*row->key)
        set_secret(&row->key, is_push, KEY_BYTES);
    set_secret(&row->passphrase, has_passphrase, PASSPHRASE_BYTES);
    return insert(database, crypto, row, error);
}

bool meeting_input_renew_key(Database *database, const FieldCrypto *crypto, MeetingInputRow *row,
                             GError **error) {
    database_assert_current(database);
    if (row->kind != MEETING_INPUT_PUSH) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT, "Only a push input has a key.");
        return false;
    }
    set_secret(&row->key, true, KEY_BYTES);
    set_secret(&row->passphrase, *row->passphrase != '\0', PASSPHRASE_BYTES);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE meeting_input SET key_sealed = ?2, key_lookup = ?3, passphrase_sealed = ?4"
        " WHERE id = ?1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    return bind_secrets(statement, crypto, row, error) && statement_run(statement, error);
}

bool meeting_input_remove(Database *database, const MeetingInputRow *row, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, "DELETE FROM meeting_input WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    return statement_run(statement, error);
}
