"""Chat logs: a line is an id, who speaks, and the words, between bars."""

from collections.abc import Sequence

from emogen.plugins import Dialogue, DialogueLine, Importer, Problem, Source, Speaker, Wording


class Chat(Importer):
    """Lines such as ``7 | Mira | Hello.``"""

    name = "chat"
    title = "chat logs of ID | NAME | WORDS"
    suffixes = (".chat",)

    @classmethod
    def claims(cls, source: Source) -> bool:
        return "|" in source.head

    def read(self, sources: Sequence[Source]) -> Dialogue:
        lines: dict[str, DialogueLine] = {}
        problems = []
        for source in sources:
            for row, text in enumerate(source.text().splitlines(), start=1):
                id, _, rest = (part.strip() for part in text.partition("|"))
                speaker, bar, words = (part.strip() for part in rest.partition("|"))
                if bar and id and id not in lines:
                    wording = {"": Wording(words, words)}
                    lines[id] = DialogueLine(id, wording, speaker, file=source.name, row=row)
                elif text.strip():
                    problems.append(Problem(source.name, row, "no line, or one whose id is taken"))
        names = dict.fromkeys(line.speaker for line in lines.values() if line.speaker)
        speakers = tuple(Speaker(name, name) for name in names)
        return Dialogue(tuple(lines.values()), speakers, problems=tuple(problems))
