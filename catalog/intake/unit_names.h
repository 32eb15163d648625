/* Finds units the way people write them: "红旗村党支部", "河东镇/红旗村/第一支部",
 * "中共河东镇红旗村 第一支部". Filled once, then only asked; one thread at a time. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct UnitNames UnitNames;

#define UNIT_NAMES_NONE      (-1)
#define UNIT_NAMES_AMBIGUOUS (-2)

UnitNames *unit_names_new(void);
void unit_names_free(UnitNames *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UnitNames, unit_names_free)

/* Parents before children; `parent` is the index of one that was added, or UNIT_NAMES_NONE. `id`
 * may be NULL: a unit that is still to be made. Returns the index: 0, 1, 2 … */
int unit_names_add(UnitNames *names, const char *id, int parent, const char *name);

/* The one unit that the text names: its name, or the names of a path down to it with or without
 * separators, with or without the levels above. *ret_matches says how many there were. */
int unit_names_find(const UnitNames *names, const char *text, unsigned *ret_matches);

/* The child of `parent` (or root) with this name, UNIT_NAMES_NONE when there is none. */
int unit_names_child(const UnitNames *names, int parent, const char *name);

unsigned unit_names_count(const UnitNames *names);
const char *unit_names_id(const UnitNames *names, int unit);   /* borrowed, may be NULL */
const char *unit_names_name(const UnitNames *names, int unit); /* borrowed */
int unit_names_parent(const UnitNames *names, int unit);
/* Whether `unit` is `above` or lies below it. */
bool unit_names_is_below(const UnitNames *names, int unit, int above);
/* "河东镇/红旗村": from the root down. Caller frees. */
char *unit_names_path(const UnitNames *names, int unit);
/* The id of a unit that has been made by now. */
void unit_names_set_id(UnitNames *names, int unit, const char *id);
