//! What to do about an error, in one line each.

use detect::PrepareError;
use study::{ConfigError, ModelError, RunFolderError, StudyError};

/// The hints for an error, most specific first; libraries that know the remedy have put it into their message already.
pub fn of(error: &anyhow::Error) -> Vec<String> {
    let study = error.chain().find_map(|cause| cause.downcast_ref::<StudyError>()).and_then(of_study);
    let config = error.chain().find_map(|cause| cause.downcast_ref::<ConfigError>()).and_then(of_config);
    let prepare = error.chain().find_map(|cause| cause.downcast_ref::<PrepareError>()).and_then(of_prepare);
    study.or(config).or(prepare).map(str::to_owned).into_iter().collect()
}

fn of_config(error: &ConfigError) -> Option<&'static str> {
    matches!(error, ConfigError::Syntax(_)).then_some("configs/ holds complete examples")
}

fn of_study(error: &StudyError) -> Option<&'static str> {
    Some(match error {
        StudyError::Folder(RunFolderError::Exists { .. }) => {
            "`--resume` continues it, `--force` replaces it, `--out DIR` names another folder"
        }
        StudyError::Folder(RunFolderError::NotARun { .. }) => "name another folder with `--out DIR`",
        StudyError::Folder(RunFolderError::OtherConfig { .. }) => {
            "resume with the same flags, or start anew with `--force` or another `--out DIR`"
        }
        StudyError::Broken(_) => "repair or remove them, or allow a larger share with `data.max_broken_share`",
        StudyError::EmptyClass { what: "found", .. } => {
            "the detector found none of them: say `already_cropped = \"all\"` under [data.read] if the pictures are crops, \
             or lower `detect.detector.min_face_px`"
        }
        StudyError::EmptyClass { .. } => {
            "add faces of this class, drop the class with the label map, or split differently"
        }
        StudyError::Model(ModelError::Train(train::TrainError::Interrupted { .. })) => {
            "`--resume` continues where it stopped"
        }
        StudyError::Config(error) => return of_config(error),
        _ => return None,
    })
}

fn of_prepare(error: &PrepareError) -> Option<&'static str> {
    Some(match error {
        PrepareError::Begun { .. } => {
            "`--resume` continues it, `--force` begins anew, `--out DIR` names another folder"
        }
        PrepareError::OtherOptions { .. } => {
            "use the same set, flags and number of shards, begin anew with `--force`, or name another folder with `--out DIR`"
        }
        PrepareError::Unfinished { .. } => "finish every shard first, with `--resume` where one stopped",
        PrepareError::Folder { .. } | PrepareError::Write(_) | PrepareError::Crop(_) => {
            "make room or mend the folder, then continue with `--resume`: nothing that was done is lost"
        }
        _ => return None,
    })
}
