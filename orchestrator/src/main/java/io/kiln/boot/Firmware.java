package io.kiln.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * UEFI firmware for QEMU (OVMF), as distributions install it.
 *
 * @param code read only
 * @param variables the empty store of variables; each machine writes to a copy
 */
record Firmware(Path code, Path variables) {

    private static final List<Firmware> PLACES = List.of(
            at("/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"),
            at("/usr/share/OVMF/OVMF_CODE.fd", "/usr/share/OVMF/OVMF_VARS.fd"),
            at("/usr/share/edk2/ovmf/OVMF_CODE.fd", "/usr/share/edk2/ovmf/OVMF_VARS.fd"),
            at("/usr/share/edk2/x64/OVMF_CODE.4m.fd", "/usr/share/edk2/x64/OVMF_VARS.4m.fd"),
            at("/usr/share/edk2-ovmf/x64/OVMF_CODE.fd", "/usr/share/edk2-ovmf/x64/OVMF_VARS.fd"));

    /** The firmware of this machine. */
    static Firmware find() throws IOException {
        for (Firmware place : PLACES) {
            if (Files.isReadable(place.code) && Files.isReadable(place.variables)) {
                return place;
            }
        }
        throw new IOException("there is no UEFI firmware for QEMU on this machine (looked for " + PLACES.get(0).code
                + " and the like). Debian: apt-get install qemu-system-x86 ovmf");
    }

    private static Firmware at(String code, String variables) {
        return new Firmware(Path.of(code), Path.of(variables));
    }
}
