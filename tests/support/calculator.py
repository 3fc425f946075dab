"""Computes the formulas of explanations anew from their text alone, exactly."""

import ast
import operator
import re
from collections.abc import Callable
from fractions import Fraction

_SIGNS: dict[type, Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def calculate(text: str) -> Fraction:
    """Return what a formula gives: labels in square brackets are passed over, `x` multiplies.

    Args:
        text: such as `64 [baseline] + (400 - 64) x 398 / 763`; `median`, `lower median` and `whole` are known.
    """
    plain = re.sub(r"\[[^\]]*\]", "", text).replace("lower median", "lower_median")
    plain = re.sub(r"\bx\b", "*", plain)
    plain = re.sub(r"\d+(\.\d+)?", lambda found: f'"{found.group()}"', plain)
    return _value(ast.parse(plain.strip(), mode="eval").body)


def _value(node: ast.expr) -> Fraction:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return Fraction(node.value)
    if isinstance(node, ast.BinOp):
        return _SIGNS[type(node.op)](_value(node.left), _value(node.right))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        values = sorted(_value(one) for one in node.args)
        return _FUNCTIONS[node.func.id](values)
    raise ValueError(ast.dump(node))


def _median(values: list[Fraction]) -> Fraction:
    return (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2


_FUNCTIONS: dict[str, Callable[[list[Fraction]], Fraction]] = {
    "median": _median,
    "lower_median": lambda values: values[(len(values) - 1) // 2],
    "whole": lambda values: Fraction(int(values[0])),
}
