"""Changes one thing at a time in a module of `core`, and counts how many of these mutants its tests notice.

`python scripts/mutants.py core/levels.py tests/core/test_levels.py` prints who survived and the share that died;
exit 1 below `--at-least` (95 %). A mutant is one comparison, condition, connective, number, text or name of a constant
that is another; descriptions and types are left alone.
"""

import ast
import importlib
import os
import re
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OTHERS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}


@dataclass(frozen=True)
class Mutant:
    """A changed text of the module, and what was changed on which line."""

    line: int
    what: str
    text: str


def changes(node: ast.AST, constants: list[str]) -> Iterator[tuple[str, ast.AST]]:
    """(what, another node in its place), for one node."""
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            other = deepcopy(node)
            other.ops[place] = OTHERS[type(operator)]()
            yield "comparison", other
    elif isinstance(node, ast.BoolOp):
        other_word = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
        yield "connective", ast.BoolOp(other_word, deepcopy(node.values))
        yield from (("left out", deepcopy(value)) for value in node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not", deepcopy(node.operand)
    elif isinstance(node, ast.IfExp):
        yield "other branch", ast.IfExp(deepcopy(node.test), deepcopy(node.orelse), deepcopy(node.body))
    elif isinstance(node, ast.Constant):
        yield from _other_constants(node.value)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in constants:
        others = [name for name in constants if name != node.id]
        yield "constant", ast.Name(others[len(node.id) % len(others)], ast.Load())


def _other_constants(value: object) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(value, bool):
        yield "truth", ast.Constant(not value)
    elif isinstance(value, int):
        yield "number", ast.Constant(value + 1)
        yield "number", ast.Constant(value - 1)
    elif isinstance(value, str):
        yield "text", ast.Constant(f"{value}?")


def left_alone(tree: ast.Module) -> set[int]:
    """Nodes that are no decision: descriptions and types."""
    found: set[int] = set()
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            parts = [node.value]
        elif isinstance(node, ast.FunctionDef):
            parts = [node.returns]
        elif isinstance(node, ast.arg | ast.AnnAssign):
            parts = [node.annotation]
        elif isinstance(node, ast.ClassDef):
            parts = list(node.decorator_list)
        found |= {id(inside) for part in parts if part is not None for inside in ast.walk(part)}
    return found


def mutants(source: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its text."""
    tree = ast.parse(source)
    alone = left_alone(tree)
    constants = [
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    for node in list(ast.walk(tree)):
        if id(node) in alone:
            continue
        for what, other in changes(node, constants):
            text = ast.unparse(_Put(node, other).visit(deepcopy_with_marks(tree, node)))
            yield Mutant(getattr(node, "lineno", 0), f"{what}: {ast.unparse(node)} → {ast.unparse(other)}", text)


def deepcopy_with_marks(tree: ast.Module, node: ast.AST) -> ast.Module:
    """A copy of the tree in which the copy of this one node is marked."""
    node.is_marked = True  # type: ignore[attr-defined]
    copied = deepcopy(tree)
    del node.is_marked  # type: ignore[attr-defined]
    return copied


class _Put(ast.NodeTransformer):
    """Puts another node where the mark stands."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if getattr(node, "is_marked", False) else self.generic_visit(node)


def is_noticed(mutant: Mutant, module: str, test: str) -> bool:
    """Whether the tests fail on this mutant: in a process of its own that begins with everything else loaded."""
    child = os.fork()
    if child == 0:
        os._exit(_run_on(mutant, module, test))
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in {0, 1, 2}:  # 2: what the mutant broke could not even be loaded
        sys.exit(f"line {mutant.line}, {mutant.what}: the test run ended with {code}")
    return code != 0


def _run_on(mutant: Mutant, module: str, test: str) -> int:
    """The exit code of pytest, without the database and the habits of the whole test run."""
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    loaded = importlib.import_module(f"kansrijk.{module.removesuffix('.py').replace('/', '.')}")
    try:
        exec(compile(mutant.text, module, "exec"), loaded.__dict__)  # noqa: S102 - our own text, one thing changed
    except Exception:
        return 2
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:django", "-p", "no:schemathesis", "--noconftest"]
    return int(pytest.main([*options, "-c", os.devnull, "--rootdir", str(ROOT), "--import-mode=importlib", test]))


def main() -> None:
    """Prints the survivors, and the share that died."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("module", help="under src/kansrijk, in core")
    parser.add_argument("test")
    parser.add_argument("--at-least", type=float, default=95.0)
    asked = parser.parse_args()
    if not re.match(r"core/", asked.module):
        sys.exit("only modules of core: what is pure can be tested on a copy")
    source = (ROOT / "src" / "kansrijk" / asked.module).read_text("utf-8")
    as_it_is = Mutant(0, "nothing", ast.unparse(ast.parse(source)))
    importlib.import_module("hypothesis.strategies")  # loaded once, before the first of them
    if is_noticed(as_it_is, asked.module, asked.test):
        sys.exit("the tests fail on the module as it is")
    every = list(mutants(source))
    died = [is_noticed(one, asked.module, asked.test) for one in every]
    for mutant, is_dead in zip(every, died, strict=True):
        if not is_dead:
            print(f"survived, line {mutant.line}: {mutant.what}")
    share = 100 * sum(died) / len(every)
    print(f"{sum(died)} of {len(every)} mutants died: {share:.1f} %")
    sys.exit(0 if share >= asked.at_least else 1)


if __name__ == "__main__":
    main()
