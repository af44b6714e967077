"""Pure science: every rule a scientist or an inspector would argue about, importable by itself."""
