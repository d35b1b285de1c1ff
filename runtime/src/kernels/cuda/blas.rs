use std::ffi::{c_int, c_void};

use cudarc::cublas::sys::{self, cublasComputeType_t as Compute, cublasOperation_t as Operation};
use cudarc::cublas::{CudaBlas, result};
use cudarc::driver::sys::{CUdeviceptr, CUstream};

use super::{Cuda, Fault, Half, Slice, SliceMut, lock};

/// `c = alpha · a · b + beta · c`, each matrix row after row: `a` is `[rows, inner]`, `b` is `[inner, columns]` and
/// `c` is `[rows, columns]`.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Product {
    rows: usize,
    inner: usize,
    columns: usize,
    transposed: [bool; 2],
    /// How many products, and from where to where it is from one to the next in each matrix.
    batch: usize,
    strides: [usize; 3],
}

impl Product {
    pub(in super::super) fn new(rows: usize, inner: usize, columns: usize) -> Self {
        Product { rows, inner, columns, transposed: [false; 2], batch: 1, strides: [0; 3] }
    }

    /// Whether `a` lies there as `[inner, rows]`, and `b` as `[columns, inner]`.
    pub(in super::super) fn transposed(self, a: bool, b: bool) -> Self {
        Product { transposed: [a, b], ..self }
    }

    /// So many products, each matrix from one to the next so many elements further: 0 where all share one.
    pub(in super::super) fn batch(self, batch: usize, [a, b, c]: [usize; 3]) -> Self {
        Product { batch, strides: [a, b, c], ..self }
    }

    /// The elements that each matrix has to have at least.
    fn lengths(&self) -> [usize; 3] {
        let sizes = [self.rows * self.inner, self.inner * self.columns, self.rows * self.columns];
        let [a, b, c] = self.strides.map(|stride| stride * self.batch.saturating_sub(1));
        [a + sizes[0], b + sizes[1], c + sizes[2]]
    }
}

/// What cuBLAS is asked: its matrices lie there column after column, so that `a` is ours of `b`.
pub(in super::super) struct Call<'a, E> {
    sizes: [c_int; 3],
    transposed: [Operation; 2],
    leading: [c_int; 3],
    strides: [i64; 3],
    batch: c_int,
    /// What the factors are rounded to already, if they are.
    half: Option<Half>,
    alpha: E,
    beta: E,
    a: Slice<'a, E>,
    b: Slice<'a, E>,
    c: SliceMut<'a, E>,
}

