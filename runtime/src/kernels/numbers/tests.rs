use super::super::Cpu;
use super::Numbers;

#[test]
fn they_are_the_same_numbers() {
    let mut y = [f32::NAN; 3];
    Cpu.indices(&[0, 70_000, 3], &mut y);
    assert_eq!(y, [0.0, 70_000.0, 3.0]);
    Cpu.constants(&[-0.5, 1e9, 0.1], &mut y);
    assert_eq!(y, [-0.5, 1e9, 0.1]);
}
