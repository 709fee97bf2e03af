"""Lines of text: when the mouth is how far open."""

from pathlib import Path

from pydantic import Field

from emogen.plugins import Export, ExportFormat, Options, write_text


class MouthOptions(Options):
    digits: int = Field(default=3, ge=1, le=9, description="Decimals of every number.")


class Mouth(ExportFormat):
    """A line a frame: seconds, and how far the jaw is open."""

    name = "mouth"
    title = "lines of seconds and jaw, for puppets"
    suffixes = (".mouth",)
    Options = MouthOptions

    def __init__(self, options: MouthOptions) -> None:
        self.options = options

    def write(self, export: Export, path: Path) -> None:
        motion, digits = export.motion, self.options.digits
        jaws = enumerate(motion.curve("jawOpen").tolist())
        write_text(path, "".join(f"{at / motion.fps:.{digits}f} {jaw:.{digits}f}\n" for at, jaw in jaws))
