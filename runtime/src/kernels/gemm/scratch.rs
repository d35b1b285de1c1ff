use std::cell::RefCell;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use pulp::bytemuck::{Pod, Zeroable, cast_slice, cast_slice_mut};

/// A cache line: scratch memory is aligned to it, so that no register is loaded from two.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Line([u64; 8]);

// SAFETY: an array of integers without padding; all zeros are its zeros.
unsafe impl Zeroable for Line {}
// SAFETY: as above, and every bit pattern is valid.
unsafe impl Pod for Line {}

/// Buffers that a thread keeps for its later calls; more than this many are given back to the system.
const KEPT: usize = 8;

thread_local! {
    static BUFFERS: RefCell<Vec<Vec<Line>>> = const { RefCell::new(Vec::new()) };
}

/// Working memory of a thread, with whatever its last user left in it.
///
/// Fresh memory costs a page fault every 4 KiB, which is more than many of the kernels cost.
pub(in super::super) struct Scratch<E> {
    lines: Vec<Line>,
    len: usize,
    element: PhantomData<E>,
}

impl<E: Pod> Scratch<E> {
    pub(in super::super) fn new(len: usize) -> Self {
        let needed = (len * size_of::<E>()).div_ceil(size_of::<Line>());
        let mut lines = BUFFERS.with_borrow_mut(|buffers| {
            let fitting = (0..buffers.len()).filter(|&i| buffers[i].len() >= needed).min_by_key(|&i| buffers[i].len());
            let chosen = fitting.or_else(|| (0..buffers.len()).max_by_key(|&i| buffers[i].len()));
            chosen.map(|i| buffers.swap_remove(i)).unwrap_or_default()
        });
        if lines.len() < needed {
            lines.resize(needed, Line::zeroed());
        }
        Scratch { lines, len, element: PhantomData }
    }
}

impl<E> Drop for Scratch<E> {
    fn drop(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        // A thread that is ending has no store of buffers any more: the memory is then simply freed.
        let _ = BUFFERS.try_with(|buffers| {
            let mut buffers = buffers.borrow_mut();
            if buffers.len() < KEPT {
                buffers.push(lines);
            }
        });
    }
}

impl<E: Pod> Deref for Scratch<E> {
    type Target = [E];

    fn deref(&self) -> &[E] {
        &cast_slice(&self.lines)[..self.len]
    }
}

impl<E: Pod> DerefMut for Scratch<E> {
    fn deref_mut(&mut self) -> &mut [E] {
        &mut cast_slice_mut(&mut self.lines)[..self.len]
    }
}
