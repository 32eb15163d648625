/* Appointments on the wire: AppointmentRow of the contract. */
#pragma once

#include <glib.h>

#include "catalog/rights/appointment_table.h"

void appointment_json_append(GString *out, const AppointmentRow *row);
/* GPtrArray of AppointmentRow → list. */
void appointment_json_append_list(GString *out, const GPtrArray *rows);
