use std::ffi::c_int;

use cudarc::driver::result;
use cudarc::driver::sys::{self, CUevent, CUevent_flags as Flags, CUevent_wait_flags as Wait, CUresult};

use super::super::optimizer::Optimizer;
use super::super::peer::Peer;
use super::{Cuda, Fault, Slice, SliceMut, lock};

/// An event of a device. It stays as long as that.
#[derive(Clone, Copy)]
pub(super) struct Event(CUevent);

// SAFETY: the driver takes handles of events from any thread.
unsafe impl Send for Event {}

for_floats!(Peer for Cuda {
    fn is(&self, other: &Self) -> bool {
        Cuda::is(self, other)
    }

    fn meet(&self, other: &Self) {
        if !Cuda::is(self, other) {
            Cuda::meet(self, other);
        }
    }

    fn follow(&self, there: &Self) {
        self.come_after(there);
    }

    fn bring(&self, from: Slice<'_, E>, there: &Self, to: SliceMut<'_, E>) {
        self.copy_from(from, there, to);
    }

    fn bring_and_add(&self, from: Slice<'_, E>, there: &Self, to: SliceMut<'_, E>) {
        if self.is(there) {
            return self.add(from, to);
        }
        self.with_temporary(from.len(), |mut here| {
            self.copy_from(from, there, here.write());
            self.add(here.read(), to);
        });
    }
});

impl Cuda {
    /// Whether both are one device.
    pub fn is(&self, other: &Self) -> bool {
        self.ordinal() == other.ordinal()
    }

    /// Has the two reach each other's memory, where they can: what they copy goes through the host otherwise.
    pub fn meet(&self, other: &Self) {
        for (here, there) in [(self, other), (other, self)] {
            here.attempt(|| {
                let fault = |error| Fault::work("looking for a way between two devices", error);
                let mut can: c_int = 0;
                let [from, to] = [here, there].map(|cuda| *cuda.device.driver.cu_device());
                // SAFETY: it writes to `can`.
                unsafe { sys::cuDeviceCanAccessPeer(&raw mut can, from, to) }.result().map_err(fault)?;
                if can == 0 {
                    return Ok(());
                }
                // SAFETY: the context is that of a device that is in use.
                match unsafe { sys::cuCtxEnablePeerAccess(*there.device.driver.cu_primary_ctx(), 0) } {
                    CUresult::CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED => Ok(()),
                    answer => answer.result().map_err(fault),
                }
            });
        }
    }

    /// Has all that is started here from now on come after what was started there before.
    pub fn come_after(&self, there: &Self) {
        if self.is(there) {
            return;
        }
        // Nobody else records the event before it is waited for.
        let mut passed = lock(&there.device.passed);
        let fault = |error| Fault::work("having a device wait for another one", error);
        let recorded = there.attempt(|| {
            let Event(event) = match *passed {
                Some(event) => event,
                None => *passed.insert(Event(result::event::create(Flags::CU_EVENT_DISABLE_TIMING).map_err(fault)?)),
            };
            // SAFETY: the event and the stream are of the device.
            unsafe { result::event::record(event, there.stream()) }.map_err(fault)?;
            Ok(event)
        });
        if let Some(event) = recorded {
            self.attempt(|| {
                // SAFETY: both last as long as their devices.
                unsafe { result::stream::wait_event(self.stream(), event, Wait::CU_EVENT_WAIT_DEFAULT) }.map_err(fault)
            });
        }
    }

    /// Copies from another device, which this one follows, or within this one.
    pub fn copy_from<T: Copy>(&self, from: Slice<'_, T>, there: &Self, to: SliceMut<'_, T>) {
        if self.is(there) {
            return self.copy(from, to);
        }
        assert_eq!(from.len(), to.len(), "the lengths differ");
        let bytes = from.len() * size_of::<T>();
        if bytes == 0 {
            return;
        }
        let [here, there] = [self, there].map(|cuda| *cuda.device.driver.cu_primary_ctx());
        self.attempt(|| {
            // SAFETY: both hold as many elements, each on its device, and what comes later on either waits for the copy.
            unsafe { sys::cuMemcpyPeerAsync(to.pointer(), here, from.pointer(), there, bytes, self.stream()) }
                .result()
                .map_err(|error| Fault::work("a copy from another device", error))
        });
    }
}
