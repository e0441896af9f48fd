package io.kiln.exec.docker;

import java.io.IOException;

/** Something that is asked of an engine. */
@FunctionalInterface
public interface EngineCall<T> {

    T run() throws IOException, InterruptedException;
}
