package io.kiln.exec.docker;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Something that is asked of an engine. */
@FunctionalInterface
public interface EngineCall<T extends @Nullable Object> {

    T run() throws IOException, InterruptedException;
}
