package io.kiln.extension;

import java.util.Locale;

/** What a system extension must keep to, so that a machine takes it, and does with it what its author meant. */
public enum ExtensionRule {
    /** The root holds {@code manifest.yaml} and {@code rootfs}, and nothing else. */
    LAYOUT,
    /** {@code manifest.yaml} can be read and has what it must have. */
    MANIFEST,
    /** The version of Talos that was named satisfies the manifest's constraint. */
    COMPATIBILITY,
    /** Files and links lie where extensions may put them. */
    ALLOWED_PATH,
    /** Nothing configures the loading of modules: Talos reads neither modprobe.d nor modules-load.d. */
    MODULE_CONFIGURATION,
    /** No devices, pipes and sockets: they become empty files. */
    SPECIAL_FILE,
    /** No hard links: they become empty files. */
    HARD_LINK,
    /** Nobody but the owner and group may write to a file. */
    WORLD_WRITABLE,
    /** Each layer has an entry for every directory that it puts something into. */
    EXPLICIT_DIRECTORY,
    /** Service specs can be run. */
    SERVICE,
    /** Programs and modules are for the image's processor, and the image for the one asked for. */
    ARCHITECTURE,
    /** Modules are plain files, not compressed. */
    COMPRESSED_MODULE,
    /** All modules are for one release, and lie in its directory. */
    RELEASE_DIRECTORY,
    /** Every module is a whole one, signed, and one that the kernel loads, where that is known. */
    MODULE;

    /** The rule in reports, for example {@code hard-link}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
