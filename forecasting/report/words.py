"""What every report says; the page around it is markup alone."""

from collections.abc import Mapping

from forecasting.evaluation import interval_name
from forecasting.experiment import Comparison
from forecasting.experiment.curves import unit_of, units_of_measures
from forecasting.experiment.future import range_of_seeds
from forecasting.messages import message, phrase

WORDS = {
    "question": message(
        "Which recurrent cell forecasts this series further ahead, and is the difference real?"
    ),
    "no_script": message("The charts need JavaScript; the tables and sentences do not."),
    "undrawn": message("This chart could not be drawn."),
    "errors": message("How far ahead can each cell forecast?"),
    "click": message("Click the legend to bring out one curve."),
    "numbers": phrase("The numbers"),
    "verdict": message("Who beats whom, and is the difference real?"),
    "audits": message("Can the comparison be trusted?"),
    "passed": phrase("passed"),
    "failed": phrase("failed"),
    "unchecked": phrase("not checked"),
    "scores": phrase("Settings and scores"),
    "about_cells": phrase("Settings of each cell, and its errors near, midway and far"),
    "measures": phrase("Every measure, beside the baselines"),
    "rollouts": phrase("Rollouts against the truth"),
    "future": phrase("Future forecast"),
    "future_numbers": phrase("The numbers of the forecast"),
    "losses": phrase("How the cells learnt"),
    "settings": phrase("Settings"),
    "json": phrase("As JSON"),
    "about_json": phrase("The settings as JSON"),
    "rerun": phrase("As a program that trains it again"),
    "about_rerun": phrase("A program that trains it again"),
    "origin": phrase("Where it comes from"),
    "device": phrase("Device"),
    "versions": phrase("Versions that wrote this report"),
}
"""The same in every report."""


def words_of(comparison: Comparison) -> Mapping[str, str]:
    """All words of the page by name: `WORDS`, and what depends on the comparison."""
    return {
        **WORDS,
        "title": phrase(
            "{series}: which cell forecasts further ahead?",
            series=comparison.experiment.source.title,
        ),
        "about_errors": _about_errors(comparison),
        "about_scores": _about_scores(comparison),
        "about_measures": _about_measures(comparison),
        "about_rollouts": _about_rollouts(comparison),
        "about_future": range_of_seeds(comparison),
        "about_future_numbers": _about_future_numbers(comparison),
        "about_losses": _about_losses(comparison),
    }


def _band(comparison: Comparison) -> str:
    """What is drawn around a mean over seeds; empty for a single seed."""
    return interval_name(len(comparison.experiment.seeds))


def _about_errors(comparison: Comparison) -> str:
    unit = unit_of(comparison)
    if band := _band(comparison):
        return phrase(
            "RMSE by steps ahead: interquartile mean over seeds and {band}, in {unit}",
            band=band,
            unit=unit,
        )
    return phrase("RMSE by steps ahead: of the only seed, in {unit}", unit=unit)


def _about_scores(comparison: Comparison) -> str:
    units = units_of_measures(comparison)
    if band := _band(comparison):
        return message(
            "Parameters and updates: of each seed. Training: of all seeds together. Errors: "
            "interquartile mean over seeds, below it the {band}; all variables together. {units}",
            band=band,
            units=units,
        )
    return message("Errors: of the only seed; all variables together. {units}", units=units)


def _about_measures(comparison: Comparison) -> str:
    if band := _band(comparison):
        return phrase(
            "Every measure at the last step: interquartile mean over seeds, below it the {band}",
            band=band,
        )
    return phrase("Every measure at the last step: of the only seed")


def _about_rollouts(comparison: Comparison) -> str:
    if comparison.experiment.judged_on == "training":
        return message(
            "From the first window of the training part. Grey: what was observed, and the signal "
            "without noise where it is known; shaded: the window that the cells see. {seeds}",
            seeds=range_of_seeds(comparison),
        )
    return message(
        "From the first test origin. Grey: what was observed, and the signal without noise where "
        "it is known; shaded: the window that the cells see. {seeds}",
        seeds=range_of_seeds(comparison),
    )


def _about_future_numbers(comparison: Comparison) -> str:
    if len(comparison.experiment.comparable_seeds) == 1:
        return phrase("Future forecast: of one seed")
    return phrase("Future forecast: median over seeds, below it the lowest and the highest seed")


def _about_losses(comparison: Comparison) -> str:
    experiment = comparison.experiment
    if len(experiment.members) == 1:
        return message("Training loss by epoch, on one scale, of the only seed.")
    if experiment.stretches > 1:
        return message(
            "Training loss by epoch, on one scale. Line: the median of all seeds at all "
            "{stretches} stretches. Band: all of them.",
            stretches=experiment.stretches,
        )
    return message(
        "Training loss by epoch, on one scale. Line: median over seeds. Band: all seeds."
    )
