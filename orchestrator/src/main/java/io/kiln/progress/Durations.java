package io.kiln.progress;

import java.time.Duration;
import java.util.Locale;

/** Durations as people read them: {@code 0.4s}, {@code 12s}, {@code 4m05s}. */
public final class Durations {

    private Durations() {}

    public static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 10_000) {
            return String.format(Locale.ROOT, "%.1fs", millis / 1000.0);
        }
        long seconds = Math.round(millis / 1000.0);
        return seconds < 60 ? seconds + "s" : String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60);
    }
}
