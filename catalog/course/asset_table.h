/* What lessons are made of, as editors see and change it: language, label, order, withdrawn or not.
 * The files are immutable. All verbs run on a database thread; writing ones inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/course/course_media.h"
#include "catalog/course/course_words.h"
#include "catalog/store/database.h"

#define ASSET_TARGET_CENTI   (-2300) /* hundredths of LUFS: EBU R 128 */
#define ASSET_MAX_GAIN_CENTI 600     /* further off a sound was encoded anew */

typedef struct AssetRow {
    char id[ID_TEXT_BYTES], lesson_id[ID_TEXT_BYTES];
    CourseAssetKind kind;
    char *language, *label, *translator, *reviewer;
    AssetState state;
    char *problem;
    int64_t duration_ms, bytes;
    bool has_loudness;
    int64_t loudness_centi;
    char *source_name;
    bool is_default; /* the first sound that is ready */
    int64_t created_at_us, revision;
} AssetRow;

void asset_row_free(AssetRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssetRow, asset_row_free)

/* What the player adds to a sound, hundredths of dB; 0 where nothing was measured. */
int64_t asset_row_gain_centi(const AssetRow *row);

/* AssetRow elements by kind, in their order. */
GPtrArray *asset_table_list(Database *database, const char *lesson_id, GError **error);
/* ERROR_NOT_FOUND, in the words of rights_not_found(). */
AssetRow *asset_table_get(Database *database, const char *id, GError **error);

/* Language, label, translator, reviewer; raises the revision. ERROR_INVALID; ERROR_CONFLICT for a
 * second one of that kind with this language and label. */
bool asset_table_update(Database *database, const AssetRow *row, GError **error);
/* ERROR_CONFLICT when it does not fit to the state, or (restore) as above. */
bool asset_table_step(Database *database, AssetRow *row, AssetStep step, GError **error);
/* ERROR_CONFLICT while it is being made. Its files are still to be deleted. */
bool asset_table_remove(Database *database, const AssetRow *row, GError **error);

/* Ids of removed ones whose files are still to be deleted. */
GStrv asset_table_gone(Database *database, GError **error);
/* They are deleted. */
bool asset_table_forget(Database *database, const char *id, GError **error);
