"""Let type checkers and editors see emogen in an editable install.

The layers of emogen lie in folders of other names than they import by; Python finds them through a hook
that type checkers do not run. So beside the installed packages comes a stub package (PEP 561),
``emogen-stubs``, in the shape in which emogen imports: links named ``.pyi`` to the sources themselves, so
that it is never out of date. Python never imports it. ``make`` runs this after every install; after a
file was added run it again.
"""

from __future__ import annotations

import shutil
import sysconfig
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def link(site: Path) -> Path:
    """Make the tree of links in a folder of installed packages, in place of one that was there.

    Raises:
        OSError: links cannot be made here, or the folder cannot be written.
    """
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    tree = site / "emogen-stubs"
    shutil.rmtree(tree, ignore_errors=True)
    for package in tools["packages"]:
        folder = tree.joinpath(*package.split(".")[1:])
        folder.mkdir(parents=True, exist_ok=True)
        for source in sorted(_folder_of(package, tools["package-dir"]).glob("*.py")):
            # A stub beside a source says more than it: what is made at run time.
            stub = source.with_suffix(".pyi")
            (folder / stub.name).symlink_to(stub if stub.exists() else source)
    return tree


def _folder_of(package: str, mapping: dict[str, str]) -> Path:
    """Where a package lies in the repository, by setuptools' ``package-dir``."""
    base = max((name for name in mapping if f"{package}.".startswith(f"{name}.")), key=len)
    return ROOT.joinpath(mapping[base], *package.removeprefix(base).split(".")[bool(package != base) :])


def main() -> None:
    """Link into the environment of the Python that runs this; a note where that cannot be."""
    site = Path(sysconfig.get_path("purelib"))
    try:
        link(site)
    except OSError as error:
        shutil.rmtree(site / "emogen-stubs", ignore_errors=True)
        print(f"note: type checkers will not see emogen here, since links cannot be made ({error.strerror})")


if __name__ == "__main__":
    main()
