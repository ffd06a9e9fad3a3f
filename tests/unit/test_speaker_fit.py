"""Weights of the combiner: learned from rows, and drawn to those of an earlier fit."""

from models.speaker_combiner import Evidence
from models.speaker_fit import fit
from models.speaker_phrases import Reading

SURE = {"Tokyo": 0.9, "Beijing": 0.05, "other": 0.05}
"""A guess that the rows below make wrong: the reading says Beijing, and is right."""

ROWS = [(Evidence(Reading("Beijing", 0.9, "office"), "office", SURE, SURE), "Beijing")] * 30


def test_what_is_right_gains_weight():
    weights = fit(ROWS)
    assert weights["all"]["sure"] + weights["office"]["sure"] > 1.0
    assert weights["all"]["guess"] + weights["office"]["guess"] < 0.3


def test_a_second_fit_stays_near_the_first():
    before = {"all": {"sure": 1.0, "plus": 0.2, "guess": 0.7, "pooled": 0.1}, "title": {"sure": 0.4}}
    weights = fit(ROWS, before)
    assert weights["title"]["sure"] == 0.4
    assert weights["all"]["guess"] < 0.7
    assert abs(weights["office"]["guess"]) < abs(fit(ROWS)["office"]["guess"])
