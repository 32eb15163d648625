/* Documents and still pictures as pages: p1.jpg … and small ones s1.jpg … */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "media/course/order.h"
#include "media/course/pass.h"

#define PAGES_MAX        300u
#define PAGES_DPI        150
#define PAGES_SIDE       2000
#define PAGES_SMALL_SIDE 320

/* PDF, by poppler's programs within the sandbox. */
bool prepare_pages_document(const Order *order, Pass *pass, GError **error);
/* A picture as a document of one page. */
bool prepare_pages_picture(const Order *order, Pass *pass, GError **error);
