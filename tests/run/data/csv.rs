use std::path::Path;

use netweave::Error;
use netweave::data::Csv;

use super::refuses;

fn write(content: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), content).unwrap();
    file
}

fn pairs(file: &Path) -> Result<Vec<[f64; 2]>, Error> {
    Csv::new(file).read(|row| Ok([row.number(0)?, row.number(1)?]))
}

#[test]
fn numbers_are_read() {
    let file = write("1,2\n -3.5 ,\t4e-1\n\n0.1,1e300");
    assert_eq!(pairs(file.path()).unwrap(), [[1.0, 2.0], [-3.5, 0.4], [0.1, 1e300]]);
    assert!(pairs(write("").path()).unwrap().is_empty());
}

#[test]
fn quotes_delimiters_and_headers() {
    let file = write("name;count\r\n\"two; \"\"or\"\" three\";2\r\nécru;1\r\n");
    let rows = Csv::new(file.path()).header().delimiter(b';');
    let rows = rows.read(|row| Ok((row.text(0)?.to_owned(), row.whole(1, 0..=2)?))).unwrap();
    assert_eq!(rows, [("two; \"or\" three".to_owned(), 2), ("écru".to_owned(), 1)]);
}

#[test]
fn a_file_that_is_missing() {
    let error = pairs(Path::new("nowhere/a.csv")).unwrap_err();
    assert_eq!(error.to_string(), "nowhere/a.csv: No such file or directory (os error 2)");
}

#[test]
fn rows_of_other_lengths() {
    refuses("1,2\n3\n", pairs, ":2: expected 2 columns, found 1");
    refuses("1,2\n\n3,4,5\n", pairs, ":3: expected 2 columns, found 3");
    refuses("1,2\n", |file| Csv::new(file).columns(3).read(|_| Ok(())), ":1: expected 3 columns, found 2");
    refuses("1\n", pairs, ":1: there is no column 2, only 1");
}

#[test]
fn fields_that_are_no_numbers() {
    refuses("1,2\n3,four\n", pairs, ":2: column 2 is `four`, expected a number");
    refuses("1,2\n3,\n", pairs, ":2: column 2 is ``, expected a number");
    refuses("1,nan\n", pairs, ":1: column 2 is `nan`, expected a number");
    refuses("1e999,2\n", pairs, ":1: column 1 is `1e999`, expected a number");
    refuses("1,\"a\nb\"\n", pairs, ":1: column 2 is `a\\nb`, expected a number");
}

#[test]
fn whole_numbers_out_of_range() {
    let classes = |file: &Path| Csv::new(file).header().read(|row| row.whole(1, 0..=9));
    refuses("x,class\n0,10\n", classes, ":2: column 2 (`class`) is `10`, expected a whole number from 0 to 9");
    refuses("x,class\n0,-1\n", classes, ":2: column 2 (`class`) is `-1`, expected a whole number from 0 to 9");
    refuses("x,class\n0,1.0\n", classes, ":2: column 2 (`class`) is `1.0`, expected a whole number from 0 to 9");
}

#[test]
fn bytes_that_are_not_text() {
    refuses(b"1,2\n3,\xff\n", pairs, ":2: column 2 is not UTF-8");
}
