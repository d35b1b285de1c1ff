//! The layers above the first, as dfdx visits them: without memory for a list, for optimizers do so at each step.

use std::fmt::{self, Write};

use dfdx::dtypes::Dtype;
use dfdx::nn::{ModuleFields, ModuleVisitor, TensorCollection};
use dfdx::tensor_ops::Device;

/// An array of modules in a field of `M`, under the names `upper.0`, `upper.1` and so on.
pub(super) struct Upper<M, T, const N: usize> {
    pub(super) get: fn(&M) -> &[T; N],
    pub(super) get_mut: fn(&mut M) -> &mut [T; N],
}

impl<M, T, const N: usize, E: Dtype, D: Device<E>> ModuleFields<M, E, D> for Upper<M, T, N>
where
    M: TensorCollection<E, D>,
    T: TensorCollection<E, D>,
{
    type Options<E2: Dtype, D2: Device<E2>> = [Option<T::To<E2, D2>>; N];
    type Output<E2: Dtype, D2: Device<E2>> = [T::To<E2, D2>; N];

    fn visit_fields<V: ModuleVisitor<M, E, D>>(self, visitor: &mut V) -> Result<Self::Options<V::E2, V::D2>, V::Err> {
        let mut options = [const { None }; N];
        for (index, option) in options.iter_mut().enumerate() {
            let mut name = Name { text: [0; 32], len: 0 };
            // It is long enough for any number.
            let _ = write!(name, "upper.{index}");
            let (get, get_mut) = (self.get, self.get_mut);
            *option = visitor.visit_module(
                name.as_str(),
                |module: &M| -> &T { &get(module)[index] },
                |module: &mut M| -> &mut T { &mut get_mut(module)[index] },
            )?;
        }
        Ok(options)
    }

    fn handle_options<E2: Dtype, D2: Device<E2>>(options: Self::Options<E2, D2>) -> Option<Self::Output<E2, D2>> {
        let is_whole = options.iter().all(Option::is_some);
        is_whole.then(|| options.map(|option| option.unwrap_or_else(|| unreachable!("all of them are there"))))
    }
}

/// A name that needs no allocation.
struct Name {
    text: [u8; 32],
    len: usize,
}

impl Name {
    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text[..self.len]).unwrap_or_default()
    }
}

impl Write for Name {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        let free = self.text.get_mut(self.len..self.len + part.len()).ok_or(fmt::Error)?;
        free.copy_from_slice(part.as_bytes());
        self.len += part.len();
        Ok(())
    }
}
