//! Files that Keras has written: `.keras`, `.weights.h5`, and the `.h5` of before.
//!
//! What is made of them are the variables by the names of the layers and their own, `conv1.kernel`, whichever of the three it was.

mod layer;
mod recurrent;
mod tensor;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use flate2::bufread::DeflateDecoder;
use hdf5_pure::{AttrValue, File, Group};
use rawzip::{CompressionMethod, ZipArchive};

use super::archive::Archive;
use super::format::TORCH;
use super::stored::Stored;
use crate::{Error, Place};
use layer::Layer;

/// The member of a `.keras` archive that has the weights.
const WEIGHTS: &str = "model.weights.h5";
/// What is saved beside the variables of layers.
const SKIPPED: [&str; 3] = ["optimizer", "seed_generator", "compile_metrics"];
/// Groups in groups: nobody's models are deeper.
const DEPTH: usize = 64;

/// Reads an HDF5 file.
pub(super) fn read(file: &Path, bytes: Vec<u8>) -> Result<Archive, Error> {
    let refuse = |reason: String| Error::file(file, Place::Whole, reason);
    let tensors = tensors(bytes).map_err(refuse)?;
    if tensors.is_empty() {
        return Err(refuse(
            "this HDF5 file holds no layers of Keras: write it by `model.save_weights(\"model.weights.h5\")`"
                .to_owned(),
        ));
    }
    Ok(Archive { file: file.to_owned(), tensors })
}

/// Reads a `.keras` archive.
pub(super) fn unpack(file: &Path, bytes: &[u8]) -> Result<Archive, Error> {
    let refuse = |reason: String| Error::file(file, Place::Whole, reason);
    read(file, member(bytes).map_err(refuse)?)
}

/// The weights in an archive.
fn member(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let damaged = |error: rawzip::Error| format!("the archive is damaged: {error}");
    let archive = ZipArchive::from_slice(bytes).map_err(damaged)?;
    let mut entries = archive.entries();
    let mut torch = false;
    while let Some(entry) = entries.next_entry().map_err(damaged)? {
        let path = entry.file_path().try_normalize().map_err(damaged)?;
        torch |= path.as_ref().ends_with("data.pkl");
        if path.as_ref() != WEIGHTS {
            continue;
        }
        let weights = archive.get_entry(entry.wayfinder()).map_err(damaged)?;
        // What is unpacked is read as it comes: the size that the archive promises may be a lie.
        let mut unpacked = Vec::new();
        match entry.compression_method() {
            CompressionMethod::STORE => weights.verifying_reader(weights.data()).read_to_end(&mut unpacked),
            CompressionMethod::DEFLATE => {
                weights.verifying_reader(DeflateDecoder::new(weights.data())).read_to_end(&mut unpacked)
            }
            method => return Err(format!("`{WEIGHTS}` is packed in a way that Keras does not use: {method:?}")),
        }
        .map_err(|error| format!("`{WEIGHTS}` is damaged: {error}"))?;
        return Ok(unpacked);
    }
    Err(if torch { TORCH.to_owned() } else { format!("this archive is none of Keras: it holds no `{WEIGHTS}`") })
}

fn tensors(bytes: Vec<u8>) -> Result<BTreeMap<String, Stored>, String> {
    // An object takes some bytes at least.
    let mut walk = Walk { objects: bytes.len() / 16, depth: 0, bytes: bytes.len(), layers: Vec::new() };
    let file = File::from_bytes(bytes).map_err(damaged)?;
    let promised = file.superblock().eof_address;
    if promised > walk.bytes as u64 {
        return Err(format!("this is no whole HDF5 file: it has {} of its {promised} bytes", walk.bytes));
    }
    let root = file.root();
    if root.groups().map_err(damaged)?.iter().any(|name| name == "model_weights") {
        walk.before(&root.group("model_weights").map_err(damaged)?, &[])?;
    } else if root.attrs().map_err(damaged)?.contains_key("layer_names") {
        walk.before(&root, &[])?;
    } else {
        walk.layer(&root, &[], false)?;
    }
    let mut tensors = BTreeMap::new();
    for (name, stored) in
        walk.layers.into_iter().map(Layer::variables).collect::<Result<Vec<_>, _>>()?.into_iter().flatten()
    {
        if tensors.contains_key(&name) {
            return Err(format!("there are two variables `{name}`: give the layers names of their own in Keras"));
        }
        tensors.insert(name, stored);
    }
    Ok(tensors)
}