/// Element types that cuBLAS multiplies.
pub(in super::super) trait Gemm: Sized {
    /// # Safety
    /// The matrices hold as many elements as the call says.
    unsafe fn gemm(blas: &CudaBlas, call: Call<'_, Self>) -> Result<(), result::CublasError>;
}

macro_rules! gemm {
    ($float:ident $gemm:ident $batched:ident $compute:ident) => {
        impl Gemm for $float {
            unsafe fn gemm(blas: &CudaBlas, call: Call<'_, Self>) -> Result<(), result::CublasError> {
                let Call { sizes: [m, n, k], transposed: [ta, tb], leading: [lda, ldb, ldc], .. } = call;
                let [a, b] = [call.a.pointer() as *const Self, call.b.pointer() as *const Self];
                let c = call.c.pointer() as *mut Self;
                // Matrices of nothing have no address, but are asked for one, and not read.
                let [a, b] = if k == 0 { [c.cast_const(); 2] } else { [a, b] };
                let (handle, alpha, beta) = (*blas.handle(), &call.alpha, &call.beta);
                let [sa, sb, sc] = call.strides;
                if let Some(compute) = call.half.and_then($compute) {
                    let (real, own) = (sys::cudaDataType::CUDA_R_32F, sys::cublasGemmAlgo_t::CUBLAS_GEMM_DEFAULT);
                    let [alpha, beta] = [alpha, beta].map(|factor| std::ptr::from_ref(factor).cast());
                    let ([a, b], c) = ([a, b].map(|factor| factor.cast()), c.cast());
                    // SAFETY: the caller's.
                    return unsafe {
                        result::gemm_strided_batched_ex(
                            handle, ta, tb, m, n, k, alpha, a, real, lda, sa, b, real, ldb, sb, beta, c, real, ldc, sc,
                            call.batch, compute, own,
                        )
                    };
                }
                // SAFETY: the caller's.
                unsafe {
                    match call.batch {
                        1 => result::$gemm(handle, ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc),
                        batch => result::$batched(
                            handle, ta, tb, m, n, k, alpha, a, lda, sa, b, ldb, sb, beta, c, ldc, sc, batch,
                        ),
                    }
                }
            }
        }
    };
}

gemm!(f32 sgemm sgemm_strided_batched cublas_of_half);
gemm!(f64 dgemm dgemm_strided_batched cublas_in_full);

/// How cuBLAS multiplies what is rounded: by the units that know 16 bits alone, with sums of 32.
fn cublas_of_half(half: Half) -> Option<Compute> {
    Some(match half {
        Half::Bf16 => Compute::CUBLAS_COMPUTE_32F_FAST_16BF,
        Half::F16 => Compute::CUBLAS_COMPUTE_32F_FAST_16F,
    })
}

fn cublas_in_full(_: Half) -> Option<Compute> {
    None
}

impl Cuda {
    /// Multiplies matrices in the precision of their elements, or of what those are rounded to. With a `beta` of 0 it does not
    /// matter what is in `c`.
    pub(in super::super) fn multiply<E: Gemm>(
        &self,
        product: &Product,
        alpha: E,
        a: Slice<'_, E>,
        b: Slice<'_, E>,
        beta: E,
        c: SliceMut<'_, E>,
    ) {
        let Product { rows, inner, columns, transposed: [a_transposed, b_transposed], batch, strides } = *product;
        if rows == 0 || columns == 0 || batch == 0 {
            return;
        }
        let lengths = product.lengths();
        let enough = a.len() >= lengths[0] && b.len() >= lengths[1] && c.len() >= lengths[2];
        assert!(enough, "matrices of {} · {} = {} elements for {product:?}", a.len(), b.len(), c.len());
        self.attempt(|| {
            let int = |size: usize| c_int::try_from(size).map_err(|_| broken(format!("{product:?} is too large")));
            let operation = |transposed| if transposed { Operation::CUBLAS_OP_T } else { Operation::CUBLAS_OP_N };
            let call = Call {
                sizes: [int(columns)?, int(rows)?, int(inner)?],
                transposed: [operation(b_transposed), operation(a_transposed)],
                // A matrix of no columns still has to have a leading dimension.
                leading: [
                    int(if b_transposed { inner } else { columns }.max(1))?,
                    int(if a_transposed { rows } else { inner }.max(1))?,
                    int(columns)?,
                ],
                strides: [strides[1] as i64, strides[0] as i64, strides[2] as i64],
                batch: int(batch)?,
                half: self.half,
                alpha,
                beta,
                a: b,
                b: a,
                c,
            };
            let mut blas = lock(&self.device.blas);
            let blas = match &mut *blas {
                Some(blas) => blas,
                none => none.insert(Blas::new(self)?),
            };
            let named = |error| broken(format!("{error:?}"));
            blas.work_on(self.stream()).map_err(named)?;
            // SAFETY: the lengths were compared.
            unsafe { E::gemm(&blas.handle, call) }.map_err(named)
        });
    }
}

/// cuBLAS, and the memory that it works with: it would have memory of its own for each stream, and allocate it in what is
/// recorded.
pub(super) struct Blas {
    handle: CudaBlas,
    stream: CUstream,
    workspace: CUdeviceptr,
    bytes: usize,
}

// SAFETY: cuBLAS takes its handle from any thread, and whoever has it has it alone.
unsafe impl Send for Blas {}

impl Blas {
    fn new(cuda: &Cuda) -> Result<Self, Fault> {
        let handle = CudaBlas::new(cuda.device.driver.clone()).map_err(|error| broken(format!("{error:?}")))?;
        // What NVIDIA recommends: Hopper needs more. Where there is no memory for it, cuBLAS has its own.
        let is_older = cuda.device.capability.parse().is_ok_and(|capability: u32| capability < 90);
        let bytes = if is_older { 4 << 20 } else { 32 << 20 };
        let workspace = cuda.allocate(bytes).unwrap_or(0);
        let mut blas = Blas { handle, stream: cuda.stream(), workspace, bytes };
        blas.lend().map_err(|error| broken(format!("{error:?}")))?;
        Ok(blas)
    }

