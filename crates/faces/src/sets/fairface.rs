//! `FairFace`: age, gender and race of faces without expressions.

use std::path::Path;

use super::Draft;
use super::listing::{Line, List, bad_cell, not_there};
use crate::FaceId;
use crate::layout::Layout;
use crate::manifest::Row;
use crate::picture_files::name_of;
use crate::read_error::{ReadError, RowFault};

const COLUMNS: [&str; 5] = ["file", "age", "gender", "race", "service_test"];

/// The values of each group, as the makers spell them (Kärkkäinen and Joo 2021).
const GENDERS: [&str; 2] = ["Female", "Male"];
const AGES: [&str; 9] = ["0-2", "3-9", "10-19", "20-29", "30-39", "40-49", "50-59", "60-69", "more than 70"];
const RACES: [&str; 7] =
    ["White", "Black", "Latino_Hispanic", "East Asian", "Southeast Asian", "Indian", "Middle Eastern"];

/// Reads `fairface_label_train.csv` and `fairface_label_val.csv`, or one of them by its path.
pub(super) fn read(path: &Path) -> Result<Draft, ReadError> {
    let root = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new("")) };
    let lists = if path.is_dir() {
        ["train", "val"].map(|split| path.join(format!("fairface_label_{split}.csv"))).to_vec()
    } else {
        vec![path.to_owned()]
    };
    let lists: Vec<_> = lists.into_iter().filter(|list| list.is_file()).collect();
    if lists.is_empty() {
        return Err(not_there(path, Layout::FairFace, "fairface_label_train.csv or fairface_label_val.csv"));
    }
    let mut draft = Draft::new(root);
    for list in lists {
        let split = ["train", "val"].into_iter().find(|split| name_of(&list) == format!("fairface_label_{split}.csv"));
        let list = List::read(&list, Layout::FairFace, &COLUMNS)?;
        list.lines().for_each(|line| draft.push(Some(line.number), row(line, split)));
    }
    Ok(draft)
}

fn row(line: Line, split: Option<&str>) -> Result<Row, RowFault> {
    let known = [("gender", &GENDERS[..]), ("age", &AGES[..]), ("race", &RACES[..])];
    let mut row = Row::new(FaceId::new(line.cell("file"))?, None, split.map(str::to_owned));
    for (column, values) in known {
        let found = line.cell(column);
        if !values.contains(&found) {
            return Err(bad_cell(column, found, &format!("one of {}", values.join(", "))));
        }
        row.groups.insert(column.to_owned(), found.to_owned());
    }
    let service_test = match line.cell("service_test") {
        "True" => "yes",
        "False" => "no",
        found => return Err(bad_cell("service_test", found, "True or False")),
    };
    row.groups.insert("service_test".to_owned(), service_test.to_owned());
    Ok(row)
}

#[cfg(test)]
mod tests;
