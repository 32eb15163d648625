/* One setting's value: text → value → struct member, and what its help says about it. Private to
 * config. Pure. */
#pragma once

#include "base/config.h"

typedef struct ConfigValue {
    char *text;     /* STRING, PATH, ADDRESS; NULL: unset */
    char **list;    /* LIST */
    int64_t number; /* the others; BOOL 0 or 1, ENUM the index */
} ConfigValue;

/* Relative paths are taken from `folder`, or left as they are when it is NULL. On failure
 * `ret_problem` (caller frees) says what is wrong with the text. */
bool config_value_parse(const ConfigSetting *setting, const char *text, const char *folder,
                        ConfigValue *ret_value, char **ret_problem);

/* Moves the value to its member, frees what was there and empties `value`. */
void config_value_store(const ConfigSetting *setting, ConfigValue *value, void *config);
void config_value_clear(ConfigValue *value);
/* Sets the member to NULL, if it is a pointer, without freeing. */
void config_value_forget(const ConfigSetting *setting, void *config);

/* What the default is in the file: never NULL, and parses. */
const char *config_value_default(const ConfigSetting *setting);

/* What stands for the value in the help: "ADDR:PORT", "N connections", "true|false". And the range
 * of a number, "1s to 5min", or NULL. Caller frees. */
char *config_value_form(const ConfigSetting *setting);
char *config_value_range(const ConfigSetting *setting);
