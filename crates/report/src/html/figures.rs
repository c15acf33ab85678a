//! The plots of the page, each with one sentence that says what it shows.

use audit::{Cell, Condition, FourStep, ModelKind, TestKind};
use faces::Expression;

use super::words::{faces_of, percent, sentence};
use crate::page::{Curve, CurvePoint, Split, StudyPage};
use crate::plot::dots::{self, Dot, Row, Words};
use crate::plot::lines::{self, Scale, Series};
use crate::plot::{LegendEntry, Mark, Plot};
use crate::tables::DataNames;

/// Plots that belong together.
pub(super) struct Figure {
    pub id: &'static str,
    pub title: &'static str,
    pub sentence: String,
    pub reading: &'static str,
    pub legend: Vec<LegendEntry>,
    pub plots: Vec<Plot>,
}

/// Every figure that has data.
pub(super) fn all(page: &StudyPage) -> Vec<Figure> {
    let figures = [accuracies(page), predictions(page), curves(page)];
    figures.into_iter().filter(|figure| !figure.plots.is_empty()).collect()
}

fn legend(models: &[ModelKind], names: &DataNames) -> Vec<LegendEntry> {
    let entry = |model: &ModelKind| Mark::from(*model).legend(format!("trained on {}", names.training(*model)));
    models.iter().map(entry).collect()
}

fn models_of(study: &FourStep) -> Vec<ModelKind> {
    ModelKind::ALL.into_iter().filter(|model| study.has_model(*model)).collect()
}

fn cells_of(study: &FourStep, test: TestKind) -> Vec<&Cell> {
    ModelKind::ALL.into_iter().filter_map(|model| study.cell(Condition::new(model, test))).collect()
}

fn accuracies(page: &StudyPage) -> Figure {
    let study = &page.four_step;
    let plots = TestKind::ALL.into_iter().filter_map(|test| accuracy_plot(study, test)).collect();
    Figure {
        id: "accuracy",
        title: "Accuracy by expression",
        sentence: sentence(&best_and_worst(study)),
        reading: "Each mark is the share of faces named as annotated, the line through it the 95 % interval; in brackets \
                  the number of faces.",
        legend: legend(&models_of(study), &page.names),
        plots,
    }
}

fn accuracy_plot(study: &FourStep, test: TestKind) -> Option<Plot> {
    let cells = cells_of(study, test);
    let n_all = cells.first()?.accuracy?.n_faces;
    let dot = |cell: &Cell, estimate: Option<audit::Estimate>| {
        estimate.map(|e| Dot {
            mark: cell.model.into(),
            value: e.value,
            from: e.interval.low,
            to: e.interval.high,
            text: format!(
                "{}: {} ({} to {})",
                cell.model,
                percent(e.value),
                percent(e.interval.low),
                percent(e.interval.high)
            ),
        })
    };
    let class_row = |truth: Expression| {
        let dots: Vec<Dot> = cells.iter().filter_map(|cell| dot(cell, cell.recalls[truth.index()])).collect();
        let n = cells[0].recalls[truth.index()].map_or(0, |e| e.n_faces);
        Row { label: format!("{} ({n})", truth.paper_name()), dots, reference: None }
    };
    let all = cells.iter().filter_map(|cell| dot(cell, cell.accuracy)).collect();
    let mut rows = vec![Row { label: format!("All ({n_all})"), dots: all, reference: None }];
    rows.extend(Expression::ALL.map(class_row));
    let words = words(format!("accuracy-{test}"), format!("On {}", faces_of(test)), &rows);
    Some(dots::plot(words, &rows, 1.0))
}

/// Title and description; the description reads every row aloud.
fn words(id: String, title: String, rows: &[Row]) -> Words {
    let row_text = |row: &Row| {
        let texts: Vec<&str> = row.dots.iter().map(|dot| dot.text.as_str()).collect();
        format!("{}: {}", row.label, texts.join(", "))
    };
    Words { id, title, description: rows.iter().map(row_text).collect::<Vec<_>>().join("; ") }
}

fn best_and_worst(study: &FourStep) -> String {
    let tests = [TestKind::Disguised, TestKind::Real, TestKind::ReallyDisguised];
    let told = tests.into_iter().find_map(|test| {
        let cell = study.cell(Condition::new(ModelKind::Real, test))?;
        let known = || Expression::ALL.into_iter().filter_map(|e| Some((e, cell.recalls[e.index()]?)));
        let best = known().max_by(|a, b| a.1.value.total_cmp(&b.1.value))?;
        let worst = known().min_by(|a, b| a.1.value.total_cmp(&b.1.value))?;
        let part =
            |(e, r): (Expression, audit::Estimate), how| format!("{e} {how} ({}, n = {})", percent(r.value), r.n_faces);
        let (best, worst, faces) = (part(best, "best"), part(worst, "worst"), faces_of(test));
        Some(format!("on {faces} the model trained on real pictures recognises {best} and {worst}"))
    });
    told.unwrap_or_default()
}

