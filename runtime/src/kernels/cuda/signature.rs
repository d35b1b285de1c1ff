//! What kernels take, read from their source, so that a launch with other arguments is a fault and not a read of
//! whatever lies there.

/// The types of numbers that kernels know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Number {
    F32,
    F64,
    I32,
    U64,
    Bool,
    /// As many bits as the sizes of a launch need.
    Index,
}

/// What a kernel takes in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Parameter {
    Value(Number),
    Read(Number),
    Write(Number),
}

impl Parameter {
    /// Whether an argument can be given here; what may be written may be read.
    pub(super) fn takes(self, argument: Self) -> bool {
        match (self, argument) {
            (Parameter::Read(number), Parameter::Write(given)) => number == given,
            _ => self == argument,
        }
    }
}

/// The parameters of a kernel: those between the brackets of the line that starts with `KERNEL name(`.
///
/// A macro may stand for several. The prelude has the words for types.
pub(super) fn parameters(text: &str, kernel: &str, real: Number) -> Result<Vec<Parameter>, String> {
    let start = format!("KERNEL {kernel}(");
    let line = text.lines().find(|line| line.starts_with(&start)).ok_or("there is no such kernel in the source")?;
    // Parameters may be on several lines.
    let from = line.as_ptr() as usize - text.as_ptr() as usize + start.len();
    let list = text[from..].split(')').next().unwrap_or_default();
    let mut parameters = Vec::new();
    read(text, list, real, &mut parameters)?;
    Ok(parameters)
}

fn read(text: &str, list: &str, real: Number, parameters: &mut Vec<Parameter>) -> Result<(), String> {
    for declaration in list.split(',').map(str::trim).filter(|declaration| !declaration.is_empty()) {
        let mut words = declaration.split_whitespace().filter(|&word| word != "const");
        match (words.next(), words.next()) {
            (Some(name), None) => {
                let body = definition(text, name).ok_or_else(|| format!("`{name}` is not defined in the source"))?;
                read(text, &body, real, parameters)?;
            }
            (Some(word), Some(_)) => {
                parameters.push(parameter(word, real).ok_or_else(|| format!("`{declaration}` is of no known type"))?);
            }
            (None, _) => {}
        }
    }
    Ok(())
}

/// What the macro of this name stands for, the lines that go on with `\` put together.
fn definition(text: &str, name: &str) -> Option<String> {
    let start = format!("#define {name} ");
    let mut lines = text.lines().skip_while(|line| !line.starts_with(&start));
    let mut body = lines.next()?[start.len()..].to_string();
    while body.ends_with('\\') {
        body.pop();
        body.push_str(lines.next()?);
    }
    Some(body)
}

fn parameter(word: &str, real: Number) -> Option<Parameter> {
    let pointed = |prefix| match prefix {
        "" => Some(real),
        "Double" => Some(Number::F64),
        "Int" => Some(Number::I32),
        "Unsigned" => Some(Number::U64),
        _ => None,
    };
    if let Some(prefix) = word.strip_suffix("Input") {
        return pointed(prefix).map(Parameter::Read);
    }
    if let Some(prefix) = word.strip_suffix("Output") {
        return pointed(prefix).map(Parameter::Write);
    }
    let number = match word {
        "Real" => real,
        "double" => Number::F64,
        "int" => Number::I32,
        "Unsigned" => Number::U64,
        "bool" => Number::Bool,
        "Index" => Number::Index,
        _ => return None,
    };
    Some(Parameter::Value(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
#define BOTH const Index n, \\
    const Real number
// KERNEL of comments(
KERNEL first(BOTH, Input x, DoubleOutput sums) { work(1, 2); }
KERNEL second(
    const UnsignedInput indices,
    const Unsigned seed, bool chosen) {}
KERNEL nothing() {}
KERNEL unknown(float* x) {}
KERNEL undefined(ALL) {}
";

    #[test]
    fn parameters_are_read_from_the_source() {
        use Number::*;
        use Parameter::*;
        let of = |kernel| parameters(TEXT, kernel, F32);
        assert_eq!(of("first"), Ok(vec![Value(Index), Value(F32), Read(F32), Write(F64)]));
        assert_eq!(of("second"), Ok(vec![Read(U64), Value(U64), Value(Bool)]));
        assert_eq!(of("nothing"), Ok(vec![]));
        assert_eq!(of("unknown"), Err("`float* x` is of no known type".to_string()));
        assert_eq!(of("undefined"), Err("`ALL` is not defined in the source".to_string()));
        assert_eq!(of("of comments"), Err("there is no such kernel in the source".to_string()));
    }

    #[test]
    fn what_may_be_written_may_be_read() {
        let [read, write] = [Parameter::Read(Number::F32), Parameter::Write(Number::F32)];
        assert!(read.takes(write) && write.takes(write) && !write.takes(read));
        assert!(!read.takes(Parameter::Write(Number::F64)));
    }
}
