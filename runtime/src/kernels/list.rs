//! Lists that allocate nothing from the second time on.

use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;
use std::mem::{ManuallyDrop, MaybeUninit, take};
use std::ops::{Deref, DerefMut};
use std::{ptr, slice};

/// What memory is counted in, and aligned to.
type Line = MaybeUninit<Align>;

#[derive(Clone, Copy)]
#[repr(align(64))]
struct Align(#[expect(dead_code, reason = "its bytes are those of other types")] [u8; 64]);

/// How much memory a thread keeps for its later lists; more than this is given back to the system.
const KEPT: usize = 32;

thread_local! {
    static MEMORY: RefCell<Vec<Vec<Line>>> = const { RefCell::new(Vec::new()) };
}

/// A list of what is known for the time of a call: offsets, pieces of work. Its memory is its thread's, which uses it
/// again and again.
pub struct List<T> {
    memory: Vec<Line>,
    /// How many items the memory takes.
    room: usize,
    len: usize,
    items: PhantomData<T>,
}

// SAFETY: a list owns its items, as a vector does; the memory is of no thread.
unsafe impl<T: Send> Send for List<T> {}
// SAFETY: as above.
unsafe impl<T: Sync> Sync for List<T> {}

impl<T> List<T> {
    pub fn new() -> Self {
        const { assert!(align_of::<T>() <= align_of::<Align>()) };
        List { memory: Vec::new(), room: Self::room(0), len: 0, items: PhantomData }
    }

    /// How many items so many lines take.
    fn room(lines: usize) -> usize {
        (lines * size_of::<Align>()).checked_div(size_of::<T>()).unwrap_or(usize::MAX)
    }

    #[inline]
    pub fn push(&mut self, item: T) {
        if self.len == self.room {
            self.reserve(1);
        }
        // SAFETY: there is room for one more.
        unsafe { self.first().add(self.len).write(item) };
        self.len += 1;
    }

    /// Leaves the items out that `keep` refuses.
    pub fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        *self = take(self).into_iter().filter(keep).collect();
    }

    /// Makes room for more items.
    fn reserve(&mut self, more: usize) {
        if more <= self.room - self.len {
            return;
        }
        let Some(needed) = (self.len + more).checked_mul(size_of::<T>()) else { panic!("a list of too many items") };
        let needed = needed.div_ceil(size_of::<Align>());
        let mut larger = taken(needed.max(2 * self.memory.len()));
        larger[..self.memory.len()].copy_from_slice(&self.memory);
        self.room = Self::room(larger.len());
        give_back(std::mem::replace(&mut self.memory, larger));
    }

    fn first(&mut self) -> *mut T {
        self.memory.as_mut_ptr().cast()
    }
}

/// Memory of so many lines, or more.
fn taken(lines: usize) -> Vec<Line> {
    let known = MEMORY.try_with(|memory| {
        let mut memory = memory.borrow_mut();
        let fitting = (0..memory.len()).filter(|&i| memory[i].len() >= lines).min_by_key(|&i| memory[i].len());
        let chosen = fitting.or_else(|| (0..memory.len()).max_by_key(|&i| memory[i].len()));
        chosen.map(|i| memory.swap_remove(i))
    });
    let mut taken = known.ok().flatten().unwrap_or_default();
    if taken.len() < lines {
        taken.resize(lines, Line::uninit());
    }
    taken
}

fn give_back(lines: Vec<Line>) {
    // A thread that is ending has no store any more: the memory is then simply freed.
    let _ = MEMORY.try_with(|memory| {
        let mut memory = memory.borrow_mut();
        if memory.len() < KEPT && !lines.is_empty() {
            memory.push(lines);
        }
    });
}

impl<T> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        // SAFETY: so many items are there, and the list is borrowed.
        unsafe { slice::from_raw_parts(self.memory.as_ptr().cast(), self.len) }
    }
}

