use super::cache::Cache;
use super::cache::tests::Scratch;
use super::parity::device;
use super::*;

/// A device of its own, so that its faults are nobody else's; none where the driver answers for the whole process.
fn alone() -> Option<Cuda> {
    with_cache(Cache::none())
}

fn with_cache(cache: Cache) -> Option<Cuda> {
    device()?;
    Some(Cuda { device: Arc::new(Device::new(0, cache).ok()?), half: None, wide: false, fixing: None })
}

static GOOD: Source = Source {
    folder: "good",
    text: "KERNEL fill(const Index n, const Real value, Output y) { EACH(i, n) y[i] = value; }
           \nKERNEL width(IntOutput bytes) { bytes[0] = sizeof(Index); }",
};

fn fill(cuda: &Cuda, value: f32, mut y: SliceMut<'_, f32>) {
    let y = y.write();
    // SAFETY: `fill` writes each of the `n` elements once.
    unsafe { cuda.launch::<f32>(&GOOD, "fill", Grid::over(y.len()), &[&y.len(), &value, &y]) }
}

#[test]
fn what_is_uploaded_is_downloaded() {
    let Some(cuda) = alone() else { return };
    let mut buffer = cuda.buffer::<f32>(5).unwrap();
    let mut values = [f32::NAN; 5];
    cuda.download(buffer.read(), &mut values).unwrap();
    assert_eq!(values, [0.0; 5], "memory is cleared");
    cuda.upload(&[1.0, 2.0, 3.0], buffer.write().part(1..4));
    cuda.download(buffer.read(), &mut values).unwrap();
    assert_eq!(values, [0.0, 1.0, 2.0, 3.0, 0.0]);
    assert_eq!(cuda.scalar(buffer.read().part(3..5)), Some(3.0));
    let mut other = cuda.buffer::<f32>(2).unwrap();
    cuda.copy(buffer.read().part(2..4), other.write());
    cuda.download(other.read(), &mut values[..2]).unwrap();
    assert_eq!(values[..2], [2.0, 3.0]);

    let mut nothing = cuda.buffer::<f32>(0).unwrap();
    cuda.upload(&[], nothing.write());
    fill(&cuda, 1.0, nothing.write());
    assert_eq!((cuda.download(nothing.read(), &mut []), cuda.take_fault()), (Some(()), None));
}

#[test]
fn a_kernel_writes_all_elements() {
    let Some(cuda) = alone() else { return };
    for n in [1, 255, 256, 257, 4096 * 256 + 3] {
        let mut y = cuda.buffer::<f32>(n).unwrap();
        fill(&cuda, 7.0, y.write());
        let mut values = vec![0.0; n];
        cuda.download(y.read(), &mut values).unwrap();
        assert!(values.iter().all(|&value| value == 7.0), "{n}");
    }
}

#[test]
fn indices_have_the_bits_that_sizes_need() {
    let Some(mut cuda) = alone() else { return };
    for (wide, bytes) in [(false, 4), (true, 8)] {
        cuda.wide = wide;
        let mut y = cuda.buffer::<i32>(1).unwrap();
        // SAFETY: `width` writes one element.
        unsafe { cuda.launch::<f32>(&GOOD, "width", Grid::blocks(1), &[&y.write()]) };
        assert_eq!(cuda.scalar(y.read()), Some(bytes));
    }
}

#[test]
fn the_first_fault_is_kept_and_stops_the_rest() {
    static BROKEN: Source = Source { folder: "broken", text: "KERNEL broken() { this is no C++ }" };
    let Some(cuda) = alone() else { return };
    let mut y = cuda.buffer::<f32>(3).unwrap();
    // SAFETY: none of them is started.
    unsafe {
        cuda.launch::<f32>(&BROKEN, "broken", Grid::blocks(1), &[]);
        cuda.launch::<f32>(&GOOD, "nowhere", Grid::blocks(1), &[]);
    }
    fill(&cuda, 1.0, y.write());
    cuda.upload(&[1.0; 3], y.write());
    assert_eq!(cuda.scalar(y.read()), None);
    cuda.with_temporary::<f32>(1, |_| panic!("work is not done after a fault"));
    let fault = cuda.take_fault();
    assert!(matches!(fault, Some(Fault::Compile { operation: "broken", .. })), "{fault:?}");

    assert_eq!(cuda.take_fault(), None);
    fill(&cuda, 1.0, y.write());
    assert_eq!(cuda.scalar(y.read()), Some(1.0));
}