fn predictions(page: &StudyPage) -> Figure {
    let study = &page.four_step;
    Figure {
        id: "predictions",
        title: "What the models say",
        sentence: sentence(&most_overused(study)),
        reading: "Each mark is the share of all faces that a model calls so; the grey upright line is the share that is \
                  annotated so.",
        legend: legend(&models_of(study), &page.names),
        plots: TestKind::ALL.into_iter().filter_map(|test| prediction_plot(study, test)).collect(),
    }
}

/// Shares of annotated and predicted expressions of a cell; `None` without found faces.
fn shares(cell: &Cell, expression: Expression) -> Option<(f64, f64)> {
    let (pooled, i) = (cell.pooled(), expression.index());
    let n = pooled.n_found();
    let share = |count: u32| f64::from(count) / n as f64;
    (n > 0).then(|| (share(pooled.support(audit::Missing::LeftOut)[i]), share(pooled.predicted()[i])))
}

fn prediction_plot(study: &FourStep, test: TestKind) -> Option<Plot> {
    let cells = cells_of(study, test);
    cells.first()?.accuracy?;
    let row = |expression: Expression| {
        let dot = |cell: &&Cell| {
            let value = shares(cell, expression)?.1;
            Some(Dot {
                mark: cell.model.into(),
                value,
                from: 0.0,
                to: value,
                text: format!("{}: {}", cell.model, percent(value)),
            })
        };
        let reference = shares(cells[0], expression).map(|(annotated, _)| annotated);
        Row { label: expression.paper_name().to_owned(), dots: cells.iter().filter_map(dot).collect(), reference }
    };
    let rows = Expression::ALL.map(row);
    let values = rows.iter().flat_map(|row| row.dots.iter().map(|dot| dot.value).chain(row.reference));
    let most = ((values.fold(0.0, f64::max) * 10.0).ceil() / 10.0).clamp(0.2, 1.0);
    let words = words(format!("predictions-{test}"), format!("On {}", faces_of(test)), &rows);
    Some(dots::plot(words, &rows, most))
}

fn most_overused(study: &FourStep) -> String {
    let excess = |cell: &&Cell, e: Expression| shares(cell, e).map(|(annotated, predicted)| predicted - annotated);
    let worst = study
        .cells
        .iter()
        .flat_map(|cell| Expression::ALL.map(|e| (cell, e)))
        .filter_map(|(cell, e)| Some((excess(&cell, e)?, cell, e)))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let told = worst.and_then(|(_, cell, e)| {
        let (annotated, predicted) = shares(cell, e)?;
        let faces = faces_of(cell.test);
        let step = cell.condition().step();
        Some(format!(
            "the strongest habit: step {step} calls {} of the {faces} “{e}”, where {} are annotated so",
            percent(predicted),
            percent(annotated)
        ))
    });
    told.unwrap_or_default()
}

fn curves(page: &StudyPage) -> Figure {
    let loss = |point: &CurvePoint| Some(point.loss);
    let accuracy = |point: &CurvePoint| point.accuracy;
    let panels = [
        lines::plot("loss-train", "Loss on training pictures", &series(&page.curves, Split::Train, loss), Scale::Loss),
        lines::plot("loss-held", "Loss on held-out pictures", &series(&page.curves, Split::HeldOut, loss), Scale::Loss),
        lines::plot(
            "accuracy-train",
            "Accuracy on training pictures",
            &series(&page.curves, Split::Train, accuracy),
            Scale::Percent,
        ),
        lines::plot(
            "accuracy-held",
            "Accuracy on held-out pictures",
            &series(&page.curves, Split::HeldOut, accuracy),
            Scale::Percent,
        ),
    ];
    let trained: Vec<ModelKind> =
        ModelKind::ALL.into_iter().filter(|model| page.curves.iter().any(|curve| curve.model == *model)).collect();
    Figure {
        id: "curves",
        title: "Learning curves",
        sentence: sentence(&learned(&page.curves)),
        reading: "Thick lines are means over seeds, thin lines single seeds; held-out pictures are never test pictures.",
        legend: legend(&trained, &page.names),
        plots: panels.into_iter().flatten().collect(),
    }
}

fn series(curves: &[Curve], split: Split, value: impl Fn(&CurvePoint) -> Option<f64>) -> Vec<Series> {
    let of_curve = |curve: &Curve| Series {
        model: curve.model,
        points: curve.points.iter().filter_map(|point| Some((point.epoch, value(point)?))).collect(),
    };
    curves.iter().filter(|curve| curve.split == split).map(of_curve).filter(|s| !s.points.is_empty()).collect()
}

fn learned(curves: &[Curve]) -> String {
    let ends = |split: Split| {
        let of_real = curves.iter().filter(|curve| curve.split == split && curve.model == ModelKind::Real);
        let values: Vec<f64> = of_real.filter_map(|curve| curve.points.last()?.accuracy).collect();
        (!values.is_empty()).then(|| percent(values.iter().sum::<f64>() / values.len() as f64))
    };
    match (ends(Split::Train), ends(Split::HeldOut)) {
        (Some(train), Some(held_out)) => {
            format!(
                "at the end the model trained on real pictures reaches {train} on its training pictures and {held_out} on held-out ones"
            )
        }
        (Some(only), None) | (None, Some(only)) => {
            format!("at the end the model trained on real pictures reaches {only}")
        }
        (None, None) => "loss by epoch".to_owned(),
    }
}
