"""Groups of commands with one that is meant when none is named."""

from __future__ import annotations

from typing import Any, ClassVar

from typer.core import TyperGroup


class DefaultGroup(TyperGroup):
    """``evaluate clip.wav`` means ``evaluate media clip.wav``, where ``media`` is the default.

    A file that has the name of a command is written with its folder: ``./bench``.
    """

    default: ClassVar[str] = ""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = [self.default, *args]
        return list(super().parse_args(ctx, args))
