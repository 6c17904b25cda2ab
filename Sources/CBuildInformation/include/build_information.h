#ifndef STOCKPOT_BUILD_INFORMATION_H
#define STOCKPOT_BUILD_INFORMATION_H

/* The commit that was built, or an empty text where the build was not told; see Package.swift. */
const char *stockpot_revision(void);

#endif