/// Another thread's work is left undone too, and each is told that of its own.
#[test]
fn every_thread_is_told_of_what_it_asked_for() {
    static BROKEN: Source = Source { folder: "broken too", text: "KERNEL broken() { this is no C++ }" };
    let Some(cuda) = alone() else { return };
    // SAFETY: it is not started.
    let fail = || unsafe { cuda.launch::<f32>(&BROKEN, "broken", Grid::blocks(1), &[]) };
    let told = |work: &(dyn Fn() + Sync)| {
        std::thread::scope(|scope| {
            let told = scope.spawn(|| {
                work();
                cuda.take_known_fault()
            });
            told.join().unwrap()
        })
    };
    fail();
    assert_eq!(told(&|| ()), None, "it has asked for nothing");
    let first = told(&|| cuda.synchronize());
    assert!(matches!(first, Some(Fault::Compile { operation: "broken too", .. })), "{first:?}");
    let second = cuda.take_known_fault();
    assert!(matches!(second, Some(Fault::Work { work: "work of another thread", .. })), "{second:?}");
    assert_eq!((cuda.take_known_fault(), cuda.take_fault()), (None, None));
}

#[test]
fn arguments_of_other_types_are_a_fault() {
    let Some(cuda) = alone() else { return };
    let mut y = cuda.buffer::<f64>(3).unwrap();
    let message = |kernel, arguments: &[&dyn launch::Argument]| {
        // SAFETY: none of them is started.
        unsafe { cuda.launch::<f32>(&GOOD, kernel, Grid::blocks(1), arguments) };
        cuda.take_fault().expect("a fault").to_string()
    };
    let start = "the CUDA kernel `fill` of `good` cannot be launched: ";
    assert_eq!(message("fill", &[&3_usize]), format!("{start}it takes 3 arguments, not 1"));
    let swapped: [&dyn launch::Argument; 3] = [&1.0_f32, &3_usize, &y.write()];
    assert_eq!(message("fill", &swapped), format!("{start}argument 0 is Value(F32), not Value(Index)"));
    let other: [&dyn launch::Argument; 3] = [&3_usize, &1.0_f32, &y.write()];
    assert_eq!(message("fill", &other), format!("{start}argument 2 is Write(F64), not Write(F32)"));
    assert!(message("nowhere", &[]).ends_with("there is no such kernel in the source"));
}

#[test]
fn memory_that_there_is_not_is_a_fault() {
    let Some(cuda) = alone() else { return };
    let bytes = 1 << 55;
    assert_eq!(cuda.buffer::<u8>(bytes).err(), Some(Fault::Memory { ordinal: 0, bytes }));
    assert!(matches!(Cuda::new(4096), Err(Fault::Device { ordinal: 4096, .. })));
}

#[test]
fn temporary_memory_is_used_again() {
    let Some(cuda) = alone() else { return };
    let lend = |len: usize| {
        let mut address = 0;
        cuda.with_temporary::<f32>(len, |slice| {
            assert_eq!(slice.len(), len);
            address = slice.pointer();
        });
        address
    };
    let first = lend(100);
    assert_eq!([lend(100), lend(7)], [first; 2]);
    cuda.with_temporary::<f32>(10, |a| {
        cuda.with_temporary::<f32>(10, |b| assert_ne!(a.pointer(), b.pointer()));
    });
    let larger = lend(1000);
    assert_eq!([lend(500), lend(1000)], [larger; 2]);
    assert_eq!(lend(0) % 4, 0);
    assert_eq!(cuda.take_fault(), None);
}

static ONE: Source = Source { folder: "number", text: "KERNEL number(Output y) { y[0] = 1; }" };
static TWO: Source = Source { folder: "number", text: "KERNEL number(Output y) { y[0] = 2; }" };

fn number(cuda: &Cuda, source: &'static Source) -> Option<f32> {
    let mut y = cuda.buffer::<f32>(1).unwrap();
    // SAFETY: `number` writes one element.
    unsafe { cuda.launch::<f32>(source, "number", Grid::blocks(1), &[&y.write()]) };
    cuda.scalar(y.read())
}

