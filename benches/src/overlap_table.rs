//! Prints what a step costs on more and more ranks: the table of the book's chapter on towers.

fn main() {
    println!("{}", netweave_benches::overlap::Table);
}
