//! When training stops early.

use netweave::EarlyStopping;

/// After how many values it stops.
fn stops(mut stopping: EarlyStopping, values: &[f64]) -> Option<usize> {
    values.iter().position(|&value| stopping.observe(value)).map(|index| index + 1)
}

#[test]
fn it_stops_when_patience_is_over() {
    let losses = [3.0, 2.0, 2.0, 2.5, 1.0, 1.5, 1.0, 1.1, 0.5];
    assert_eq!(stops(EarlyStopping::new(0), &losses), Some(3));
    assert_eq!(stops(EarlyStopping::new(1), &losses), Some(4));
    assert_eq!(stops(EarlyStopping::new(2), &losses), Some(8));
    assert_eq!(stops(EarlyStopping::new(3), &losses), None);
}

#[test]
fn higher_is_better_where_it_is_told_so() {
    let accuracies = [0.1, 0.3, 0.2, 0.4, 0.4, 0.3];
    assert_eq!(stops(EarlyStopping::new(1).maximize(), &accuracies), Some(6));
    assert_eq!(stops(EarlyStopping::new(1), &accuracies), Some(3));
}

#[test]
fn it_tells_when_the_weights_are_the_best() {
    let mut stopping = EarlyStopping::new(5);
    assert_eq!((stopping.best(), stopping.improved()), (None, false));
    let expected = [
        (f64::NAN, None, false),
        (2.0, Some(2.0), true),
        (f64::NEG_INFINITY, Some(2.0), false),
        (2.0, Some(2.0), false),
        (1.0, Some(1.0), true),
    ];
    for (value, best, improved) in expected {
        assert!(!stopping.observe(value));
        assert_eq!((stopping.best(), stopping.improved()), (best, improved), "{value}");
    }
}
