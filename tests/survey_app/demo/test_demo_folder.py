"""The folder of a demonstration: whole or not there, and never somebody's data."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey_app.demo.folder import (
    UNFINISHED,
    DemoRefused,
    find_demo,
    remove_demo,
    workshop,
    workshop_of,
    write_facts,
)

FACTS = {"login": "demo", "simulation": {}}


def build(folder: Path) -> None:
    with workshop(folder) as place:
        for name in ("sipas.db", "secret.key"):
            (place / name).write_text("x")
        write_facts(place, FACTS)


def test_a_new_or_empty_folder_stands_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert find_demo(tmp_path / "new") is None
    assert find_demo(tmp_path / "empty") is None


@pytest.mark.parametrize("name", ["new", "empty"])
def test_what_was_built_takes_its_place_in_one_step(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    build(tmp_path / name)
    assert find_demo(tmp_path / name) == FACTS
    assert not workshop_of(tmp_path / name).exists()
    assert not (tmp_path / name / UNFINISHED).exists()


def test_an_interruption_leaves_nothing(tmp_path: Path) -> None:
    def interrupted() -> None:
        with workshop(tmp_path / "demo") as place:
            (place / "sipas.db").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_told_and_removed_only_when_asked(tmp_path: Path) -> None:
    left = workshop_of(tmp_path / "demo")
    left.mkdir()
    (left / UNFINISHED).touch()
    (left / "sipas.db").touch()
    with pytest.raises(DemoRefused, match="--fresh"):
        find_demo(tmp_path / "demo")
    remove_demo(tmp_path / "demo")
    assert find_demo(tmp_path / "demo") is None


@pytest.mark.parametrize("lost", ["sipas.db", "secret.key"])
def test_a_demonstration_that_lost_a_part_is_not_kept(tmp_path: Path, lost: str) -> None:
    build(tmp_path / "demo")
    (tmp_path / "demo" / lost).unlink()
    with pytest.raises(DemoRefused, match=f"thiếu {lost}.*--fresh"):
        find_demo(tmp_path / "demo")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"login": "demo"}'])
def test_a_spoilt_demo_json_is_told(tmp_path: Path, text: str) -> None:
    build(tmp_path / "demo")
    (tmp_path / "demo" / "demo.json").write_text(text)
    with pytest.raises(DemoRefused, match="không đọc được demo.json"):
        find_demo(tmp_path / "demo")


def test_a_folder_with_other_data_is_neither_used_nor_removed(tmp_path: Path) -> None:
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "chapter.txt").write_text("years of work")
    with pytest.raises(DemoRefused, match="--dir"):
        find_demo(other)
    with pytest.raises(DemoRefused, match=r"chapter\.txt"):
        remove_demo(other)
    assert (other / "chapter.txt").read_text() == "years of work"


def test_a_demonstration_with_somebodys_file_in_it_is_not_removed(tmp_path: Path) -> None:
    build(tmp_path / "demo")
    (tmp_path / "demo" / "notes.txt").write_text("mine")
    with pytest.raises(DemoRefused, match=r"notes\.txt"):
        remove_demo(tmp_path / "demo")
    assert (tmp_path / "demo" / "sipas.db").exists()


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("")
    with pytest.raises(DemoRefused, match="là một tệp"):
        find_demo(tmp_path / "demo")
    with pytest.raises(DemoRefused, match="--dir"), workshop(tmp_path / "demo" / "inside"):
        pass
