"""The rules of hiding, on bare numbers."""

from __future__ import annotations

from reports.disclosure import Part, hidden_groups, hidden_keys, is_open_secret


def test_nine_answers_are_hidden_and_ten_are_not() -> None:
    assert is_open_secret(Part("a", 9))
    assert not is_open_secret(Part("a", 10))
    assert not is_open_secret(Part("a", 0))


def test_a_group_of_one_mind_is_hidden_below_thirty() -> None:
    assert is_open_secret(Part("a", 29, level=1.0))
    assert not is_open_secret(Part("a", 30, level=1.0))


def test_nothing_is_hidden_where_all_rows_are_large() -> None:
    assert hidden_keys([Part("a", 40), Part("b", 50)]) == frozenset()


def test_a_lone_hidden_row_takes_the_smallest_other_with_it() -> None:
    parts = [Part("a", 4), Part("b", 300), Part("c", 40), Part("d", 50)]
    assert hidden_keys(parts) == {"a", "c"}


def test_a_priority_row_is_hidden_for_another_only_when_nothing_else_is_left() -> None:
    parts = [Part("a", 4), Part("land", 20, is_keen=True), Part("c", 400)]
    assert hidden_keys(parts) == {"a", "c"}
    assert hidden_keys(parts[:2]) == {"a", "land"}


def test_hidden_rows_that_sum_to_less_than_ten_take_another() -> None:
    assert hidden_keys([Part("a", 4), Part("b", 5), Part("c", 60), Part("d", 70)]) == {"a", "b", "c"}


def test_hidden_rows_that_sum_to_ten_need_no_other() -> None:
    assert hidden_keys([Part("a", 4), Part("b", 6), Part("c", 60)]) == {"a", "b"}


def test_hidden_rows_of_one_mind_together_take_another() -> None:
    parts = [Part("a", 12, level=1.0), Part("b", 14, level=1.0), Part("c", 60)]
    assert hidden_keys(parts) == {"a", "b", "c"}


def test_rows_without_answers_neither_need_nor_give_cover() -> None:
    assert hidden_keys([Part("a", 0), Part("b", 50)]) == frozenset()
    assert hidden_keys([Part("a", 0), Part("b", 5), Part("c", 50)]) == {"b", "c"}


def test_answers_no_row_shows_give_cover() -> None:
    parts = [Part("a", 4), Part("b", 300)]
    assert hidden_keys(parts, unseen=[Part("", 30)]) == {"a"}
    assert hidden_keys(parts, unseen=[Part("", 3)]) == {"a", "b"}


def test_an_agency_that_would_give_its_hidden_sector_away_is_hidden_with_cover() -> None:
    members = {"x": [Part("a", 4), Part("b", 60)], "y": [Part("c", 40), Part("d", 90)], "z": [Part("e", 80)]}
    groups = [Part("x", 64), Part("y", 130), Part("z", 80)]
    # a is small, c covers it: with x alone hidden, the whole minus y, z and b would be a
    assert hidden_groups(groups, members, {"a", "c"}, loose=[]) == {"x", "y"}
    assert hidden_groups(groups, members, set(), loose=[]) == frozenset()
