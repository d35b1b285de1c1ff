//! Scaled dot-product attention of several heads, and the projections into and out of it.
//!
//! `y = softmax(q · kᵀ / √d) · v` for each head, which has `d` of the columns of `q`, `k` and `v`
//! (Vaswani and others, "Attention Is All You Need", 2017). Several heads of queries may share one of keys and values
//! (Ainslie and others, "GQA", 2023). A bias may be added to the scores `q · kᵀ / √d`, as for relative positions
//! (Raffel and others, "T5", 2020).

mod cpu;
#[cfg(feature = "cuda")]
mod cuda;
mod packed;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::round::Half;
use super::{Memory, linear};

/// The sizes and the setting of an attention.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometry {
    /// Samples.
    pub batch: usize,
    /// Heads of queries; they divide the width.
    pub heads: usize,
    /// Heads of keys and values, which as many neighbouring heads of queries share; they divide `heads`.
    pub kv_heads: usize,
    /// Places that ask.
    pub queries: usize,
    /// Places that are asked.
    pub keys: usize,
    /// Columns of queries, those of all heads.
    pub width: usize,
    /// Whether place `i` asks none after place `i`.
    pub causal: bool,
    /// What products of queries and keys are multiplied by.
    pub scale: f64,
    /// What probabilities and the gradients of scores are rounded to where they are multiplied, if they are.
    pub half: Option<Half>,
}

impl Geometry {
    /// The number of probabilities.
    pub fn probabilities(&self) -> usize {
        self.batch * self.heads * self.queries * self.keys
    }

    /// Columns of one head.
    fn depth(&self) -> usize {
        self.width / self.heads
    }

    /// Columns of keys and of values, those of all heads.
    pub fn kv_width(&self) -> usize {
        self.depth() * self.kv_heads
    }

    /// Heads of queries that share one of keys and values.
    fn group(&self) -> usize {
        self.heads / self.kv_heads
    }

    /// How many places query `query` asks.
    fn visible(&self, query: usize) -> usize {
        if self.causal { (query + 1).min(self.keys) } else { self.keys }
    }
}

/// A linear map whose weight and bias may be parts of larger ones: `y = x · weightᵀ + bias`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Projection {
    /// Rows of `x` and of `y`.
    pub rows: usize,
    /// Columns of `x`.
    pub inputs: usize,
    /// Columns of `y`.
    pub outputs: usize,
    /// Where the weight begins, `[outputs, inputs]`.
    pub weight: usize,
    /// Where the bias begins, `[outputs]`.
    pub bias: usize,
}

impl Projection {
    fn geometry(&self) -> linear::Geometry {
        linear::Geometry { batch: self.rows, inputs: self.inputs, outputs: self.outputs }
    }

    fn range_of_weight(&self) -> Range<usize> {
        self.weight..self.weight + self.outputs * self.inputs
    }

    fn range_of_bias(&self) -> Range<usize> {
        self.bias..self.bias + self.outputs
    }
}

/// Queries, keys and values; or their gradients.
#[derive(Clone, Copy, Debug)]
pub struct Triple<S> {
    /// `[batch, queries, width]`.
    pub queries: S,
    /// `[batch, keys, kv_width]`.
    pub keys: S,
    /// `[batch, keys, kv_width]`.
    pub values: S,
}

/// What bears upon the probabilities beside queries and keys.
#[derive(Clone, Copy, Debug)]
pub struct Given<S, N> {
    /// `[batch, keys]`: no query asks a key whose place in it is not above 0; one that asks none gets zeros.
    pub mask: Option<S>,
    /// What is added to the scores, `[batch, heads, queries, keys]`.
    pub bias: Option<S>,
    pub dropout: Option<Dropout<N>>,
}

impl<S, N> Given<S, N> {
    /// Nothing.
    pub const NOTHING: Self = Self { mask: None, bias: None, dropout: None };
}

/// Dropout of probabilities. A seed, one number in the device's memory, has the same ones dropped each time.
#[derive(Clone, Copy, Debug)]
pub struct Dropout<N> {
    pub seed: N,
    pub probability: f64,
}

/// The gradients of queries, keys and values, and that of the bias if it is wanted.
#[derive(Debug)]
pub struct Gradients<S> {
    pub inputs: Triple<S>,
    pub bias: Option<S>,
}

/// Memory to read, and memory to write.
type Slice<'a, K, E> = <K as Memory<E>>::Slice<'a>;
type SliceMut<'a, K, E> = <K as Memory<E>>::SliceMut<'a>;

/// Attention on a device.
///
/// # Shapes
/// `y` and `dy` of an attention are `[batch, queries, width]`, its probabilities `[batch, heads, queries, keys]`.
pub trait Attention<E>: Memory<E> + Memory<usize> {
    /// Overwrites `y`.
    fn project(
        &self,
        projection: &Projection,
        x: Slice<'_, Self, E>,
        weight: Slice<'_, Self, E>,
        bias: Option<Slice<'_, Self, E>>,
        y: SliceMut<'_, Self, E>,
    );

    /// Adds the gradient with respect to `x` to `dx`, or overwrites `dx` unless it `adds`.
    fn project_backward_input(
        &self,
        projection: &Projection,
        weight: Slice<'_, Self, E>,
        dy: Slice<'_, Self, E>,
        adds: bool,
        dx: SliceMut<'_, Self, E>,
    );

    /// Adds the gradients with respect to the weight and the bias to their parts of `dweight` and `dbias`.
    fn project_backward_weight(
        &self,
        projection: &Projection,
        x: Slice<'_, Self, E>,
        dy: Slice<'_, Self, E>,
        dweight: SliceMut<'_, Self, E>,
        dbias: Option<SliceMut<'_, Self, E>>,
    );

    /// Overwrites `y`, and the probabilities if they are wanted, as they are before any is dropped.
    fn attend(
        &self,
        geometry: &Geometry,
        inputs: Triple<Slice<'_, Self, E>>,
        given: Given<Slice<'_, Self, E>, Slice<'_, Self, usize>>,
        probabilities: Option<SliceMut<'_, Self, E>>,
        y: SliceMut<'_, Self, E>,
    );

    /// Adds the gradients, from the probabilities of [`attend`](Self::attend) and with the dropout that it had. Those of the
    /// inputs that it does not `add` it overwrites.
    #[allow(clippy::too_many_arguments)]
    fn attend_backward(
        &self,
        geometry: &Geometry,
        inputs: Triple<Slice<'_, Self, E>>,
        probabilities: Slice<'_, Self, E>,
        dropout: Option<Dropout<Slice<'_, Self, usize>>>,
        dy: Slice<'_, Self, E>,
        adds: Triple<bool>,
        gradients: Gradients<SliceMut<'_, Self, E>>,
    );
}
