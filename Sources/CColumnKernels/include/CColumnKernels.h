#ifndef STOCKPOT_CCOLUMNKERNELS_H
#define STOCKPOT_CCOLUMNKERNELS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Dot products of the columns of matrices that lie row by row, for processors with AVX2. BLAS has none:
 * it would need the matrices transposed, which takes longer than the products. The function computes
 * exactly what its Swift twin in LinearAlgebra does.
 */

/* Whether this processor can run the function below. */
bool stockpot_has_column_kernels(void);

/* sums[c] += x[r * stride + c] * y[r * stride + c], row after row. */
void stockpot_add_column_products(
    const double *x, const double *y, size_t rows, size_t columns, size_t stride, double *sums);

#endif
