package io.kiln.extension;

import io.kiln.kmod.ModuleFinding;
import io.kiln.oci.layer.EntryType;
import java.util.Optional;

/**
 * What the rules need to know of one entry of a layer that is no directory.
 *
 * @param text the content of a small text that is looked into
 * @param machine {@code e_machine}, if it is an ELF file
 * @param module what is wrong with it, if it has the name of a module
 */
record FileFacts(
        EntryType type, int mode, Optional<byte[]> text, Optional<Integer> machine, Optional<ModuleFinding> module) {}
