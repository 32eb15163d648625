#include "server/settings.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "server/addresses.h"

#define MS CLOCK_US_PER_MS
#define S  CLOCK_US_PER_S
#define D  (86400 * CLOCK_US_PER_S)

/* In the order of LogLevel. */
static const char *const LOG_WORDS[] = {"error", "warning", "info", "debug", NULL};

#define PRIVATE_NETWORKS                                                                           \
    "127.0.0.0/8;10.0.0.0/8;172.16.0.0/12;192.168.0.0/16;169.254.0.0/16;::1/128;fc00::/7;"         \
    "fe80::/10"

#define AT(member) offsetof(Settings, member)

const ConfigSetting SETTINGS_TABLE[] = {
    {"data", "directory", CONFIG_PATH, AT(data_directory), "/var/lib/tongping", 0, 0, NULL, NULL,
     "Folder for the database, keys, certificates and recordings; made when missing, readable by "
     "the server alone.",
     "data"},

    {"http", "listen", CONFIG_ADDRESS, AT(http_listen), "127.0.0.1:8080", 0, 0, NULL, NULL,
     "Address and port for everything: plain and TLS connections share the one port. 0.0.0.0 "
     "means all IPv4 addresses, [::] all addresses; port 0 picks a free one.",
     "listen"},

    {"gate", "workers", CONFIG_INTEGER, AT(gate_workers), "0", 0, 64, NULL, "threads",
     "Threads that serve connections; 0 means one per processor core.", NULL},
    {"gate", "max_connections", CONFIG_INTEGER, AT(gate_max_connections), "20000", 16, 1000000,
     NULL, "connections",
     "Connections open at once; further ones are refused. Each needs a file descriptor.", NULL},
    {"gate", "connections_per_address", CONFIG_INTEGER, AT(gate_connections_per_address), "2000", 1,
     1000000, NULL, "connections",
     "Connections open at once from one address. A whole township may share one address behind "
     "its router: keep it generous.",
     NULL},
    {"gate", "header_timeout", CONFIG_DURATION, AT(gate_header_timeout_us), "10s", 100 * MS,
     300 * S, NULL, NULL, "A client that has not sent a whole request head by then is closed.",
     NULL},
    {"gate", "idle_timeout", CONFIG_DURATION, AT(gate_idle_timeout_us), "75s", 1 * S, 3600 * S,
     NULL, NULL, "A connection without a request is closed after this time.", NULL},
    {"gate", "write_timeout", CONFIG_DURATION, AT(gate_write_timeout_us), "30s", 1 * S, 3600 * S,
     NULL, NULL, "A client that takes no byte of its answer for so long is closed.", NULL},
    {"gate", "relay_timeout", CONFIG_DURATION, AT(gate_relay_timeout_us), "60s", 1 * S, 3600 * S,
     NULL, NULL, "An API request without any progress for so long is answered 504.", NULL},
    {"gate", "stop_grace", CONFIG_DURATION, AT(gate_stop_grace_us), "10s", 0, 300 * S, NULL, NULL,
     "When the server stops, answers under way may finish for so long.", NULL},
    {"gate", "trusted_proxies", CONFIG_LIST, AT(gate_trusted_proxies), NULL, 0, 0, NULL, NULL,
     "Reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed: addresses or "
     "networks such as 10.0.0.7 or 10.0.0.0/24.",
     NULL},

    {"tls", "certificate", CONFIG_PATH, AT(tls_certificate), NULL, 0, 0, NULL, NULL,
     "Certificate chain (PEM). Unset: the one that 'tongping cert' made, if there is one.", NULL},
    {"tls", "key", CONFIG_PATH, AT(tls_key), NULL, 0, 0, NULL, NULL,
     "Private key (PEM) of tls.certificate.", NULL},

    {"address", "internal", CONFIG_STRING, AT(address_internal), NULL, 0, 0, NULL, NULL,
     "How people inside your network reach the server, e.g. http://10.3.0.5:8080. Unset: found "
     "from the machine's addresses. Links and QR codes for them carry it.",
     NULL},
    {"address", "public", CONFIG_STRING, AT(address_public), NULL, 0, 0, NULL, NULL,
     "How people on the internet reach the server, e.g. https://meet.example.cn. Unset: the same "
     "as address.internal.",
     NULL},
    {"address", "internal_networks", CONFIG_LIST, AT(address_internal_networks), PRIVATE_NETWORKS,
     0, 0, NULL, NULL, "Clients from these networks are inside and get address.internal.", NULL},

    {"server", "name", CONFIG_STRING, AT(server_name), "Tongping", 0, 0, NULL, NULL,
     "Name of this installation on its pages and in its certificates, e.g. the county's.", NULL},
    {"server", "demo", CONFIG_BOOL, AT(server_demo), "false", 0, 0, NULL, NULL,
     "Start a sample county whose accounts have known passwords; only on 127.0.0.1.", "demo"},
    {"server", "lan", CONFIG_BOOL, AT(server_lan), "false", 0, 0, NULL, NULL,
     "Listen on the local network too; demo accounts then get random passwords.", "lan"},

    {"session", "lifetime", CONFIG_DURATION, AT(session_lifetime_us), "90d", 3600 * S, 400 * D,
     NULL, NULL,
     "A device stays signed in for so long after its last visit (browsers cap cookies at 400d).",
     NULL},

    {"api", "max_requests", CONFIG_INTEGER, AT(api_max_requests), "512", 8, 900, NULL, "requests",
     "API requests under way at once; further ones are asked to come back (503).", NULL},
    {"ws", "max_connections", CONFIG_INTEGER, AT(ws_max_connections), "20000", 8, 1000000, NULL,
     "connections", "WebSocket connections (people and screens present) at once.", NULL},

    {"live", "rtmp_listen", CONFIG_STRING, AT(live_rtmp_listen), NULL, 0, 0, NULL, NULL,
     "Address and port for encoders that push RTMP. Unset: port 1935 of the address in http.listen "
     "(any free port when that has port 0); off: none.",
     NULL},
    {"live", "srt_listen", CONFIG_STRING, AT(live_srt_listen), NULL, 0, 0, NULL, NULL,
     "Address and port (UDP) for encoders that push SRT. Unset: port 9000, as above; off: none.",
     NULL},
    {"live", "ladder", CONFIG_LIST, AT(live_ladder), NULL, 0, 0, NULL, NULL,
     "Heights of the pictures that each meeting is encoded to, of 1080, 720, 360, 180. Unset: as "
     "many as the machine's cores carry.",
     NULL},
    {"live", "window", CONFIG_DURATION, AT(live_window_us), "30min", 60 * S, D, NULL, NULL,
     "How far back viewers of a meeting that is not recorded can go.", NULL},
    {"live", "min_free", CONFIG_BYTES, AT(live_min_free_bytes), "2GiB", 0, INT64_C(1) << 50, NULL,
     NULL,
     "Room that recordings leave on the disk, for the database, logs and backups. With less, "
     "meetings go on without being recorded, the one that began first before the others.",
     NULL},
    {"live", "keep_recordings", CONFIG_INTEGER, AT(live_keep_recordings), "0", 0, 36500, NULL,
     "days",
     "How long a recording stays behind its publication; 0: for ever. It is told seven days before "
     "it is removed. Recordings that nobody has published, that are marked to be kept, and what is "
     "known of who watched stay.",
     NULL},
    {"live", "program", CONFIG_PATH, AT(live_program), NULL, 0, 0, NULL, NULL,
     "The programme that makes pictures and sound. Unset: the one installed beside this one.",
     NULL},
    {"live", "files_directory", CONFIG_PATH, AT(live_files_directory), NULL, 0, 0, NULL, NULL,
     "Folder with the films that meetings may play in a loop; they can name nothing outside of it. "
     "Unset: 'files' in data.directory.",
     NULL},

    {"rtc", "listen", CONFIG_STRING, AT(rtc_listen), NULL, 0, 0, NULL, NULL,
     "Address and first port (UDP and TCP) for people's cameras and microphones; each thread has "
     "one, side by side. Unset: port 7000 of the address in http.listen (any free ports when that "
     "has port 0); off: none.",
     NULL},
    {"rtc", "announced", CONFIG_LIST, AT(rtc_announced), NULL, 0, 0, NULL, NULL,
     "Numeric addresses at which people reach these ports, the best first, at most eight; all are "
     "offered and each device takes what works. Behind a router name the address inside, that of a "
     "leased line and the public one: 10.3.0.5;203.0.113.7, and forward the ports unchanged. "
     "Unset: the address in rtc.listen, or all of this machine.",
     NULL},
    {"rtc", "workers", CONFIG_INTEGER, AT(rtc_workers), "0", 0, 64, NULL, "threads",
     "Threads that forward pictures and sound, and so ports; 0 means one per processor core.",
     NULL},
    {"rtc", "turn_urls", CONFIG_LIST, AT(rtc_turn_urls), NULL, 0, 0, NULL, NULL,
     "TURN servers for devices that reach these ports neither by UDP nor by TCP, at most eight: "
     "turns:turn.example.cn:443?transport=tcp;turn:turn.example.cn:3478. Devices try them last. "
     "Unset: none.",
     NULL},
    {"rtc", "turn_secret", CONFIG_STRING, AT(rtc_turn_secret), NULL, 0, 0, NULL, NULL,
     "The secret that the TURN servers know too (coturn: static-auth-secret); devices get names "
     "and "
     "passwords made of it that hold for twelve hours.",
     NULL},

    {"course", "download_space", CONFIG_BYTES, AT(course_download_bytes), "20GiB", 0,
     INT64_C(1) << 50, NULL, NULL,
     "Room for lessons that were made into files to take home; those that nobody took lately go "
     "first.",
     NULL},
    {"course", "upload_max", CONFIG_BYTES, AT(course_upload_max_bytes), "20GiB", 1 << 20,
     INT64_C(1) << 50, NULL, NULL, "The largest file that an editor may bring.", NULL},
    {"course", "min_free", CONFIG_BYTES, AT(course_min_free_bytes), "4GiB", 0, INT64_C(1) << 50,
     NULL, NULL,
     "Room that uploads leave on the disk, for recordings, the database and what is made of the "
     "files.",
     NULL},
    {"course", "quota", CONFIG_BYTES, AT(course_quota_bytes), "0", 0, INT64_C(1) << 50, NULL, NULL,
     "Room on the disk for the courses of each unit, and for those of no unit together, where "
     "neither it nor one above it has a quota of its own; 0: as much as there is.",
     NULL},
    {"course", "jobs", CONFIG_INTEGER, AT(course_jobs), "1", 1, 8, NULL, "jobs",
     "Files that are made into lessons at once.", NULL},
    {"course", "demo_lessons", CONFIG_BOOL, AT(course_demo_lessons), "true", 0, 0, NULL, NULL,
     "With server.demo: makes two lessons to look at, once; half a minute of idle CPU each.", NULL},
    {"course", "tool", CONFIG_PATH, AT(course_tool), NULL, 0, 0, NULL, NULL,
     "The program that makes lessons out of files. Unset: the one installed beside this one.",
     NULL},

    {"viewing", "keep_logs", CONFIG_INTEGER, AT(viewing_keep_logs), "0", 0, 36500, NULL, "days",
     "How long the raw viewing log, the ground of attendance records, is kept; 0: for ever. The "
     "audit says what each day's file was before it is removed.",
     NULL},

    {"attendance", "register_open_hours", CONFIG_INTEGER, AT(attendance_register_open_hours), "72",
     1, 720, NULL, "hours",
     "How long after its end an event's attendance register takes entries, such as a printed list. "
     "What comes later is a correction that a second person confirms.",
     NULL},
    {"attendance", "objection_days", CONFIG_INTEGER, AT(attendance_objection_days), "15", 1, 90,
     NULL, "days", "Until when the unit above answers an objection to an attendance record.", NULL},
    {"attendance", "keep_guest_names", CONFIG_INTEGER, AT(attendance_keep_guest_names), "365", 0,
     36500, NULL, "days",
     "How long names of guests stay in an attendance register, and in the room of a group meeting, "
     "behind the closing of the register; 0: for ever. Then they are numbers, and all counts "
     "stay.",
     NULL},
    {"attendance", "keep_reasons", CONFIG_INTEGER, AT(attendance_keep_reasons), "365", 0, 36500,
     NULL, "days",
     "How long the reason of a leave stays after the leave was decided and over; 0: for ever. The "
     "leave itself stays.",
     NULL},

    {"ledger", "witness", CONFIG_STRING, AT(ledger_witness), NULL, 0, 0, NULL, NULL,
     "Address of another server, such as https://county.example, whose ledger this one remembers "
     "and cosigns; what is smaller or of another past is not taken. Unset: off.",
     NULL},
    {"ledger", "witness_ca", CONFIG_PATH, AT(ledger_witness_ca), NULL, 0, 0, NULL, NULL,
     "Certificates (PEM) that are believed for it. Unset: those of the system.", NULL},
    {"ledger", "witness_every", CONFIG_DURATION, AT(ledger_witness_every_us), "600s", 1 * S, D,
     NULL, NULL, "How often it is asked.", NULL},

    {"notice", "command", CONFIG_PATH, AT(notice_command), NULL, 0, 0, NULL, NULL,
     "Program that sends short messages (SMS) to clerks before a meeting of their unit begins: one "
     "JSON object a line on its standard input. Unset: off.",
     NULL},
    {"notice", "minutes_before", CONFIG_INTEGER, AT(notice_minutes_before), "10", 1, 1440, NULL,
     "minutes", "How long before the beginning.", NULL},

    {"log", "level", CONFIG_ENUM, AT(log_level), "info", 0, 0, LOG_WORDS, NULL,
     "Least important events that are still logged.", NULL},
    {"log", "file", CONFIG_PATH, AT(log_file), NULL, 0, 0, NULL, NULL,
     "Log to this file too, besides standard error (the journal under systemd).", NULL},

    {"web", "directory", CONFIG_PATH, AT(web_directory), NULL, 0, 0, NULL, NULL,
     "Folder with the built pages. Unset: the one that was installed with the program.", NULL},

    {"metrics", "allow", CONFIG_LIST, AT(metrics_allow), "127.0.0.0/8;::1/128", 0, 0, NULL, NULL,
     "Addresses and networks that may read /metrics directly; through a proxy only metrics.token "
     "helps.",
     NULL},
    {"metrics", "token", CONFIG_STRING, AT(metrics_token), NULL, 0, 0, NULL, NULL,
     "Whoever sends this word as bearer token may read /metrics from anywhere.", NULL},
    {.kind = CONFIG_END},
};

