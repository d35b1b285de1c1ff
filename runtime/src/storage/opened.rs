use std::mem::transmute;

use dfdx::nn::{RecursiveWalker, TensorCollection, TensorOptions, TensorVisitor, ViewTensorMut};
use dfdx::shapes::{HasShape, Shape};
use dfdx::tensor::{Tensor, UniqueId};
use dfdx::tensor_ops::ReshapeTo;

use super::{Device, Dtype, Identities, SliceMut};

/// A tensor of a network, to be written as long as the network is borrowed.
pub(crate) struct Opened<'n, E: Dtype, D: Device<E>> {
    /// Its elements, in the order of its shape.
    pub(crate) elements: SliceMut<'n, E, D>,
    pub(crate) len: usize,
    /// Whether it is trained; running statistics are not.
    pub(crate) trained: bool,
    pub(crate) identity: UniqueId,
    /// The identity that it had before it was made contiguous.
    pub(crate) before: UniqueId,
}

/// Opens tensors of networks, many at once.
#[derive(Debug, Default)]
pub(crate) struct Opener {
    identities: Identities,
    /// Those of the tensors that are open, sorted.
    open: Vec<UniqueId>,
}

impl Opener {
    /// Opens the tensors of a network that are wanted by their numbers, and gives them to `take`, all to be written at once.
    ///
    /// Fields that share one identity, as clones do, are not opened together. `true` says that there are some that are
    /// wanted and were passed over.
    pub(crate) fn open<'n, N: TensorCollection<E, D>, E: Dtype, D: Device<E>>(
        &mut self,
        network: &'n mut N,
        wanted: impl Fn(usize) -> bool,
        take: impl FnMut(usize, Opened<'n, E, D>, &D) -> Result<(), D::Err>,
    ) -> Result<bool, D::Err> {
        self.open.clear();
        let mut visit = Visit { opener: self, wanted, take, field: 0, passed_over: false };
        N::iter_tensors(&mut RecursiveWalker { m: network, f: &mut visit })?;
        Ok(visit.passed_over)
    }

    /// Whether a tensor is not open yet; it is from now on.
    fn begin(&mut self, identity: UniqueId) -> bool {
        // Tensors were mostly made in the order of the fields.
        let place = match self.open.last() {
            Some(last) if *last >= identity => self.open.binary_search(&identity),
            _ => Err(self.open.len()),
        };
        place.map_err(|place| self.open.insert(place, identity)).is_err()
    }
}

struct Visit<'o, W, T> {
    opener: &'o mut Opener,
    wanted: W,
    take: T,
    field: usize,
    passed_over: bool,
}

impl<'n, W, T, E: Dtype, D: Device<E>> TensorVisitor<E, D> for Visit<'_, W, T>
where
    W: Fn(usize) -> bool,
    T: FnMut(usize, Opened<'n, E, D>, &D) -> Result<(), D::Err>,
{
    type Viewer = ViewTensorMut;
    type Err = D::Err;
    type E2 = E;
    type D2 = D;

    fn visit<S: Shape>(
        &mut self,
        options: TensorOptions<S, E, D>,
        tensor: &mut Tensor<S, E, D>,
    ) -> Result<Option<Tensor<S, E, D>>, D::Err> {
        let field = self.field;
        self.field += 1;
        if !(self.wanted)(field) {
            return Ok(None);
        }
        let before = self.opener.identities.of(tensor);
        // One value for all elements may have been assigned, and now they differ.
        if !D::is_contiguous(tensor) {
            *tensor = tensor.clone().try_contiguous()?;
        }
        let identity = self.opener.identities.of(tensor);
        if !self.opener.begin(identity) {
            self.passed_over = true;
            return Ok(None);
        }
        let device = tensor.device().clone();
        let len = tensor.shape().num_elements();
        let elements = D::write(tensor)?;
        // SAFETY: only the lifetime changes. The tensor is a field of the network, which is borrowed alone for `'n`, so that
        // it stays where it is, and its memory is no other's since `write`. No field is opened twice: none of its identity.
        let elements = unsafe { transmute::<SliceMut<'_, E, D>, SliceMut<'n, E, D>>(elements) };
        (self.take)(field, Opened { elements, len, trained: options.do_gradient_update, identity, before }, &device)?;
        Ok(None)
    }
}