impl<T> DerefMut for List<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: so many items are there, and the list is borrowed alone.
        unsafe { slice::from_raw_parts_mut(self.first(), self.len) }
    }
}

impl<T> Drop for List<T> {
    fn drop(&mut self) {
        let items: *mut [T] = &mut **self;
        self.len = 0;
        // SAFETY: they are the list's, which has none any more.
        unsafe { ptr::drop_in_place(items) };
        give_back(take(&mut self.memory));
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        List::new()
    }
}

impl<T: Clone> Clone for List<T> {
    fn clone(&self) -> Self {
        self.iter().cloned().collect()
    }
}

impl<T: fmt::Debug> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<T> Extend<T> for List<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        let items = items.into_iter();
        self.reserve(items.size_hint().0);
        items.for_each(|item| self.push(item));
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut list = List::new();
        list.extend(items);
        list
    }
}

impl<T> IntoIterator for List<T> {
    type Item = T;
    type IntoIter = Items<T>;

    fn into_iter(self) -> Items<T> {
        let mut list = ManuallyDrop::new(self);
        Items { rest: 0..list.len, list: List { memory: take(&mut list.memory), room: 0, len: 0, items: PhantomData } }
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> slice::Iter<'a, T> {
        self.iter()
    }
}

impl<'a, T> IntoIterator for &'a mut List<T> {
    type Item = &'a mut T;
    type IntoIter = slice::IterMut<'a, T>;

    fn into_iter(self) -> slice::IterMut<'a, T> {
        self.iter_mut()
    }
}

/// The items of a list, out of it.
pub struct Items<T> {
    /// It holds memory and, as far as it knows, no items.
    list: List<T>,
    rest: std::ops::Range<usize>,
}

impl<T> Iterator for Items<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        let index = self.rest.next()?;
        // SAFETY: there were so many items, and this one is read once.
        Some(unsafe { self.list.first().add(index).read() })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.rest.size_hint()
    }
}

impl<T> ExactSizeIterator for Items<T> {}

impl<T> Drop for Items<T> {
    fn drop(&mut self) {
        self.for_each(drop);
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    #[test]
    fn items_come_out_as_they_went_in() {
        for n in [0, 1, 7, 200] {
            let mut list: List<String> = (0..n).map(|i| i.to_string()).collect();
            list.push("end".to_string());
            let expected: Vec<String> = (0..n).map(|i| i.to_string()).chain(["end".to_string()]).collect();
            assert_eq!(*list, *expected);
            assert_eq!(list.clone().into_iter().collect::<Vec<_>>(), expected);
            // The size of this one is not known beforehand.
            let odd: List<&String> = list.iter().filter(|item| item.len() == 1).collect();
            assert_eq!(odd.len(), n.min(10));
        }
    }

    #[test]
    fn every_item_is_dropped_once() {
        let item = Rc::new(());
        let list = || (0..9).map(|_| item.clone()).collect::<List<_>>();
        drop(list());
        let mut items = list().into_iter();
        assert!(items.next().is_some());
        assert_eq!((items.len(), Rc::strong_count(&item)), (8, 9));
        drop(items);
        assert_eq!(Rc::strong_count(&item), 1);
    }

    #[test]
    fn items_that_take_no_memory_are_counted() {
        let list: List<()> = (0..1000).map(|_| ()).collect();
        assert_eq!((list.len(), list.memory.len(), list.into_iter().count()), (1000, 0, 1000));
    }

    #[test]
    fn memory_is_used_again() {
        std::thread::spawn(|| {
            let kept = || MEMORY.with_borrow(Vec::len);
            let first: List<u64> = (0..500).collect();
            let place = first.as_ptr().addr();
            assert_eq!((place % 64, kept()), (0, 0));
            drop(first);
            assert_eq!(kept(), 1);
            let second: List<u8> = (0..100).collect();
            assert_eq!((second.as_ptr().addr(), kept()), (place, 0));
        })
        .join()
        .unwrap();
    }
}
