/* Between the catalogue's JobPort and the workshop that starts the tool. */
#pragma once

#include <glib.h>

#include "catalog/catalog.h"
#include "media/workshop/workshop.h"
#include "server/settings.h"

typedef struct WorkshopAdapter WorkshopAdapter;

WorkshopAdapter *workshop_adapter_start(const Settings *settings, GError **error);
/* Before the first job can end. */
void workshop_adapter_set_catalog(WorkshopAdapter *adapter, Catalog *catalog);
/* Kills what runs and tells nothing of it: after the API, before the catalogue. NULL is allowed. */
void workshop_adapter_stop(WorkshopAdapter *adapter);
void workshop_adapter_free(WorkshopAdapter *adapter); /* after the catalogue */

JobPort workshop_adapter_port(WorkshopAdapter *adapter);
/* Any thread. */
void workshop_adapter_get_stats(const WorkshopAdapter *adapter, WorkshopStats *ret_stats);
