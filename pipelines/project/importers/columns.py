"""Which column of a table has what: told by its options, or guessed from its header."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from emogen.errors import RequestError, unknown_name
from emogen.pipelines.project.languages import language_of

Role = Literal["id", "speaker", "text", "direction", "notes", "scene", "sound", "longest", "kind"]

_SPELLINGS: Final[Mapping[Role, str]] = {
    "id": """id key keys lineid stringid identifier textid locid lockey localizationkey localisationkey
        dialogueid dialogid entryid guid uid uuid stringkey void cueid voiceoverid linekey lineidentifier
        tag code""",
    "speaker": """speaker character char who actor role talker charactername speakername npc cast speakerid
        characterid personaje personnage sprecher""",
    "text": """text dialogue dialog line lines source sourcetext original words script string spokentext
        sourcestring value content message sentence transcript subtitle linetext dialoguetext dialogtext
        sourcelanguage originaltext texto texte utterance spokendialogue speech""",
    "direction": """direction directions vodirection voicedirection voiceactordirection acting actingnotes
        delivery emotion emotions mood tone feeling parenthetical performance directornotes directorsnotes
        stagedirection expression style intention intent actornotes actingdirection voicenotes""",
    "notes": """notes note comment comments description remark remarks translatornotes translatornote info
        devnotes devnote locnotes situation sharedcomments translatorcomment translatorcomments
        extracomment contextnotes""",
    "scene": """scene node quest chapter conversation scenename section sheet sequence episode act label knot
        conversationid""",
    "sound": """audio sound audiofile audiofilename filename voicefile outpath wav soundfile vofile clip
        audioclip audiopath soundpath voiceclip wavfile outputfile""",
    "longest": """maxseconds maxlengths duration durations durationms seconds maxduration maxdurations
        maxdurationms lengths lengthms slot maxtime maxms timeslot slotseconds""",
    "kind": "kind type linetype",
}
"""Common names of columns, without blanks, signs and capitals."""

_WEAK: Final[Mapping[str, Role]] = {"name": "speaker", "number": "id", "no": "id", "nr": "id", "#": "id"}
"""Headers that have a role only where no other column has it."""

_LONGEST: Final = 60
"""Letters of a column's name; what is longer is a cell of a row. Ours."""

_CONTEXT: Final = "context"
"""The header of a column that directs where no other does, and has notes in any case."""