    fn work_on(&mut self, stream: CUstream) -> Result<(), result::CublasError> {
        if self.stream != stream {
            self.stream = stream;
            self.lend()?;
        }
        Ok(())
    }

    /// Another stream means memory of cuBLAS's own again.
    fn lend(&mut self) -> Result<(), result::CublasError> {
        // SAFETY: the stream and the memory last as long as the device.
        unsafe {
            sys::cublasSetStream_v2(*self.handle.handle(), self.stream.cast()).result()?;
            if self.workspace != 0 {
                sys::cublasSetWorkspace_v2(*self.handle.handle(), self.workspace as *mut c_void, self.bytes)
                    .result()?;
            }
        }
        Ok(())
    }
}

fn broken(cause: String) -> Fault {
    Fault::Work { work: "a matrix product", cause }
}

#[cfg(test)]
mod tests {
    use super::super::super::check::{assert_close, values};
    use super::super::parity::device;
    use super::*;

    /// `c` by the definition.
    fn by_hand(p: &Product, alpha: f64, a: &[f64], b: &[f64], beta: f64, c: &[f64]) -> Vec<f64> {
        let mut y = c.to_vec();
        for item in 0..p.batch {
            let [a, b] = [&a[item * p.strides[0]..], &b[item * p.strides[1]..]];
            for row in 0..p.rows {
                for column in 0..p.columns {
                    let term = |i: usize| {
                        let a = if p.transposed[0] { a[i * p.rows + row] } else { a[row * p.inner + i] };
                        a * if p.transposed[1] { b[column * p.inner + i] } else { b[i * p.columns + column] }
                    };
                    let y = &mut y[item * p.strides[2] + row * p.columns + column];
                    *y = alpha * (0..p.inner).map(term).sum::<f64>() + if beta == 0.0 { 0.0 } else { beta * *y };
                }
            }
        }
        y
    }

    #[test]
    fn products_follow_the_definition() {
        let Some(cuda) = device() else { return };
        let plain = [Product::new(3, 4, 5), Product::new(1, 7, 1), Product::new(6, 1, 2), Product::new(2, 0, 3)];
        let batched = [Product::new(3, 4, 5).batch(3, [12, 20, 15]), Product::new(2, 3, 2).batch(4, [6, 0, 5])];
        for product in plain.into_iter().chain(batched) {
            for [a_transposed, b_transposed] in [[false, false], [false, true], [true, false], [true, true]] {
                let product = product.transposed(a_transposed, b_transposed);
                let [a, b, c] = product.lengths();
                let (a, b): (Vec<f64>, Vec<f64>) = (values(1, a), values(2, b));
                for (beta, c) in [(0.0, vec![f64::NAN; c]), (0.5, values(3, c))] {
                    let expected = by_hand(&product, 1.5, &a, &b, beta, &c);
                    let (mut on_a, mut on_b) = (cuda.buffer(a.len()).unwrap(), cuda.buffer(b.len()).unwrap());
                    let mut on_c = cuda.buffer(c.len()).unwrap();
                    cuda.upload(&a, on_a.write());
                    cuda.upload(&b, on_b.write());
                    cuda.upload(&c, on_c.write());
                    cuda.multiply(&product, 1.5, on_a.read(), on_b.read(), beta, on_c.write());
                    let mut y = vec![0.0; c.len()];
                    cuda.download(on_c.read(), &mut y).expect("no fault");
                    assert_close(&y, &expected, 1e-13);
                }
            }
        }
    }
}
