"""The message catalogues: extract the Vietnamese texts of the pages and hold each .po against them.

python .ci/catalogue.py          check: every text translated, nothing left over, placeholders intact; exit 1 if not
python .ci/catalogue.py update   write new texts into each .po (untranslated) and drop those no longer used

A language whose `language.toml` says `complete = true` has every text; any other has those that citizens see.
"""

from __future__ import annotations

import re
import sys
import tomllib
import unicodedata
from fnmatch import fnmatch
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("survey_app", "forms", "reports")
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.svg", "jinja2")]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "translate": None,
    "_l": None,
    "ngettext": (1, 2),
    "_n": (1, 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")
CITIZENS = (
    "survey_app/templates/intake/*",
    "survey_app/templates/errors/*",
    "survey_app/intake/*",
    "survey_app/errors.py",
    "survey_app/ticket_codes.py",
    "forms/fields.py",
)
"""Where the texts stand that a citizen may come to see."""
NOT_CITIZENS = (
    "*/assist.*",  # for helpers outside the desk
    "*/paper*",  # for those who type in sheets
    "*/screen.*",  # on the wall, in Vietnamese and English at once
)


def extract() -> Catalog:
    """Collect every text that is marked for translation."""
    catalogue = Catalog(charset="utf-8")
    for package in PACKAGES:
        found = extract_from_dir(ROOT / package, METHODS, keywords=KEYWORDS, comment_tags=())
        for filename, _line, message, _comments, context in found:
            catalogue.add(message, locations=[(f"{package}/{filename}", 0)], context=context)
    return catalogue


def for_citizens(template: Catalog) -> Catalog:
    """Only the texts that citizens see."""
    kept = Catalog(charset="utf-8")
    for message in template:
        if message.id and any(_is_for_citizens(filename) for filename, _line in message.locations):
            kept.add(message.id, locations=message.locations)
    return kept


def template_of(path: Path, template: Catalog) -> Catalog:
    """The texts that this catalogue must hold."""
    header = path.parents[1] / "language.toml"
    is_complete = not header.exists() or tomllib.loads(header.read_text(encoding="utf-8")).get("complete", False)
    return template if is_complete else for_citizens(template)


def _is_for_citizens(filename: str) -> bool:
    return any(fnmatch(filename, each) for each in CITIZENS) and not any(
        fnmatch(filename, each) for each in NOT_CITIZENS
    )


def read(path: Path) -> Catalog:
    """Read one language's catalogue."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def problems(path: Path, template: Catalog) -> list[str]:
    """Say what is missing, left over or broken in a catalogue."""
    kept, found = read(path), []
    wanted = {message.id for message in template if message.id}
    have = {message.id: message for message in kept if message.id}
    found += [f"not in the catalogue: {identifier!r}" for identifier in wanted - set(have)]
    found += [f"no longer used: {identifier!r}" for identifier in set(have) - wanted]
    for identifier in wanted & set(have):
        message = have[identifier]
        found += [f"{fault}: {identifier!r}" for fault in faults(message)]
    return [f"{path.relative_to(ROOT)}: {text}" for text in sorted(found)]


def faults(message: Message) -> list[str]:
    """What is wrong with one translation."""
    texts, words = _forms(message.id), _forms(message.string or "")
    if not all(words) or message.fuzzy:
        return ["not translated"]
    found = []
    if any(_placeholders(text) != _placeholders(word) for text, word in zip(texts, words, strict=False)):
        found.append(f"placeholders differ from {words[0]!r}")
    if any(map(_has_stray_percent, words)) and not any(map(_has_stray_percent, texts)):
        found.append(f"a % that is no placeholder in {words[0]!r}")
    if not all(unicodedata.is_normalized("NFC", text) for text in (*texts, *words)):
        found.append("not NFC")
    return found


def _forms(text: object) -> list[str]:
    """Singular and plural of a text that has both."""
    return [str(each) for each in text] if isinstance(text, tuple | list) else [str(text)]


def _has_stray_percent(text: str) -> bool:
    return "%" in PLACEHOLDER.sub("", text)


def update(path: Path, template: Catalog) -> None:
    """Bring a catalogue to the texts in use, keeping its translations; one that has them all stays as it is."""
    kept = read(path)
    kept.update(template, no_fuzzy_matching=True, update_creation_date=False)
    kept.obsolete.clear()
    with path.open("wb") as file:
        write_po(file, kept, width=120, sort_output=True, no_location=True, ignore_obsolete=True)


def _placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def main(arguments: list[str]) -> int:
    """Check or update every language."""
    template = extract()
    paths = sorted((ROOT / "survey_app" / "translations").glob("*/LC_MESSAGES/messages.po"))
    if arguments == ["update"]:
        for path in paths:
            update(path, template_of(path, template))
        return 0
    found = [text for path in paths for text in problems(path, template_of(path, template))]
    found = found if paths else ["no catalogue found"]
    held = ", ".join(f"{path.parts[-3]} {len(template_of(path, template))}" for path in paths)
    print("\n".join(found) or f"{len(paths)} catalogue(s) hold all texts of theirs ({held} of {len(template)})")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
