//! Tables of LaTeX with `booktabs`.

use super::{Align, Table};

pub(super) fn render(table: &Table) -> String {
    let sides: String =
        table.columns.iter().map(|column| if column.align == Align::Left { 'l' } else { 'r' }).collect();
    let names: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
    let mut lines = vec![
        r"\begin{table}".to_owned(),
        r"\centering".to_owned(),
        format!(r"\caption{{{}}}", escaped(&table.title)),
        format!(r"\begin{{tabular}}{{{sides}}}"),
        r"\toprule".to_owned(),
        line(&names),
        r"\midrule".to_owned(),
    ];
    for (i, row) in table.texts().iter().enumerate() {
        lines.extend((0 < i && i == table.first_summary()).then(|| r"\midrule".to_owned()));
        lines.push(line(row));
    }
    lines.extend([r"\bottomrule".to_owned(), r"\end{tabular}".to_owned()]);
    lines.extend(table.notes.iter().map(|note| format!(r"\par\footnotesize {}", escaped(note))));
    lines.push(r"\end{table}".to_owned());
    lines.join("\n") + "\n"
}

fn line(cells: &[String]) -> String {
    cells.iter().map(|cell| escaped(cell)).collect::<Vec<_>>().join(" & ") + r" \\"
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => out.extend(['\\', c]),
            '\\' => out.push_str(r"\textbackslash{}"),
            '~' => out.push_str(r"\textasciitilde{}"),
            '^' => out.push_str(r"\textasciicircum{}"),
            '<' => out.push_str(r"\textless{}"),
            '>' => out.push_str(r"\textgreater{}"),
            '–' => out.push_str("--"),
            '±' => out.push_str(r"$\pm$"),
            _ => out.push(c),
        }
    }
    out
}
