package io.kiln.boot;

/** The value of a parameter of a loaded module, as {@code /sys/module/MODULE/parameters/NAME} has it. */
public record ModuleParameter(String module, String name, String value) {}
