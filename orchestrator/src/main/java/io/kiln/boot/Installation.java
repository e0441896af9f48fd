package io.kiln.boot;

/**
 * What became of an installer image that the machine ran, as its init reports it.
 *
 * @param disk that it was to install to, or {@code -} if there was none
 * @param text the last words of the installer
 */
public record Installation(String disk, boolean done, String text) {}
