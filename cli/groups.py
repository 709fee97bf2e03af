"""Groups of commands: one with a default, and one whose commands are derived when they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from emogen.pipelines.requests.verbs import Verb


class DefaultGroup(TyperGroup):
    """``evaluate clip.wav`` means ``evaluate media clip.wav``, where ``media`` is the default.

    A file that has the name of a command is written with its folder: ``./bench``.
    """

    default: ClassVar[str] = ""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = [self.default, *args]
        return list(super().parse_args(ctx, args))


class VerbGroup(TyperGroup):
    """The commands of the top level: those of the verbs are derived when they are called.

    Lists of commands show a verb by its summary, so that help loads no model.
    """

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        from emogen.pipelines.requests.verbs import VERBS

        others = dict(self.commands)
        self.commands.clear()
        for verb in VERBS.values():
            self.add_command(VerbCommand(verb))
        for name, command in others.items():
            self.add_command(command, name)


class VerbCommand(TyperCommand):
    """A verb's command before it is called."""

    def __init__(self, verb: Verb) -> None:
        super().__init__(verb.name, help=verb.summary, rich_markup_mode="rich")
        self.verb = verb

    def make_context(self, *arguments: Any, **keywords: Any) -> Any:
        return self.derived().make_context(*arguments, **keywords)

    def derived(self) -> Any:
        """The whole command, made from the verb's model."""
        import typer

        from emogen.cli.derive import command_function, epilogue

        app = typer.Typer(
            rich_markup_mode="rich",
            pretty_exceptions_enable=False,
            add_completion=False,
            context_settings={"help_option_names": ["-h", "--help"]},
        )
        app.command(self.verb.name, epilog=epilogue(self.verb))(command_function(self.verb))
        return typer.main.get_command(app)
