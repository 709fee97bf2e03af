"""Ren'Py's expressions of Python, as far as they are plain texts and calls."""

from __future__ import annotations

import ast


def python_text(expression: str) -> str | None:
    """The value of a string of Python, one within ``_()`` too; None for anything else."""
    return text_of(python_tree(expression))


def text_of(tree: ast.expr | None) -> str | None:
    """The string that a tree is, within ``_()`` too; None for anything else."""
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id in ("_", "_p", "__"):
        tree = tree.args[0] if tree.args else None
    return tree.value if isinstance(tree, ast.Constant) and isinstance(tree.value, str) else None


def python_tree(expression: str) -> ast.expr | None:
    """The tree of an expression; None where it is none."""
    try:
        return ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
