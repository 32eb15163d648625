/* The one table of settings: configuration file, command line, help and deploy/example.conf. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/config.h"

#define SETTINGS_DEFAULT_FILE "/etc/tongping/tongping.conf"

typedef struct Settings {
    char *data_directory;
    char *http_listen; /* ADDR:PORT */

    int64_t gate_workers; /* 0: one per core */
    int64_t gate_max_connections;
    int64_t gate_connections_per_address;
    int64_t gate_header_timeout_us;
    int64_t gate_idle_timeout_us;
    int64_t gate_write_timeout_us;
    int64_t gate_relay_timeout_us;
    int64_t gate_stop_grace_us;
    char **gate_trusted_proxies;

    char *tls_certificate; /* PEM; NULL: DATA/tls/server.crt when it exists */
    char *tls_key;

    char *address_internal; /* base URL; NULL: found by looking at the machine */
    char *address_public;
    char **address_internal_networks;

    char *server_name;
    bool server_demo;
    bool server_lan;

    int64_t session_lifetime_us;
    int64_t api_max_requests;
    int64_t ws_max_connections;

    char *live_rtmp_listen; /* NULL: as http.listen; "off": none */
    char *live_srt_listen;
    char **live_ladder; /* heights; NULL: as the machine allows */
    int64_t live_window_us;
    int64_t live_min_free_bytes;
    int64_t live_keep_recordings; /* days; 0: for ever */
    char *live_program;           /* NULL: beside the program */
    char *live_files_directory;   /* NULL: DATA/files */

    char *rtc_listen;     /* NULL: as http.listen; "off", "": none */
    char **rtc_announced; /* NULL: found by looking at the machine */
    int64_t rtc_workers;  /* 0: one per core */
    char **rtc_turn_urls; /* NULL, empty: no TURN */
    char *rtc_turn_secret;

    int64_t course_download_bytes;
    int64_t course_upload_max_bytes;
    int64_t course_min_free_bytes;
    int64_t course_quota_bytes; /* of an office; 0: none */
    int64_t course_jobs;
    bool course_demo_lessons;
    char *course_tool; /* NULL: beside the program */

    int64_t viewing_keep_logs; /* days; 0: for ever */

    int64_t attendance_register_open_hours;
    int64_t attendance_objection_days;
    int64_t attendance_keep_guest_names; /* days; 0: for ever */
    int64_t attendance_keep_reasons;     /* days; 0: for ever */

    char *ledger_witness;    /* NULL: off */
    char *ledger_witness_ca; /* NULL: the system's */
    int64_t ledger_witness_every_us;

    char *notice_command; /* NULL: off */
    int64_t notice_minutes_before;

    int log_level; /* LogLevel */
    char *log_file;

    char *web_directory; /* NULL: beside the program */

    char **metrics_allow;
    char *metrics_token;

    char *source_file; /* the configuration file that was read; NULL: none */
} Settings;

extern const ConfigSetting SETTINGS_TABLE[];

/* Options of one verb besides the settings. Its struct starts with a `Settings` member, so that one
 * table fills both. */
typedef struct SettingsVerb {
    const ConfigSetting *options; /* ended by CONFIG_END; NULL: none */
    bool only_data;               /* the help shows --config and --data instead of all settings */
} SettingsVerb;

/* Fills `settings` (a Settings, or the verb's struct) from the defaults, then --config FILE (or
 * SETTINGS_DEFAULT_FILE when that exists), then the command line. argv[0] is the first word after
 * the verb; *ret_words are the words that are no options, wherever they stand (all after "--").
 * On failure nothing needs clearing. */
bool settings_load(const SettingsVerb *verb, int argc, char *const argv[], void *settings,
                   char ***ret_words, GError **error);
void settings_clear(const SettingsVerb *verb, void *settings);

/* The list of options for --help. Caller frees. */
char *settings_help(const SettingsVerb *verb);

/* What is in force, as a configuration file without comments; secrets are shown as "(set)".
 * Caller frees. */
char *settings_describe(const Settings *settings);

/* http.listen, widened to the local network by --lan. Caller frees. */
char *settings_listen(const Settings *settings);
