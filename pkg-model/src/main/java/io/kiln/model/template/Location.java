package io.kiln.model.template;

/**
 * A place in the text of a template.
 *
 * @param line counted from 1
 * @param column counted from 1, in characters
 */
public record Location(int line, int column) {}
