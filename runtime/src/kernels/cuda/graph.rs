//! Work that is recorded once, as a CUDA graph, and then done by one call.
//!
//! The legacy default stream, which all work is on, cannot be captured. So a recording is made on a stream of its own, which
//! does nothing, and its graph is launched on the default stream like any other work: what dfdx does before and after needs no
//! event to be ordered with it.

use std::cell::RefCell;
use std::ptr;

use cudarc::driver::result;
use cudarc::driver::sys::{self, CUgraph, CUgraphExec, CUstream, CUstreamCaptureMode as Mode};
use log::debug;

use super::temporary::Block;
use super::{Cuda, Fault, lock};

/// Work that was recorded. What it reads and writes has to be where it was.
pub struct Recording {
    cuda: Cuda,
    graph: CUgraphExec,
}

// SAFETY: the driver takes handles of graphs from any thread.
unsafe impl Send for Recording {}
// SAFETY: as above; a launch of a graph comes after the one before.
unsafe impl Sync for Recording {}

/// What a device needs for recordings.
#[derive(Default)]
pub(super) struct Recorder {
    stream: Option<Stream>,
    /// Temporary memory of what was recorded. It is lent to nothing else, for a recording comes back to it at any time, and
    /// not freed. Recordings share it: they are done one after the other.
    blocks: Vec<Block>,
}

#[derive(Clone, Copy)]
struct Stream(CUstream);

// SAFETY: the driver takes handles of streams from any thread.
unsafe impl Send for Stream {}

/// What is being recorded by a thread.
struct Capture {
    ordinal: usize,
    stream: CUstream,
    blocks: Vec<Block>,
    /// What cannot be recorded; nothing that comes after it is.
    obstacle: Option<Fault>,
}

thread_local! {
    static CAPTURE: RefCell<Option<Capture>> = const { RefCell::new(None) };
}

impl Cuda {
    /// Does `work`, and records it. If it cannot be recorded it is done all the same, and a debug line says why.
    pub fn record(&self, work: &mut dyn FnMut()) -> Option<Recording> {
        let mut recorder = lock(&self.device.recorder);
        let Some(stream) = self.attempt(|| recorder.stream()) else {
            work();
            return None;
        };
        let recorded = self.capture(stream, &mut recorder.blocks, work);
        drop(recorder);
        match recorded {
            Ok(recording) => {
                self.replay(&recording);
                Some(recording)
            }
            Err(fault) => {
                debug!("a pass is not recorded as a CUDA graph: {fault}");
                work();
                None
            }
        }
    }

    /// Does what was recorded.
    pub fn replay(&self, recording: &Recording) {
        self.attempt(|| {
            // SAFETY: the graph is there as long as the recording, and its memory is what the caller vouches for.
            unsafe { sys::cuGraphLaunch(recording.graph, self.stream()) }
                .result()
                .map_err(|error| Fault::work("a recorded pass", error))
        });
    }

    fn capture(&self, stream: CUstream, blocks: &mut Vec<Block>, work: &mut dyn FnMut()) -> Result<Recording, Fault> {
        let fault = |error| Fault::work("recording", error);
        // Memory may be allocated meanwhile, and other threads may do anything.
        // SAFETY: the stream is not capturing, for the recorder is locked.
        unsafe { sys::cuStreamBeginCapture_v2(stream, Mode::CU_STREAM_CAPTURE_MODE_RELAXED) }
            .result()
            .map_err(fault)?;
        let capture = Capture { ordinal: self.ordinal(), stream, blocks: std::mem::take(blocks), obstacle: None };
        CAPTURE.set(Some(capture));
        work();
        let obstacle = CAPTURE.take().and_then(|capture| {
            *blocks = capture.blocks;
            capture.obstacle
        });
        let mut graph: CUgraph = ptr::null_mut();
        // SAFETY: the stream captures since above.
        let ended = unsafe { sys::cuStreamEndCapture(stream, &raw mut graph) }.result().map_err(fault);
        let mut executable: CUgraphExec = ptr::null_mut();
        let made = obstacle.map_or(ended, Err).and_then(|()| {
            // SAFETY: the graph was made above.
            unsafe { sys::cuGraphInstantiateWithFlags(&raw mut executable, graph, 0) }.result().map_err(fault)
        });
        if !graph.is_null() {
            // SAFETY: nobody needs the graph any more, of which the executable has a copy.
            unsafe { sys::cuGraphDestroy(graph) }.result().map_err(fault)?;
        }
        made.map(|()| Recording { cuda: self.clone(), graph: executable })
    }

    /// The stream on which this thread records work of the device, if it does.
    pub(super) fn recording_stream(&self) -> Option<CUstream> {
        self.with_capture(|capture| capture.stream)
    }

    /// The temporary memory of what this thread records.
    pub(super) fn with_recorded_blocks<R>(&self, work: impl FnOnce(&mut Vec<Block>) -> R) -> Option<R> {
        self.with_capture(|capture| work(&mut capture.blocks))
    }

    /// Whether something that cannot be recorded was met.
    pub(super) fn has_obstacle(&self) -> bool {
        self.with_capture(|capture| capture.obstacle.is_some()) == Some(true)
    }

    /// Keeps what cannot be recorded; gives it back if nothing is recorded, for then it has failed.
    pub(super) fn note_obstacle(&self, fault: Fault) -> Option<Fault> {
        let mut fault = Some(fault);
        self.with_capture(|capture| capture.obstacle = fault.take());
        fault
    }

    fn with_capture<R>(&self, look: impl FnOnce(&mut Capture) -> R) -> Option<R> {
        CAPTURE
            .with_borrow_mut(|capture| capture.as_mut().filter(|capture| capture.ordinal == self.ordinal()).map(look))
    }
}

impl Recorder {
    fn stream(&mut self) -> Result<CUstream, Fault> {
        let stream = match self.stream {
            Some(stream) => stream,
            None => {
                let made = result::stream::create(result::stream::StreamKind::NonBlocking);
                *self.stream.insert(Stream(made.map_err(|error| Fault::work("making a stream", error))?))
            }
        };
        Ok(stream.0)
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        if self.cuda.device.driver.bind_to_thread().is_ok() {
            // The driver keeps what is being done until that is done; a destructor has nobody to tell.
            // SAFETY: nobody uses the graph any more.
            let _ = unsafe { sys::cuGraphExecDestroy(self.graph) }.result();
        }
    }
}
