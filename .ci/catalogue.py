"""The English message catalogue: extract the Vietnamese texts of the pages and hold the .po against them.

python .ci/catalogue.py          check: every text translated, nothing left over, placeholders intact; exit 1 if not
python .ci/catalogue.py update   write new texts into the .po (untranslated) and drop those no longer used
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
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
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def extract() -> Catalog:
    """Collect every text that is marked for translation."""
    catalogue = Catalog(charset="utf-8")
    for package in PACKAGES:
        found = extract_from_dir(ROOT / package, METHODS, keywords=KEYWORDS, comment_tags=())
        for filename, _line, message, _comments, context in found:
            catalogue.add(message, locations=[(f"{package}/{filename}", 0)], context=context)
    return catalogue


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
        if not message.string or (isinstance(message.string, tuple) and not all(message.string)) or message.fuzzy:
            found.append(f"not translated: {identifier!r}")
        elif isinstance(identifier, str) and _placeholders(identifier) != _placeholders(str(message.string)):
            found.append(f"placeholders differ: {identifier!r} / {message.string!r}")
    return [f"{path.relative_to(ROOT)}: {text}" for text in sorted(found)]


def update(path: Path, template: Catalog) -> None:
    """Bring a catalogue to the texts in use, keeping its translations."""
    kept = read(path)
    kept.update(template, no_fuzzy_matching=True)
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
            update(path, template)
        return 0
    found = [text for path in paths for text in problems(path, template)] if paths else ["no catalogue found"]
    print("\n".join(found) or f"{len(paths)} catalogue(s) hold all {len(template)} texts")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
