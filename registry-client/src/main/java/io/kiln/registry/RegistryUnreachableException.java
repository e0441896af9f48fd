package io.kiln.registry;

import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** No answer came: nothing listens there, the name is unknown, or the connection failed. */
public final class RegistryUnreachableException extends RegistryException {

    private static final long serialVersionUID = 1L;

    RegistryUnreachableException(RegistryFailure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }

    /** Whether something answered that does not speak TLS, so that plain http may be what it speaks. */
    public boolean answeredWithoutTls() {
        return getCause() instanceof SSLException tls && TlsFailure.isNoTls(tls);
    }
}
