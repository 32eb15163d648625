/* The folder of one asset below out/, and the manifest that closes it. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "media/course/order.h"
#include "media/course/pass.h"
#include "media/course/problem.h"

/* "out/ID", made when it is not there. Caller frees; NULL: the disk refused. */
char *asset_out_open(const OrderAsset *asset, GError **error);
/* Whether asset.json is there. */
bool asset_out_is_done(const OrderAsset *asset);
/* Writes asset.json, the last of its files, and tells that the asset is complete. */
bool asset_out_close(const OrderAsset *asset, AssetManifest *manifest, const char *warning,
                     Pass *pass, GError **error);
/* The same for one that was complete before. */
void asset_out_tell(const OrderAsset *asset, Pass *pass);
