/* A folder for one test, removed with all that is in it. */
#pragma once

char *temp_dir_new(void);
void temp_dir_remove(char *take_path);
