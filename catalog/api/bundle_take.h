/* Taking of a bundle that is ready: made on a thread of its own, given when everybody who is named
 * can see who looked. */
#pragma once

#include "catalog/api/call.h"

/* A call for GET exports/{id}/file whose export is a bundle of who asks. */
void bundle_take_start(Call *take_call);
