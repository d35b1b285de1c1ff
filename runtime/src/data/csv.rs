use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use csv::{ErrorKind, ReaderBuilder, StringRecord};

use crate::storage::Dtype;
use crate::{Error, Place};

/// A file of comma-separated values ([RFC 4180](https://www.rfc-editor.org/rfc/rfc4180)), read row by row.
///
/// ```
/// use netweave::data::Csv;
///
/// # let file = std::env::temp_dir().join(format!("netweave-csv-{}", std::process::id()));
/// # std::fs::write(&file, "length,width,species\n5.1,3.5,setosa\n7.0,3.2,versicolor\n").unwrap();
/// let flowers = Csv::new(&file).header().read(|row| {
///     let species = match row.text(2)? {
///         "setosa" => 0,
///         "versicolor" => 1,
///         other => return Err(row.refuse(2, &format!("is `{other}`, which is no species that we know"))),
///     };
///     Ok(([row.number::<f32>(0)?, row.number(1)?], species))
/// })?;
/// assert_eq!(flowers, [([5.1, 3.5], 0), ([7.0, 3.2], 1)]);
/// # std::fs::remove_file(&file).unwrap();
/// # Ok::<(), netweave::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Csv {
    file: PathBuf,
    header: bool,
    delimiter: u8,
    columns: Option<usize>,
}

impl Csv {
    /// A file without a header, with commas between its columns.
    pub fn new(file: impl AsRef<Path>) -> Self {
        Self { file: file.as_ref().to_owned(), header: false, delimiter: b',', columns: None }
    }

    /// Says that the first line names the columns.
    pub fn header(mut self) -> Self {
        self.header = true;
        self
    }

    /// Sets what stands between columns.
    pub fn delimiter(mut self, delimiter: u8) -> Self {
        self.delimiter = delimiter;
        self
    }

    /// Sets how many columns there must be; else the first line tells.
    pub fn columns(mut self, columns: usize) -> Self {
        self.columns = Some(columns);
        self
    }

    /// Reads what `parse` makes of each row. Empty lines are skipped, and so is white space around a field.
    ///
    /// # Errors
    /// [`Error::File`] with the line: if the file cannot be read or is not UTF-8, if a row has more or fewer columns
    /// than it should, or where `parse` says so.
    pub fn read<T>(&self, mut parse: impl FnMut(Row<'_>) -> Result<T, Error>) -> Result<Vec<T>, Error> {
        let bytes = fs::read(&self.file).map_err(|error| Error::io(&self.file, &error))?;
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .trim(csv::Trim::All)
            .from_reader(bytes.as_slice());

        let mut header = None;
        let mut columns = self.columns;
        let mut rows = Vec::new();
        let mut record = StringRecord::new();
        loop {
            let line = line_of_next(&bytes, reader.position());
            if !reader.read_record(&mut record).map_err(|error| self.explain(&error, line))? {
                return Ok(rows);
            }
            let expected = *columns.get_or_insert(record.len());
            if record.len() != expected {
                let reason = format!("expected {expected} columns, found {}", record.len());
                return Err(Error::file(&self.file, Place::Line(line), reason));
            }
            if self.header && header.is_none() {
                header = Some(record.clone());
            } else {
                rows.push(parse(Row { file: &self.file, header: header.as_ref(), record: &record, line })?);
            }
        }
    }

    fn explain(&self, error: &csv::Error, line: u64) -> Error {
        let reason = match error.kind() {
            ErrorKind::Io(error) => error.to_string(),
            ErrorKind::Utf8 { err, .. } => format!("column {} is not UTF-8", err.field() + 1),
            _ => error.to_string(),
        };
        Error::file(&self.file, Place::Line(line), reason)
    }
}

/// The line of the next row: `position` is behind the last one, and empty lines may follow.
fn line_of_next(bytes: &[u8], position: &csv::Position) -> u64 {
    let rest = bytes.get(position.byte() as usize..).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    position.line() + empty.filter(|&&byte| byte == b'\n').count() as u64
}

/// A row of a [`Csv`] file. Columns are counted from 0 here, and from 1 in what errors say.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    file: &'a Path,
    header: Option<&'a StringRecord>,
    record: &'a StringRecord,
    line: u64,
}

impl<'a> Row<'a> {
    /// The number of columns.
    pub fn columns(&self) -> usize {
        self.record.len()
    }

    /// The text of a column.
    ///
    /// # Errors
    /// [`Error::File`] if there are not so many columns.
    pub fn text(&self, column: usize) -> Result<&'a str, Error> {
        self.record.get(column).ok_or_else(|| {
            let reason = format!("there is no column {}, only {}", column + 1, self.columns());
            Error::file(self.file, Place::Line(self.line), reason)
        })
    }

    /// The number in a column.
    ///
    /// # Errors
    /// [`Error::File`] if there is none, or it is not finite.
    pub fn number<E: Dtype + FromStr>(&self, column: usize) -> Result<E, Error> {
        let text = self.text(column)?;
        match text.parse() {
            Ok(number) if num_traits::Float::is_finite(number) => Ok(number),
            _ => Err(self.refuse(column, &format!("is `{}`, expected a number", text.escape_debug()))),
        }
    }

    /// The whole number in a column.
    ///
    /// # Errors
    /// [`Error::File`] if there is none in the range.
    pub fn whole(&self, column: usize, range: RangeInclusive<usize>) -> Result<usize, Error> {
        let text = self.text(column)?;
        match text.parse() {
            Ok(number) if range.contains(&number) => Ok(number),
            _ => {
                let (least, greatest) = (range.start(), range.end());
                let expected = format!("expected a whole number from {least} to {greatest}");
                Err(self.refuse(column, &format!("is `{}`, {expected}", text.escape_debug())))
            }
        }
    }

    /// An error about a column: the file, the line and the column, then `reason`.
    pub fn refuse(&self, column: usize, reason: &str) -> Error {
        let name = self.header.and_then(|header| header.get(column));
        let name = name.map(|name| format!(" (`{}`)", name.escape_debug())).unwrap_or_default();
        Error::file(self.file, Place::Line(self.line), format!("column {}{name} {reason}", column + 1))
    }
}