fn damaged(error: hdf5_pure::Error) -> String {
    format!("this is no whole HDF5 file: {error}")
}

/// A walk through the groups of a file, which may be damaged and lead in circles.
struct Walk {
    /// How many objects there may still be.
    objects: usize,
    /// How many groups there are around.
    depth: usize,
    /// The size of the file.
    bytes: usize,
    layers: Vec<Layer>,
}

impl Walk {
    /// Takes a layer with those that are in it. In `layers` they are counted by kind, and their own names are beside their
    /// variables; elsewhere they have the names of the fields that hold them.
    fn layer(&mut self, group: &Group, path: &[String], counted: bool) -> Result<(), String> {
        for name in group.groups().map_err(damaged)? {
            if SKIPPED.contains(&name.as_str()) {
                continue;
            }
            self.count()?;
            let inside = group.group(&name).map_err(damaged)?;
            match name.as_str() {
                "vars" => self.variables(&inside, path)?,
                "layers" => self.deeper(|walk| walk.layer(&inside, path, true))?,
                _ => {
                    let own = own_name(&inside)?.filter(|_| counted).unwrap_or(name);
                    self.deeper(|walk| walk.layer(&inside, &[path, &[own]].concat(), false))?;
                }
            }
        }
        Ok(())
    }

    /// Takes the variables of a layer, which are numbered.
    fn variables(&mut self, group: &Group, path: &[String]) -> Result<(), String> {
        let number = |name: &String| name.parse().unwrap_or(usize::MAX);
        let mut names = group.datasets().map_err(damaged)?;
        names.sort_by_key(number);
        let mut tensors = Vec::new();
        for name in names {
            self.count()?;
            tensors.extend(tensor::read(&group.dataset(&name).map_err(damaged)?, self.bytes)?);
        }
        let kind = match group.attrs().map_err(damaged)?.remove("name") {
            Some(name) => text(name).unwrap_or_default(),
            None => String::new(),
        };
        self.layers.push(Layer::numbered(path.to_vec(), &kind, tensors));
        Ok(())
    }

    /// Takes a layer with those that are in it, as files had them before Keras 3.
    fn before(&mut self, group: &Group, path: &[String]) -> Result<(), String> {
        let mut variables = Vec::new();
        for name in group.datasets().map_err(damaged)? {
            self.count()?;
            if let Some(tensor) = tensor::read(&group.dataset(&name).map_err(damaged)?, self.bytes)? {
                variables.push((name.trim_end_matches(":0").to_owned(), tensor));
            }
        }
        self.layers.push(Layer { path: path.to_vec(), variables });
        for name in group.groups().map_err(damaged)? {
            self.count()?;
            let inside = group.group(&name).map_err(damaged)?;
            // A layer's name is there twice: once for the layer, and once in front of each variable's.
            let is_there = path.last() == Some(&name) || name == "top_level_model_weights";
            let own = if is_there { path.to_vec() } else { [path, &[name]].concat() };
            self.deeper(|walk| walk.before(&inside, &own))?;
        }
        Ok(())
    }

    fn count(&mut self) -> Result<(), String> {
        self.objects = self.objects.checked_sub(1).ok_or_else(circles)?;
        Ok(())
    }

    /// Goes into a group, where a circle of groups would take all of the stack.
    fn deeper(&mut self, into: impl FnOnce(&mut Self) -> Result<(), String>) -> Result<(), String> {
        if self.depth == DEPTH {
            return Err(circles());
        }
        self.depth += 1;
        into(self)?;
        self.depth -= 1;
        Ok(())
    }
}

fn circles() -> String {
    "this is no whole HDF5 file: its groups lead in circles".to_owned()
}

/// What a layer was called, if that is beside its variables.
fn own_name(layer: &Group) -> Result<Option<String>, String> {
    if !layer.groups().map_err(damaged)?.iter().any(|name| name == "vars") {
        return Ok(None);
    }
    let variables = layer.group("vars").map_err(damaged)?;
    Ok(variables.attrs().map_err(damaged)?.remove("name").and_then(text))
}

fn text(value: AttrValue) -> Option<String> {
    match value {
        AttrValue::String(text)
        | AttrValue::AsciiString(text)
        | AttrValue::VarLenString(text)
        | AttrValue::VarLenAsciiString(text) => Some(text),
        _ => None,
    }
}
