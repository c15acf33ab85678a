//! Products of matrices that lie in slices: the one place with `unsafe`.

use gemm::Parallelism;

/// A matrix in a slice, row by row or column by column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Matrix<'a> {
    values: &'a [f32],
    n_rows: usize,
    n_columns: usize,
    row_stride: usize,
    column_stride: usize,
}

impl<'a> Matrix<'a> {
    /// A matrix stored row by row.
    pub(crate) fn new(values: &'a [f32], n_columns: usize) -> Self {
        let n_rows = values.len() / n_columns;
        assert_eq!(n_rows * n_columns, values.len(), "a matrix with {n_columns} columns");
        Self { values, n_rows, n_columns, row_stride: n_columns, column_stride: 1 }
    }

    /// The same values with rows and columns exchanged.
    pub(crate) fn transposed(self) -> Self {
        Self {
            values: self.values,
            n_rows: self.n_columns,
            n_columns: self.n_rows,
            row_stride: self.column_stride,
            column_stride: self.row_stride,
        }
    }
}

/// Who computes a product. The result is the same to the bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Threads {
    /// The calling thread, which is one of many at work.
    One,
    /// Every thread of the current pool.
    All,
}

/// Writes the product `a * b` to `product`, row by row.
pub(crate) fn multiply(a: Matrix<'_>, b: Matrix<'_>, product: &mut [f32], threads: Threads) {
    assert_eq!(a.n_columns, b.n_rows, "inner dimensions of a product");
    assert_eq!(a.n_rows * b.n_columns, product.len(), "size of a product");
    let parallelism = match threads {
        Threads::One => Parallelism::None,
        Threads::All => Parallelism::Rayon(0),
    };
    let stride = |length: usize| isize::try_from(length).expect("a slice is shorter than isize::MAX");
    #[expect(unsafe_code, reason = "the matrix multiplication takes pointers and strides")]
    // SAFETY: `Matrix::new` has checked that rows and columns with these strides stay within `values`, and transposing
    // exchanges both; the assertions above bound `product`, which no other reference can reach. With `read_dst` false
    // the destination is only written. All three are aligned f32.
    unsafe {
        gemm::gemm(
            a.n_rows,
            b.n_columns,
            a.n_columns,
            product.as_mut_ptr(),
            1,
            stride(b.n_columns),
            false,
            a.values.as_ptr(),
            stride(a.column_stride),
            stride(a.row_stride),
            b.values.as_ptr(),
            stride(b.column_stride),
            stride(b.row_stride),
            0.0,
            1.0,
            false,
            false,
            false,
            parallelism,
        );
    }
}

#[cfg(test)]
mod tests;
