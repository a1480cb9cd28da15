"""The numbers of a review, worked out by hand, and the values that forms are filled with."""

from __future__ import annotations

from typing import Any

import pytest

from dalil.review import CELL_LENGTH, Level, Matrix, Outline, Row, Section, State, day, gaps, is_too_long, overview, steps, values

WORDS = {"nothing": "Nothing yet.", "not_applicable": "Does not apply", "rated": "{n} of {total}", "round_table": "Round table {n}",
         "day": "{day} {month} {year}", "months": [f"month {number}" for number in range(1, 13)]}
LEVELS = (Level("low", "little"), Level("middle", "some"), Level("high", "much"))
PARTS = Matrix("parts", "sections", "Parts", LEVELS, (Row("One"), Row("Two", 2), Row("Three")))
GOALS = Matrix("goals", "objectives", "Goals", (*LEVELS, Level("top", "all")), (Row("A", 1, 1), Row("B", 1, 2), Row("C", 1, 2), Row("D", 1, 4)))
OUTLINE = Outline((PARTS, GOALS), (Section("opening", "Opening", ("own-opening",)), Section("next-steps", "Next", ("own-next", "own-more"), "plan")), WORDS)


def rated(now: int | None, aim: int | None, **more: Any) -> dict[str, Any]:
    return {"now": now, "aim": aim, **more}


def state(parts: dict[str, Any] | None = None, goals: dict[str, Any] | None = None, **texts: str) -> State:
    return State({"parts": parts or {}, "goals": goals or {}, **texts})


def shares(given: State) -> list[tuple[str, int, int, int | None, int | None]]:
    return [(one.name, one.rated, one.total, one.now, one.aim) for one in overview(OUTLINE, given)]


def test_nothing_entered_is_nothing_rated() -> None:
    assert shares(state()) == [("Parts", 0, 3, None, None), ("Goals", 0, 4, None, None), ("Round table 1", 0, 1, None, None),
                               ("Round table 2", 0, 2, None, None), ("Round table 3", 0, 0, None, None), ("Round table 4", 0, 1, None, None)]
    assert gaps(OUTLINE, state()) == [] == steps(OUTLINE, state())


def test_a_row_that_weighs_double_counts_twice() -> None:
    # (1*0 + 2*2) / (1*2 + 2*2) = 4/6, and (1*1 + 2*2) / 6 = 5/6.
    assert shares(state({"0": rated(0, 1), "1": rated(2, 2)}))[0] == ("Parts", 2, 3, 67, 83)


@pytest.mark.parametrize(("reached", "percent"), [((0, 0), 0), ((1, 0), 17), ((1, 1), 33), ((3, 0), 50), ((3, 2), 83), ((3, 3), 100)])
def test_a_share_is_in_whole_per_cent(reached: tuple[int, int], percent: int) -> None:
    given = state(goals={str(place + 1): rated(now, 3) for place, now in enumerate(reached)})
    assert shares(given)[3] == ("Round table 2", 2, 2, percent, 100)


def test_halves_go_up() -> None:
    # 1 of 8 is 12.5 per cent.
    eight = Matrix("eight", "sections", "Eight", LEVELS, tuple(Row(str(number)) for number in range(4)))
    given = State({"eight": {"0": rated(1, 2), "1": rated(0, 2), "2": rated(0, 2), "3": rated(0, 2)}})
    assert overview(Outline((eight,), (), WORDS), given)[0].now == 13


@pytest.mark.parametrize("plan", [rated(1, None), rated(None, 1), {}, rated(0, 2, not_applicable=True)])
def test_a_row_without_both_levels_or_that_does_not_apply_is_not_rated(plan: dict[str, Any]) -> None:
    given = state({"0": plan})
    assert shares(given)[0][1:] == (0, 2 if plan.get("not_applicable") else 3, None, None)
    assert gaps(OUTLINE, given) == []


def test_gaps_are_in_order_the_largest_first() -> None:
    given = state({"0": rated(1, 2), "1": rated(1, 2), "2": rated(2, 0)}, {"0": rated(0, 3), "1": rated(0, 1)})
    assert [(one.row.text, one.gap) for one in gaps(OUTLINE, given)] == [("A", 3), ("Two", 2), ("One", 1), ("B", 1)]


def test_steps_are_in_the_order_of_their_dates() -> None:
    given = state({"0": {"next": "last"}, "1": {"next": "second", "date": "2020-09-01"}, "2": {"next": " "}},
                  {"0": {"next": "first", "date": "2020-06-25"}, "1": {"next": "none", "not_applicable": True}})
    assert [one.plan["next"] for one in steps(OUTLINE, given)] == ["first", "second", "last"]


def test_the_values_of_the_lists() -> None:
    given = state({"1": rated(0, 2, evidence="e", next="n", owner="o", date="2020-06-25"), "2": {"not_applicable": True, "now": 1}})
    found = values(OUTLINE, given)
    assert found["sections"] == [{"row": "One", "now": "", "aim": "", "evidence": ""}, {"row": "Two", "now": "low", "aim": "high", "evidence": "e"},
                                 {"row": "Three", "now": "Does not apply", "aim": "", "evidence": ""}]
    assert found["gaps"] == [{"row": "Two", "table": "Parts", "now": "low", "aim": "high", "gap": "4"}]
    assert found["plan"] == [{"step": "n", "row": "Two", "owner": "o", "date": "25 month 6 2020"}]
    assert found["overview"][0] == {"name": "Parts", "rated": "1 of 2", "now": "0%", "aim": "100%"}


def test_the_values_of_the_cells() -> None:
    found = values(OUTLINE, state({"1": rated(0, 2, date="2020-06-25"), "2": {"not_applicable": True}}))
    assert {name: found[f"parts/1/{name}"] for name in ("now", "aim", "date", "na", "gap", "owner")} == {
        "now": "low", "aim": "high", "date": "2020-06-25", "na": "", "gap": 4, "owner": ""}
    assert found["parts/2/na"] == "x" and found["parts/2/gap"] == ""
    assert (found["overview/0/rated"], found["overview/0/total"], found["overview/0/aim"], found["overview/1/now"]) == (1, 2, 100, "")


def test_a_section_holds_all_its_texts_or_says_that_there_is_none() -> None:
    found = values(OUTLINE, state(**{"own-next": "first", "own-more": "second\nthird", "own-opening": " \n"}))
    assert found["text.next-steps"] == "first\nsecond\nthird"
    assert found["text.opening"] == "Nothing yet."


@pytest.mark.parametrize(("value", "said"), [("2020-06-25", "25 month 6 2020"), ("2021-02-29", "2021-02-29"), ("soon", "soon"), ("20200625", "20200625"),
                                             ("2020-W26-4", "2020-W26-4"), ("", "")])
def test_a_date_in_words(value: str, said: str) -> None:
    assert day(value, WORDS) == said


def test_a_text_too_long_for_a_cell_is_cut_there_and_told() -> None:
    given = state({"0": {"evidence": "ي" * (CELL_LENGTH + 1)}})
    assert is_too_long(OUTLINE, given) and not is_too_long(OUTLINE, state({"0": {"evidence": "x" * CELL_LENGTH}}))
    found = values(OUTLINE, given)
    assert len(found["parts/0/evidence"]) == CELL_LENGTH
    assert len(found["sections"][0]["evidence"]) == CELL_LENGTH + 1
