/* Settings: key file + command line → struct, through one table that also prints the help. Pure but
 * for reading the file.
 *
 * The file is UTF-8 text of lines: "[section]", "key = value", "# comment" and empty ones. Blanks
 * around a key and a value do not count, a value goes to the end of its line, nothing is quoted or
 * continued. An empty value unsets a text, path, address or list. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONFIG_FILE_MAX_BYTES (1 << 20)

typedef enum ConfigKind {
    CONFIG_END,
    CONFIG_STRING,   /* char *, owned */
    CONFIG_PATH,     /* char *, owned; relative ones in a file are taken from its folder */
    CONFIG_INTEGER,  /* int64_t; min/max */
    CONFIG_BOOL,     /* bool: true, false */
    CONFIG_DURATION, /* int64_t microseconds; written with a unit: 500ms, 10s, 5min, 12h, 30d */
    CONFIG_BYTES,    /* int64_t; written 512, 64KiB, 10MiB, 4GiB */
    CONFIG_ADDRESS,  /* char *, owned: ADDR:PORT, NAME:PORT, [V6]:PORT, port 0 allowed */
    CONFIG_LIST,     /* GStrv, owned; separated by ";"; never NULL once it has its default */
    CONFIG_ENUM,     /* int: index in `words` */
} ConfigKind;

/* One setting. Its name in the file is `section.name`; on the command line --section-name, or
 * --`option` when that is not NULL. */
typedef struct ConfigSetting {
    const char *section, *name;
    ConfigKind kind;
    size_t offset;
    const char *default_text; /* parsed like a value; NULL: unset, zero, false or the first word */
    int64_t min, max;         /* INTEGER; DURATION in µs; BYTES; max 0: no upper bound */
    const char *const *words; /* ENUM, NULL-terminated */
    const char *unit;         /* for the help: "connections", "bytes" … or NULL */
    const char *help;         /* one sentence */
    const char *option;       /* short command-line name, e.g. "listen"; or NULL */
} ConfigSetting;

/* Fills a fresh struct with the defaults of the table (ended by CONFIG_END); what it holds is not
 * freed. Aborts when a default does not parse: that is a programming error. */
void config_set_defaults(const ConfigSetting *table, void *config);

/* Overlays a key file. Errors are ERROR_CONFIG: "FILE:LINE: section.key: what is wrong"; unknown
 * sections and keys and repeated keys are errors. On failure `config` is untouched. */
bool config_read_file(const ConfigSetting *table, const char *path, void *config, GError **error);

/* The same from memory; `name` stands for the file in messages. For tests and fuzzing. */
bool config_read_text(const ConfigSetting *table, const char *name, const char *text, size_t length,
                      void *config, GError **error);

/* Overlays the command line from argv[1] on: --name=value or --name value, "_" and "-" in names are
 * the same, the last one of a name counts; booleans stand alone or as --name=value. Stops at the
 * first word that is not an option or after "--"; *ret_index is the index of what follows. */
bool config_read_arguments(const ConfigSetting *table, int argc, char *const argv[], void *config,
                           int *ret_index, GError **error);

/* Help text for --help and for deploy/example.conf (as a commented key file). Caller frees. */
char *config_help_text(const ConfigSetting *table);
char *config_example_text(const ConfigSetting *table);

void config_clear(const ConfigSetting *table, void *config);
