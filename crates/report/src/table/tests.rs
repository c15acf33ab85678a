//! Tests of the renderers on hostile words.

use proptest::prelude::*;

use super::*;

fn hostile() -> Table {
    let mut table = Table::new("a & b | <c>", vec![Column::words("name"), Column::numbers("rate_1 (%)")]);
    table.rows = vec![
        vec![Value::words("<script>alert(\"x\")</script>"), Value::percent(Some(0.5), 2)],
        vec![Value::words("50 % of $x_{1}$ | \\y, z"), Value::percent(Some(f64::NAN), 2)],
    ];
    table.notes = vec!["one * two".to_owned()];
    table
}

#[test]
fn words_cannot_break_a_format() {
    insta::assert_snapshot!(hostile().render(Format::Markdown), @r#"
    **a &amp; b \| &lt;c>**

    | name | rate\_1 (%) |
    | :-- | --: |
    | &lt;script>alert("x")&lt;/script> | 50.00 |
    | 50 % of $x\_{1}$ \| \\y, z | – |

    one \* two
    "#);
    insta::assert_snapshot!(hostile().render(Format::Latex), @r#"
    \begin{table}
    \centering
    \caption{a \& b | \textless{}c\textgreater{}}
    \begin{tabular}{lr}
    \toprule
    name & rate\_1 (\%) \\
    \midrule
    \textless{}script\textgreater{}alert("x")\textless{}/script\textgreater{} & 50.00 \\
    50 \% of \$x\_\{1\}\$ | \textbackslash{}y, z & -- \\
    \bottomrule
    \end{tabular}
    \par\footnotesize one * two
    \end{table}
    "#);
    assert_eq!(
        hostile().render(Format::Csv),
        "name,rate_1 (%)\r\n\"<script>alert(\"\"x\"\")</script>\",50.00\r\n\"50 % of $x_{1}$ | \\y, z\",\r\n"
    );
}

#[test]
fn points_carry_their_sign() {
    let check = |value: f64, text: &str| assert_eq!(Value::points(Some(value)).text(), text);
    check(0.098, "+9.8");
    check(-0.0123, "-1.2");
    check(-0.0001, "0.0");
    check(f64::INFINITY, "–");
}

proptest! {
    #[test]
    fn json_and_width_hold_for_any_words(cells in prop::collection::vec("[a-zé<&|]{1,12}( [a-z]{1,9}){0,30}", 1..6), fraction in 0.0..1.0_f64) {
        let mut table = Table::new("any", vec![Column::words("words"), Column::words("more"), Column::numbers("rate (%)")]);
        table.rows = cells.iter().map(|c| vec![Value::words(c), Value::words(c), Value::percent(Some(fraction), 1)]).collect();
        prop_assert!(table.render(Format::Terminal).lines().all(|line| line.chars().count() <= 100));
        prop_assert_eq!(serde_json::from_str::<Table>(&table.render(Format::Json)).unwrap(), table);
    }
}

#[test]
fn a_paragraph_hangs_behind_its_mark_and_breaks_between_words() {
    let text = paragraph("  - ", &["word"; 40].join(" "));
    let lines: Vec<_> = text.lines().collect();
    assert!(lines[0].starts_with("  - word") && lines[1..].iter().all(|line| line.starts_with("    word")), "{text}");
    assert!(
        lines.len() > 1 && lines.iter().all(|line| line.chars().count() <= 100 && line.ends_with("word")),
        "{text}"
    );
    assert_eq!(paragraph("", "short"), "short\n");
}
