"""Response criteria: published rule sets, each a pure package of parameters, inputs, tables and `assess_` functions."""