ROLES: Final[Mapping[str, Role]] = {
    word: role for role, words in _SPELLINGS.items() for word in words.split()
}


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table, 0-based.

    Attributes:
        header: their names as written.
        roles: columns by what they have; several may direct or have notes.
        languages: columns of words by the table's name for their language; not that of ``roles["text"]``.
        language: of the words of ``roles["text"]``, a code; "" if the header does not say.
    """

    header: tuple[str, ...]
    roles: Mapping[Role, tuple[int, ...]]
    languages: Mapping[str, int] = field(default_factory=dict)
    language: str = ""

    @property
    def rest(self) -> tuple[int, ...]:
        """Columns with neither."""
        used = {column for columns in self.roles.values() for column in columns} | set(
            self.languages.values()
        )
        return tuple(column for column, name in enumerate(self.header) if column not in used and name)

    def __str__(self) -> str:
        parts = [
            f"{role} = {' + '.join(self.header[column] for column in columns)}"
            + (f" ({self.language})" if role == "text" and self.language else "")
            for role, columns in self.roles.items()
        ]
        parts += [f"in {name}" for name in self.languages]
        if self.rest:
            parts.append("kept aside: " + ", ".join(self.header[column] for column in self.rest))
        return "; ".join(parts)


def columns_of(
    header: Sequence[str], chosen: Mapping[str, str] | None = None, language: str = ""
) -> Columns | None:
    """The columns of a header; None where none has words.

    Args:
        header: names of the columns.
        chosen: columns by role, by their name or 1-based number, where they are not to be guessed.
        language: of the column that has the script's own words, where it is not to be guessed.

    Raises:
        RequestError: a chosen column is not there.
    """
    given = {role: column_named(header, name) for role, name in (chosen or {}).items() if name}
    roles: dict[Role, list[int]] = {role: [given[role]] for role in get_args(Role) if role in given}
    languages: dict[str, int] = {}
    guessed = [(column, *_guess(name)) for column, name in enumerate(header) if column not in given.values()]
    for column, role, tongue in guessed:
        if tongue and role == "text":
            languages.setdefault(header[column], column)
        elif role and role not in given and (role not in roles or role in ("direction", "notes")):
            roles.setdefault(role, []).append(column)
    _weak(header, roles, languages)
    own = given.get("text", _own(roles, languages, language))
    if own is None:
        return None
    roles["text"] = [own]
    languages = {name: column for name, column in languages.items() if column != own}
    kept = {role: tuple(roles[role]) for role in get_args(Role) if role in roles}
    return Columns(tuple(header), kept, languages, language_of(language) or _tongue(header[own])[1])


def column_named(header: Sequence[str], name: str) -> int:
    """The column of that name, whatever its case, or of that 1-based number.

    Raises:
        RequestError: there is none.
    """
    folded = [_letters(text) for text in header]
    for candidates, wanted in ((list(header), name), (folded, _letters(name))):
        if wanted in candidates:
            return candidates.index(wanted)
    if name.isdecimal() and 0 < int(name[:6]) <= len(header):
        return int(name[:6]) - 1
    error = unknown_name("column", name, [text for text in header if text])
    raise RequestError(error.what, why=error.why, fix=error.fix)


def _guess(name: str) -> tuple[Role | None, str]:
    """The role of a column, and the language of its words, from its name."""
    if len(name) > _LONGEST:
        return None, ""
    letters = _letters(name)
    if letters in ROLES:
        return ROLES[letters], ""
    rest, tongue = _tongue(name)
    if not tongue:
        return None, ""
    return (ROLES.get(rest) if rest else "text"), tongue


def _tongue(name: str) -> tuple[str, str]:
    """The letters of a name without its language, and the code of that, if any.

    >>> _tongue("text_en"), _tongue("English(en) Comments"), _tongue("日本語")
    (('text', 'en-us'), ('comments', 'en-us'), ('', 'ja'))
    """
    if code := language_of(name):
        return "", code
    for match in re.finditer(r"[(\[]\s*([\w-]+)\s*[)\]]", name):
        if code := language_of(match[1]):
            before, after = name[: match.start()], name[match.end() :]
            left = "" if language_of(before) else _letters(before)
            return left + _letters(after), code
    words = [word for word in re.split(r"[\s_.:/-]+", name) if word]
    for cut in range(1, len(words)):
        for tongue, rest in ((words[:cut], words[cut:]), (words[cut:], words[:cut])):
            if (code := language_of("-".join(tongue))) and _letters("".join(rest)) in ROLES:
                return _letters("".join(rest)), code
    return "", ""


def _weak(header: Sequence[str], roles: dict[Role, list[int]], languages: dict[str, int]) -> None:
    """Take the columns that have a role only where no other has it."""
    for column, name in enumerate(header):
        folded = name.strip().casefold().rstrip(".")
        role = _WEAK.get(folded)
        if role and role not in roles:
            roles[role] = [column]
            languages.pop(name, None)
        if folded == _CONTEXT:
            roles.setdefault("direction", [column])
            roles.setdefault("notes", []).append(column)


def _own(roles: Mapping[Role, list[int]], languages: Mapping[str, int], language: str) -> int | None:
    """The column of the script's own words: that of the language, one without a language, English, any."""
    code = language_of(language)
    wanted = [column for name, column in languages.items() if language and name == language]
    wanted += [column for name, column in languages.items() if code and _tongue(name)[1] == code]
    wanted += roles.get("text", [])
    wanted += [column for name, column in languages.items() if _tongue(name)[1].startswith("en")]
    wanted += languages.values()
    return wanted[0] if wanted else None


def _letters(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())
