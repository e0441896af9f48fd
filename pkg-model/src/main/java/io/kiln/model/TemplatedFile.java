package io.kiln.model;

/** A {@code *.tmpl} after rendering; {@code path} is relative to the package's directory and has no {@code .tmpl}. */
public record TemplatedFile(String path, byte[] content) {}