#undef AT
#undef MS
#undef S
#undef D

static unsigned table_length(const ConfigSetting *table) {
    unsigned n = 0;
    while (table && table[n].kind != CONFIG_END)
        n++;
    return n;
}

/* Settings and the verb's own options in one table. Caller frees the array. */
static ConfigSetting *joined_table(const SettingsVerb *verb) {
    const ConfigSetting *own = verb ? verb->options : NULL;
    unsigned n_settings = table_length(SETTINGS_TABLE), n_own = table_length(own);
    ConfigSetting *table = g_new0(ConfigSetting, n_settings + n_own + 1);
    memcpy(table, SETTINGS_TABLE, n_settings * sizeof *table);
    if (n_own > 0)
        memcpy(table + n_settings, own, n_own * sizeof *table);
    table[n_settings + n_own].kind = CONFIG_END;
    return table;
}

/* The command line, sorted. */
typedef struct Words {
    GPtrArray *plain;   /* owned strings */
    GPtrArray *options; /* borrowed from argv: all but --config and plain words */
    const char *file;   /* borrowed: --config; NULL: not given */
} Words;

static void words_clear(Words *words) {
    g_clear_pointer(&words->plain, g_ptr_array_unref);
    g_clear_pointer(&words->options, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Words, words_clear)

/* --config is no setting (a file cannot name itself): it is taken out before the table is read.
 * The last one counts, as with other options. */
static bool take_config_option(int argc, char *const argv[], Words *words, GError **error) {
    static const char prefix[] = "--config=";
    for (int i = 0; i < argc; i++) {
        bool is_alone = g_str_equal(argv[i], "--config");
        if (!is_alone && !g_str_has_prefix(argv[i], prefix)) {
            g_ptr_array_add(words->options, argv[i]);
            continue;
        }
        if (is_alone && i + 1 == argc) {
            g_set_error(error, BASE_ERROR, ERROR_CONFIG, "--config: needs the name of a file");
            return false;
        }
        words->file = is_alone ? argv[++i] : argv[i] + sizeof prefix - 1;
    }
    return true;
}

/* Options may stand before, between and after plain words: each run of them is one reading. */
static bool read_command_line(const ConfigSetting *table, Words *words, void *settings,
                              GError **error) {
    char *const *rest = (char *const *)words->options->pdata; /* rest[0] is passed over */
    int n_rest = (int)words->options->len;
    bool may_be_option = true;
    while (n_rest > 1) {
        int index = 1;
        if (may_be_option && !config_read_arguments(table, n_rest, rest, settings, &index, error))
            return false;
        if (index > 1 && g_str_equal(rest[index - 1], "--"))
            may_be_option = false;
        if (index < n_rest)
            g_ptr_array_add(words->plain, g_strdup(rest[index++]));
        rest += index - 1;
        n_rest -= index - 1;
    }
    return true;
}

static bool read_sources(const ConfigSetting *table, Words *words, void *settings, GError **error) {
    const char *file = words->file;
    if (!file && g_file_test(SETTINGS_DEFAULT_FILE, G_FILE_TEST_EXISTS))
        file = SETTINGS_DEFAULT_FILE;
    if (file && !config_read_file(SETTINGS_TABLE, file, settings, error))
        return false;
    Settings *common = settings;
    common->source_file = g_strdup(file);
    if (!read_command_line(table, words, settings, error))
        return false;
    if (!common->data_directory)
        g_set_error(error, BASE_ERROR, ERROR_CONFIG, "--data: needs the name of a folder");
    return common->data_directory != NULL;
}

bool settings_load(const SettingsVerb *verb, int argc, char *const argv[], void *settings,
                   char ***ret_words, GError **error) {
    g_auto(Words) words = {g_ptr_array_new_with_free_func(g_free), g_ptr_array_new(), NULL};
    g_ptr_array_add(words.options, (char *)"tongping"); /* config_read_arguments skips argv[0] */
    if (!take_config_option(argc, argv, &words, error))
        return false;
    g_autofree ConfigSetting *table = joined_table(verb);
    config_set_defaults(table, settings);
    if (!read_sources(table, &words, settings, error)) {
        settings_clear(verb, settings);
        return false;
    }
    g_ptr_array_add(words.plain, NULL);
    g_ptr_array_set_free_func(words.plain, NULL);
    *ret_words = (char **)g_ptr_array_free(g_steal_pointer(&words.plain), FALSE);
    return true;
}

void settings_clear(const SettingsVerb *verb, void *settings) {
    g_autofree ConfigSetting *table = joined_table(verb);
    config_clear(table, settings);
    g_clear_pointer(&((Settings *)settings)->source_file, g_free);
}

char *settings_help(const SettingsVerb *verb) {
    GString *out = g_string_new(NULL);
    if (verb && verb->options) {
        g_autofree char *own = config_help_text(verb->options);
        g_string_append(out, own);
    }
    g_string_append(
        out,
        "  --config FILE\n        Read the settings from this file; default " SETTINGS_DEFAULT_FILE
        " when that exists.\n");
    if (verb && verb->only_data) {
        g_string_append(out, "  --data DIR\n        The server's data directory.\n"
                             "All settings of 'tongping serve' are understood too.\n");
    } else {
        g_autofree char *all = config_help_text(SETTINGS_TABLE);
        g_string_append(out, all);
    }
    return g_string_free(out, FALSE);
}

static void append_duration(GString *out, int64_t us) {
    static const struct {
        int64_t us;
        const char *unit;
    } UNITS[] = {{INT64_C(86400) * CLOCK_US_PER_S, "d"},
                 {3600 * CLOCK_US_PER_S, "h"},
                 {60 * CLOCK_US_PER_S, "min"},
                 {CLOCK_US_PER_S, "s"},
                 {CLOCK_US_PER_MS, "ms"}};
    unsigned i = 0;
    while (i + 1 < G_N_ELEMENTS(UNITS) && (us < UNITS[i].us || us % UNITS[i].us != 0))
        i++;
    g_string_append_printf(out, "%" G_GINT64_FORMAT "%s", us / UNITS[i].us,
                           us == 0 ? "s" : UNITS[i].unit);
}

static void append_list(GString *out, char *const *list) {
    g_autofree char *joined = g_strjoinv(";", (char **)list);
    g_string_append(out, joined);
}

static void append_value(GString *out, const ConfigSetting *row, const void *at) {
    switch (row->kind) {
    case CONFIG_STRING:
    case CONFIG_PATH:
    case CONFIG_ADDRESS:
        g_string_append(out, *(char *const *)at);
        break;
    case CONFIG_INTEGER:
    case CONFIG_BYTES:
        g_string_append_printf(out, "%" G_GINT64_FORMAT, *(const int64_t *)at);
        break;
    case CONFIG_BOOL:
        g_string_append(out, *(const bool *)at ? "true" : "false");
        break;
    case CONFIG_DURATION:
        append_duration(out, *(const int64_t *)at);
        break;
    case CONFIG_LIST:
        append_list(out, *(char **const *)at);
        break;
    case CONFIG_ENUM:
        g_string_append(out, row->words[*(const int *)at]);
        break;
    case CONFIG_END:
        break;
    }
}

static bool is_secret(const ConfigSetting *row) {
    return row->offset == offsetof(Settings, metrics_token) ||
           row->offset == offsetof(Settings, rtc_turn_secret);
}

static bool is_unset(const ConfigSetting *row, const void *at) {
    bool is_pointer = row->kind == CONFIG_STRING || row->kind == CONFIG_PATH ||
                      row->kind == CONFIG_ADDRESS || row->kind == CONFIG_LIST;
    return is_pointer && *(void *const *)at == NULL;
}

char *settings_describe(const Settings *settings) {
    GString *out = g_string_new(NULL);
    const char *section = "";
    for (const ConfigSetting *row = SETTINGS_TABLE; row->kind != CONFIG_END; row++) {
        const void *at = (const char *)settings + row->offset;
        if (!g_str_equal(section, row->section)) {
            g_string_append_printf(out, "%s[%s]\n", *section ? "\n" : "", row->section);
            section = row->section;
        }
        bool unset = is_unset(row, at);
        g_string_append_printf(out, "%s%s = ", unset ? "# " : "", row->name);
        if (unset)
            g_string_append(out, "(not set)");
        else if (is_secret(row))
            g_string_append(out, "(set)");
        else
            append_value(out, row, at);
        g_string_append_c(out, '\n');
    }
    return g_string_free(out, FALSE);
}

char *settings_listen(const Settings *settings) {
    return settings->server_lan ? addresses_widen_listen(settings->http_listen)
                                : g_strdup(settings->http_listen);
}
