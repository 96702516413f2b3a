"""README and docs name what the code has, and nothing that it has not."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from forms import shipped_questionnaires
from survey_app.cli import sipas
from survey_app.plans import shipped_plans

ROOT = Path(__file__).parents[1]
PAGES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in (*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md")))
}
TEXT = "\n".join(PAGES.values())
PROGRAMS = [*ROOT.glob("*.py"), *ROOT.glob("survey_app/**/*.py"), *ROOT.glob("migrations/**/*.py")]
SETTING = re.compile(r"SIPAS_[A-Z]+(?:_[A-Z]+)*")


def commands(group: click.Group, *words: str) -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name, groups left out."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, *words, name)
        else:
            yield " ".join((*words, name)), command


COMMANDS = dict(commands(sipas))


def typed(text: str) -> Iterator[list[str]]:
    """The words of each `sipas …` that a page gives to type, in a code line or between backticks."""
    for line in re.findall(r"^ {4,}(.*)$|`([^`\n]*)`", text, flags=re.MULTILINE):
        for call in re.findall(r"(?:^|run\.py |uv run |bin/)sipas (.*?)(?= {2,}|$)", "".join(line)):
            yield shlex.split(call.partition("#")[0].replace("…", ""))


def command_of(words: list[str]) -> tuple[str, list[str]]:
    """The longest command that the words begin with, and what is left."""
    while words and words[0].startswith("--"):
        words = words[2:] if words[0] == "--dir" else words[1:]
    for length in (2, 1):
        if (name := " ".join(words[:length])) in COMMANDS:
            return name, words[length:]
    return "", words


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_in_the_docs(name: str) -> None:
    assert re.search(rf"sipas {name}\b", TEXT), name
    options = [option for option in COMMANDS[name].params if isinstance(option, click.Option) and not option.hidden]
    missing = [option.opts[0] for option in options if not re.search(rf"{option.opts[0]}\b", TEXT)]
    assert missing == []


@pytest.mark.parametrize("document", PAGES)
def test_what_a_document_says_to_type_exists(document: str) -> None:
    for words in typed(PAGES[document]):
        name, rest = command_of(words)
        groups = {" ".join(known.split()[:-1]) for known in COMMANDS}
        assert name or not rest or rest[0] in groups, f"sipas {' '.join(words)}"
        params = COMMANDS[name].params if name else []
        options = {text for option in params for text in (*option.opts, *option.secondary_opts)}
        unknown = {word for word in rest if word.startswith("--")} - options - {"--help", "--version"}
        assert unknown == set(), f"sipas {' '.join(words)}"


def test_every_setting_is_in_the_docs_and_no_other() -> None:
    in_code = {name for path in PROGRAMS for name in SETTING.findall(path.read_text(encoding="utf-8"))}
    assert in_code >= {"SIPAS_DIR", "SIPAS_DATABASE_URL", "SIPAS_BASE_URL", "SIPAS_SECRET_KEY"}
    assert set(SETTING.findall(TEXT)) == in_code


@pytest.mark.parametrize("code", [item.code for each in shipped_questionnaires().values() for item in each.items])
def test_every_item_is_in_the_docs(code: str) -> None:
    assert f"`{code}`" in TEXT


@pytest.mark.parametrize("plan", [plan.code for plan in shipped_plans()])
def test_every_plan_is_in_the_docs(plan: str) -> None:
    assert plan in PAGES["docs/plans.md"]


@pytest.mark.parametrize("document", PAGES)
def test_every_link_and_picture_of_a_document_is_there(document: str) -> None:
    here = (ROOT / document).parent
    linked = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", PAGES[document])
    assert [link for link in linked if "://" not in link and not (here / link).exists()] == []
