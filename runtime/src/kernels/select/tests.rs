use super::super::Cpu;
use super::super::check::values;
use super::Select;

#[test]
fn what_is_above_zero_chooses_the_first() {
    let condition = [1.0, 0.0, -1.0, f32::MIN_POSITIVE, f32::INFINITY, f32::NAN];
    let (a, b) = ([1.0, 2.0, f32::NAN, 4.0, 5.0, f32::NAN], [f32::NAN, -2.0, -3.0, f32::NAN, f32::NAN, -6.0]);
    let mut y = [0.0; 6];
    Cpu.forward(&condition, &a, &b, &mut y);
    assert_eq!(y, [1.0, -2.0, -3.0, 4.0, 5.0, -6.0]);
}

#[test]
fn what_is_above_zero_is_filled() {
    let condition = [1.0, 0.0, -1.0, f32::NAN];
    let mut y = [0.0; 4];
    Cpu.fill(9.5, &condition, &[f32::NAN, 2.0, 3.0, 4.0], &mut y);
    assert_eq!(y, [9.5, 2.0, 3.0, 4.0]);
}

#[test]
fn gradients_are_added_to_the_chosen() {
    let condition: Vec<f64> = values(1, 70_001);
    let dy: Vec<f64> = values(2, condition.len());
    let before: Vec<f64> = values(3, condition.len());
    for chosen in [true, false] {
        let mut dx = before.clone();
        Cpu.backward(chosen, &condition, &dy, &mut dx);
        for i in 0..dx.len() {
            let expected = if (condition[i] > 0.0) == chosen { before[i] + dy[i] } else { before[i] };
            assert_eq!(dx[i], expected, "element {i}");
        }
    }
}
