package io.kiln.boot;

/** How a boot ended. */
public enum BootEnd {
    READY("the machine reported that it is ready"),
    POWER_OFF("the machine switched itself off"),
    SETTLED("all that was expected was seen, and the console was quiet"),
    EXITED("QEMU ended"),
    PANIC("the kernel panicked"),
    DEADLINE("the time was up"),
    SILENT("the machine printed nothing"),
    FLOOD("the machine printed more than Kiln keeps");

    private final String words;

    BootEnd(String words) {
        this.words = words;
    }

    /** As a clause. */
    public String words() {
        return words;
    }

    /** Whether the machine came to an end of its own. */
    boolean complete() {
        return this == READY || this == POWER_OFF;
    }
}
