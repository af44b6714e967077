"""The demonstration: a made-up trial, built and played through the same acts as a real one."""
