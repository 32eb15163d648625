/* The built pages, with the header fields that keep them safe. */
#pragma once

#include <glib.h>

#include "base/gate/gate.h"

typedef struct Pages Pages;

/* Every NAME.html of `directory` is served as /NAME, index.html as /. With NULL a plain sentence
 * says that the pages were not built. */
Pages *pages_open(const char *directory, GError **error);
void pages_close(Pages *pages);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pages, pages_close)

/* For a GateRoute with prefix "/". */
GateHandler pages_handler(Pages *pages);
