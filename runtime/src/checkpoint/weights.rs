use std::collections::BTreeMap;
use std::path::Path;

use dfdx::nn::TensorCollection;

use super::archive::Archive;
use super::keys::{Keys, dotted, rest};
use super::mismatch::{Difference, Mismatch};
use super::stored::{Layout, Stored};
use super::variables;
use crate::Error;
use crate::nearest::nearest;
use crate::storage::{Device, Dtype};

/// Saves the variables of a network, running statistics among them, in a safetensors file.
///
/// The file is written beside its place, then put there, so that there is never half a file; it holds a checksum.
/// PyTorch reads it with `safetensors.torch.load_file`.
///
/// # Errors
/// [`Error::File`] if it cannot be written; what was there before stays.
pub fn save_weights<N: TensorCollection<E, D>, E: Dtype, D: Device<E>>(
    network: &N,
    file: impl AsRef<Path>,
) -> Result<(), Error> {
    let file = file.as_ref();
    Archive { file: file.to_owned(), tensors: variables::gather(network) }.write(file)
}

/// Weights from a safetensors file, ours or another's.
///
/// ```no_run
/// # use netweave::checkpoint::{Keys, Weights};
/// # use netweave::prelude::*;
/// # network! {
/// #     pub network Vgg19(image: [3, 224, 224]) -> [8] {
/// #         scope block1 { image -> conv1_1: conv2d(64, kernel = 3, padding = 1) -> global_avg_pool -> fc: linear(8) }
/// #     }
/// # }
/// # let mut net = Cpu::default().build_module::<Vgg19, f32>();
/// Weights::open("vgg19.safetensors")?.keys(Keys::torchvision_vgg19()).only("block1").load(&mut net)?;
/// # Ok::<(), netweave::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Weights {
    archive: Archive,
    keys: Keys,
    scope: String,
}

impl Weights {
    /// Reads a safetensors file.
    ///
    /// # Errors
    /// [`Error::File`] if it cannot be read, is no whole safetensors file, or if its checksum does not fit. No memory is
    /// taken that the file does not fill.
    pub fn open(file: impl AsRef<Path>) -> Result<Self, Error> {
        Ok(Self::of(Archive::read(file.as_ref())?))
    }

    pub(super) fn of(archive: Archive) -> Self {
        Self { archive, keys: Keys::exact(), scope: String::new() }
    }

    /// Says how the file's keys become names.
    pub fn keys(mut self, keys: Keys) -> Self {
        self.keys = keys;
        self
    }

    /// Takes nothing but the variables of a scope, and leaves all others of the network and of the file alone.
    pub fn only(mut self, scope: &str) -> Self {
        self.scope = dotted(scope);
        self
    }

    /// The names of the variables.
    ///
    /// # Errors
    /// [`Error::Mismatch`] if two keys are of one variable.
    pub fn names(&self) -> Result<Vec<String>, Error> {
        let mut differences = Vec::new();
        let names = self.by_name(&mut differences).into_keys().collect();
        self.fits(differences)?;
        Ok(names)
    }

    /// The shape of a variable, in the file's order of dimensions.
    pub fn shape(&self, name: &str) -> Option<&[usize]> {
        self.get(name).map(|stored| stored.shape.as_slice())
    }

    /// The elements of a variable as they are in the file, if they are floating-point numbers.
    pub fn values<E: Dtype>(&self, name: &str) -> Option<Vec<E>> {
        let stored = self.get(name).filter(|stored| stored.is_floating())?;
        Some(stored.values(Layout::OutFirst))
    }

    fn get(&self, name: &str) -> Option<&Stored> {
        let name = dotted(name);
        let mut tensors = self.archive.tensors.iter();
        tensors.find(|(key, _)| self.keys.name(key).as_ref() == Some(&name)).map(|(_, stored)| stored)
    }

