"""Scores: published reading scales, each a pure package of parameters, inputs, tables, rules and worked examples."""
