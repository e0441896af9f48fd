package io.kiln.boot;

/** A system extension that the machine put over its root. */
public record EnabledExtension(String name, String version) {}
