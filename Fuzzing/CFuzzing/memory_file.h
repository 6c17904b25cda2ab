#ifndef STOCKPOT_MEMORY_FILE_H
#define STOCKPOT_MEMORY_FILE_H

/// The descriptor of a new, empty file that exists in memory only, or -1.
int memory_file(void);

#endif