/// What lies in the cache is run: in the place of one kernel there is another here.
#[test]
fn what_was_compiled_is_taken_from_the_cache() {
    let scratch = Scratch::new("compiled");
    let Some(cuda) = with_cache(scratch.cache()) else { return };
    assert_eq!(number(&cuda, &ONE), Some(1.0));
    let [one] = &scratch.files()[..] else { panic!("{:?}", scratch.files()) };
    assert_eq!(number(&with_cache(scratch.cache()).unwrap(), &TWO), Some(2.0));

    let capability = &cuda.device.capability;
    let [keys @ .., other] = [(&ONE, "float", false), (&TWO, "float", false), (&ONE, "double", false)]
        .map(|(source, real, is_wide)| compile::key(&compile::of_all_sizes(source, real, is_wide), capability));
    assert_ne!(keys[0], other);
    scratch.cache().keep(&keys[0], &scratch.cache().find(&keys[1]).unwrap());
    assert_eq!(number(&with_cache(scratch.cache()).unwrap(), &ONE), Some(2.0));

    for foreign in [&b"no program at all"[..], b""] {
        scratch.cache().keep(&keys[0], foreign);
        assert_eq!(number(&with_cache(scratch.cache()).unwrap(), &ONE), Some(1.0), "it is compiled anew");
        assert_eq!(number(&with_cache(scratch.cache()).unwrap(), &ONE), Some(1.0));
    }
    std::fs::write(one, "").unwrap();
    assert_eq!(number(&with_cache(scratch.cache()).unwrap(), &ONE), Some(1.0));
}

#[test]
fn what_is_recorded_is_done_again() {
    let Some(cuda) = alone() else { return };
    let mut y = cuda.buffer::<f32>(300).unwrap();
    let through = |value: f32, mut y: SliceMut<'_, f32>| {
        cuda.with_temporary::<f32>(300, |mut memory| {
            fill(&cuda, value, memory.write());
            cuda.copy(memory.read(), y.write());
        });
    };
    through(1.0, y.write());
    let mut times = 0;
    let recording = cuda.record(&mut || {
        times += 1;
        through(5.0, y.write());
    });
    let recording = recording.expect("it can be recorded");
    assert_eq!((times, cuda.scalar(y.read())), (1, Some(5.0)));
    // What is lent now is not what the recording comes back to.
    cuda.with_temporary::<f32>(300, |mut memory| {
        fill(&cuda, 7.0, memory.write());
        fill(&cuda, 2.0, y.write());
        cuda.replay(&recording);
        assert_eq!((cuda.scalar(memory.read()), cuda.scalar(y.read())), (Some(7.0), Some(5.0)));
    });
    assert_eq!((times, cuda.take_fault()), (1, None));
}

#[test]
fn what_cannot_be_recorded_is_done_all_the_same() {
    let Some(cuda) = alone() else { return };
    let mut y = cuda.buffer::<f32>(3).unwrap();
    let mut times = 0;
    let recording = cuda.record(&mut || {
        times += 1;
        fill(&cuda, 2.0, y.write());
        cuda.synchronize();
        fill(&cuda, 3.0, y.write());
    });
    assert!(recording.is_none());
    assert_eq!((times, cuda.scalar(y.read()), cuda.take_fault()), (2, Some(3.0), None));
    assert!(cuda.record(&mut || fill(&cuda, 4.0, y.write())).is_some(), "others are recorded");
    assert_eq!(cuda.scalar(y.read()), Some(4.0));
}

/// A fault of a device is the end of its work in a process, so that the test runs in one of its own.
#[test]
fn a_fault_in_what_was_recorded_is_told() {
    const ALONE: &str = "NETWEAVE_TEST_ALONE";
    static WRITER: Source =
        Source { folder: "writer", text: "KERNEL put(UnsignedInput at, Output y) { y[at[0]] = 1; }" };
    let Some(cuda) = alone() else { return };
    if std::env::var_os(ALONE).is_none() {
        let mut test = std::process::Command::new(std::env::current_exe().unwrap());
        test.args(["--exact", "kernels::cuda::tests::a_fault_in_what_was_recorded_is_told", "--nocapture"]);
        let said = test.env(ALONE, "1").output().unwrap();
        let said = String::from_utf8_lossy(&said.stdout).into_owned() + &String::from_utf8_lossy(&said.stderr);
        assert!(said.contains("the fault is told: Some(Work"), "{said}");
        return;
    }
    let (mut at, mut y) = (cuda.buffer::<u64>(1).unwrap(), cuda.buffer::<f32>(4).unwrap());
    // SAFETY: it writes one element, which is there as long as `at` holds less than 4.
    let recording =
        cuda.record(&mut || unsafe { cuda.launch::<f32>(&WRITER, "put", Grid::blocks(1), &[&at.read(), &y.write()]) });
    let recording = recording.expect("it can be recorded");
    assert_eq!(cuda.scalar(y.read()), Some(1.0));
    cuda.upload(&[1 << 40], at.write());
    cuda.replay(&recording);
    cuda.synchronize();
    println!("the fault is told: {:?}", cuda.take_fault());
    // What a destructor would say of a device that has failed is not what is tested.
    std::process::exit(0);
}
