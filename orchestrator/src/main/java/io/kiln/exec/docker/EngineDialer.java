package io.kiln.exec.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/** Makes connections to an engine that the transport cannot reach by itself. */
interface EngineDialer {

    /** @throws IOException whose message is a sentence for the user */
    Line dial() throws IOException;

    /** One connection; either direction may end before the other. */
    interface Line {

        /** What the engine says, to the end of what it says. */
        InputStream in();

        /** What the engine is told; closed when there is no more. */
        OutputStream out();

        /** Both directions have ended: lets it end by itself, and ends it if it does not soon. */
        void end();

        /** Ends both directions at once; returns when nothing is left of it. */
        void close();

        /** Once the engine said nothing at all: the sentence for the user that says why. Waits a little for it. */
        Optional<String> failure();
    }
}
