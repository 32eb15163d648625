/* Registers and what is in them on the wire: docs/openapi.yaml, Register and following. */
#pragma once

#include <glib.h>

#include "catalog/attendance/presence_enter.h"
#include "catalog/attendance/register_figures.h"
#include "catalog/attendance/register_note.h"
#include "catalog/attendance/register_people.h"
#include "catalog/attendance/register_table.h"

/* Each appends one JSON object. */
void register_json_append(GString *out, const RegisterRow *row);
/* `outcome` PRESENCE_N_OUTCOMES: none is told. */
void register_json_append_presence(GString *out, const PresenceRow *row, PresenceOutcome outcome);
void register_json_append_note(GString *out, const RegisterNote *note);
/* `unit_id`: the place's own, whose name is left out. */
void register_json_append_person(GString *out, const RegisterPerson *person, const char *unit_id);
/* Members of an object, without braces: the sums and "units". */
void register_json_append_figures(GString *out, const RegisterFigures *figures);
