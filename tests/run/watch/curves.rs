use netweave::watch::Curves;

fn svg(curves: &Curves) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("curves.svg");
    curves.write_svg(&file).unwrap();
    std::fs::read_to_string(file).unwrap()
}

#[test]
fn curves_of_one_group_share_a_chart() {
    let mut curves = Curves::new();
    for step in 0..50 {
        curves.add("loss/training", step, 2.0 / (1 + step) as f64);
        curves.add("loss/test", step, 2.5 / (1 + step) as f64);
        curves.add("accuracy", step, 1.0 - 1.0 / (1 + step) as f64);
    }
    assert_eq!(curves.points("loss/test")[1], (1, 1.25));
    assert!(curves.points("loss").is_empty());
    let svg = svg(&curves);
    // Two charts of a height of 300.
    assert!(svg.starts_with("<svg width=\"720\" height=\"600\""), "{}", &svg[..80]);
    for text in ["loss\n", "accuracy\n", "loss/training\n", "loss/test\n", "step\n"] {
        assert!(svg.contains(text), "no {text:?}");
    }
    assert_eq!(svg.matches("stroke-width=\"2\"").count(), 3 + 2, "three lines, and two in the legend");
}

#[test]
fn what_cannot_be_drawn_is_left_out() {
    let mut curves = Curves::new();
    assert!(svg(&curves).starts_with("<svg "));
    for (step, value) in [(0, f64::NAN), (1, f64::INFINITY), (2, 3.0), (u64::MAX, 3.0)] {
        curves.add("loss", step, value);
    }
    curves.add("empty", 0, f64::NAN);
    let svg = svg(&curves);
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
}

#[test]
fn a_folder_that_is_missing() {
    let error = Curves::new().write_svg("nowhere/curves.svg").unwrap_err().to_string();
    assert_eq!(error, "nowhere/curves.svg: No such file or directory (os error 2)");
}
