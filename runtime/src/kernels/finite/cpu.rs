use super::super::Cpu;
use super::super::optimizer::Optimizer;
use super::Finite;

for_floats!(Finite for Cpu {
    fn note_not_finite(&self, x: &[E], answer: &mut [E]) {
        answer[0] = if Optimizer::is_finite(self, x) { E::zero() } else { E::one() };
    }
});
