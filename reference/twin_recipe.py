"""The recipe of a run for its PyTorch twin: every field of run.toml is understood, or it is an error; see study_twin.py."""

import math
import sys
import tomllib

# Sections of run.toml that decide which crops there are, and nothing after that.
SECTIONS_OF_CROPS = ["format", "name", "data_seed", "data", "detect", "synthetic"]
RECIPE_NUMBERS = [
    "batch", "backbone_learning_rate", "head_learning_rate", "weight_decay", "momentum", "warm_up_share",
    "label_smoothing", "input_px",
]  # fmt: skip
AUGMENTATION_NUMBERS = [
    "crop_area", "crop_aspect", "flip_share", "rotation_degrees", "grayscale_share", "jitter_share",
    "jitter_brightness", "jitter_contrast", "jitter_saturation", "jitter_hue", "blur_share", "blur_sigma_px",
    "sharpness_share", "sharpness_factor", "autocontrast_share", "equalize_share", "cutouts", "cutout_side_px",
]  # fmt: skip


class Fields:
    """A table of run.toml, every field of which has to be taken."""

    def __init__(self, name, table):
        self.name, self.left = name, dict(table)

    def take(self, field, *known):
        """The value of a field; if `known` values are given, it has to be one of them."""
        if field not in self.left:
            sys.exit(f"error: run.toml has no field {self.name}.{field}; was it written by another version?")
        value = self.left.pop(field)
        if known and value not in known:
            sys.exit(f"error: {self.name}.{field} is {value!r}; known here: {', '.join(map(repr, known))}")
        return value

    def take_if_there(self, field, default, *known):
        """The value of a field that older runs lack, or that is left out where it is off."""
        return self.take(field, *known) if field in self.left else default

    def end(self):
        if self.left:
            fields = ", ".join(f"{self.name}.{field} = {value!r}" for field, value in self.left.items())
            sys.exit(f"error: not understood here, so the twin would be no twin: {fields}")


def read_config(run):
    """The recipe as nested dictionaries, checked field by field."""
    top = Fields("run", tomllib.loads((run / "run.toml").read_text()))
    sections = {section: top.take(section) for section in SECTIONS_OF_CROPS}
    if sections["synthetic"].get("designs", "once") != "once":
        sys.exit("error: disguises that change with every pass are not kept, so the twin would be no twin")
    config = {"seeds": top.take("seeds")}
    network = Fields("network", top.take("network"))
    config["initial"] = network.take("initial", "imagenet", "random")
    config["hidden"] = network.take("hidden")
    network.end()
    controls = Fields("controls", top.take("controls"))
    config["equal"] = controls.take("length", "equal-updates", "equal-epochs")
    controls.take("extra_undisguised")
    controls.take_if_there("covered", "skip")
    controls.end()
    config["recipe"] = read_recipe(top.take("train"))
    top.end()
    return config


def read_recipe(table):
    train = Fields("train", table)
    recipe = {name: train.take(name) for name in RECIPE_NUMBERS}
    recipe["length"] = train.take("length")
    recipe["update_rule"] = train.take("update_rule", "adamw", "sgd")
    recipe["schedule"] = train.take("schedule", "cosine", "constant")
    recipe["class_weights"] = train.take("class_weights", "none", "balanced")
    recipe["clip_norm"] = train.take_if_there("clip_norm", None)
    train.take_if_there("accumulate", 1, 1)
    train.take_if_there("mixup_alpha", 0.0, 0.0)
    train.take_if_there("checkpoint_every", None)
    augmentation = Fields("train.augmentation", train.take("augmentation"))
    recipe["augmentation"] = {name: augmentation.take(name) for name in AUGMENTATION_NUMBERS}
    augmentation.end()
    train.end()
    return recipe


def n_updates_of(recipe, n_samples, n_epochs):
    """Updates of the recipe for a training set; a last batch of one picture is left out, as in ours."""
    if n_epochs is None and "updates" in recipe["length"]:
        return recipe["length"]["updates"]
    return (n_epochs or recipe["length"]["epochs"]) * updates_per_pass(recipe, n_samples)


def updates_per_pass(recipe, n_samples):
    return n_samples // recipe["batch"] + (n_samples % recipe["batch"] >= 2)


def rate_share(recipe, update, n_updates):
    """Share of the full learning rates at an update: warm-up, then half a cosine."""
    warm_up = math.floor(recipe["warm_up_share"] * n_updates)
    if update < warm_up:
        return (update + 1) / warm_up
    if recipe["schedule"] == "constant":
        return 1.0
    return (1 + math.cos(math.pi * (update - warm_up) / max(n_updates - warm_up, 1))) / 2