    /// Gives the network's variables the file's values; numbers of 16, 32 and 64 bits become the network's.
    ///
    /// # Errors
    /// [`Error::Mismatch`] with everything that is missing, unexpected, or of another shape or type; the network has not
    /// changed then.
    pub fn load<N: TensorCollection<E, D>, E: Dtype, D: Device<E>>(&self, network: &mut N) -> Result<(), Error> {
        let mut differences = Vec::new();
        let found = self.by_name(&mut differences);
        let mut expected = variables::shapes(network);
        expected.retain(|name, _| self.covers(name));
        compare(&found, &expected, &mut differences);
        self.fits(differences)?;
        variables::scatter(network, |name| found.get(name).map(|entry| entry.stored.values(entry.layout)))
    }

    /// What the file has, by the names of variables.
    fn by_name(&self, differences: &mut Vec<Difference>) -> BTreeMap<String, Entry<'_>> {
        let mut entries = BTreeMap::<String, Entry<'_>>::new();
        for (key, stored) in &self.archive.tensors {
            let Some(name) = self.keys.name(key).filter(|name| self.covers(name)) else { continue };
            let entry = Entry { key, stored, layout: self.keys.layout(key) };
            if let Some(Entry { key: first, .. }) = entries.insert(name.clone(), entry) {
                differences.push(Difference::Twice { name, keys: [first.to_owned(), key.to_owned()] });
            }
        }
        entries
    }

    fn covers(&self, name: &str) -> bool {
        self.scope.is_empty() || rest(name, &self.scope).is_some()
    }

    fn fits(&self, differences: Vec<Difference>) -> Result<(), Error> {
        if differences.is_empty() {
            return Ok(());
        }
        Err(Error::Mismatch(Box::new(Mismatch { file: self.archive.file.clone(), differences })))
    }
}

struct Entry<'a> {
    key: &'a str,
    stored: &'a Stored,
    layout: Layout,
}

fn compare(
    found: &BTreeMap<String, Entry<'_>>,
    expected: &BTreeMap<String, Vec<usize>>,
    differences: &mut Vec<Difference>,
) {
    // Only what found no partner, and could be one by its size, is worth suggesting.
    let size = |shape: &[usize]| shape.iter().product::<usize>();
    let unexpected: Vec<(&String, usize)> = found
        .iter()
        .filter(|(name, _)| !expected.contains_key(*name))
        .map(|(name, entry)| (name, size(&entry.stored.shape)))
        .collect();
    let missing: Vec<(&String, usize)> = expected
        .iter()
        .filter(|(name, _)| !found.contains_key(*name))
        .map(|(name, shape)| (name, size(shape)))
        .collect();
    let near = |name: &str, size: usize, among: &[(&String, usize)]| {
        let partners = among.iter().filter(|(_, other)| *other == size);
        nearest(name, partners.map(|(name, _)| name.replace('.', "/"))).map(|near| near.replace('/', "."))
    };
    for (name, shape) in expected {
        let Some(entry) = found.get(name) else {
            let nearest = near(name, size(shape), &unexpected);
            let nearest = nearest.and_then(|nearest| found.get(&nearest)).map(|entry| entry.key.to_owned());
            differences.push(Difference::Missing { name: name.clone(), shape: shape.clone(), nearest });
            continue;
        };
        let in_file = entry.stored.shape(entry.layout);
        // Slim keeps linear layers as convolutions of the whole image.
        let same = in_file == *shape
            || (entry.layout != Layout::OutFirst && in_file.first() == shape.first() && size(&in_file) == size(shape));
        if !same {
            differences.push(Difference::Shape { name: name.clone(), found: in_file, expected: shape.clone() });
        } else if !entry.stored.is_floating() {
            differences.push(Difference::Type { name: name.clone(), found: entry.stored.kind.to_string() });
        }
    }
    for (name, size) in &unexpected {
        let (key, nearest) = (found[*name].key.to_owned(), near(name, *size, &missing));
        differences.push(Difference::Unexpected { key, name: (*name).clone(), nearest });
    }
}
