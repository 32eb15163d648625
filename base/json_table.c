#include "base/json_table.h"
