package io.kiln.boot;

/**
 * A module in the machine's {@code /proc/modules}.
 *
 * @param name as the kernel writes it, with underscores
 * @param size in bytes
 * @param flags the taints that it brought, such as {@code (OE)}, or {@code -}
 */
public record LoadedModule(String name, long size, String flags) {}
