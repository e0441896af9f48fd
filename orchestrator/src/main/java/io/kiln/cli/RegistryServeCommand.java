package io.kiln.cli;

import io.kiln.registry.server.RegistryServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kiln registry serve}. */
@Command(name = "serve", description = "Serve a registry on a loopback address until interrupted.")
final class RegistryServeCommand implements Callable<Integer> {

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:5005",
            description = "Where to listen; loopback only (default: ${DEFAULT-VALUE}).")
    String listen = "127.0.0.1:5005";

    @Option(
            names = "--storage",
            paramLabel = "DIR",
            description = "Where images are kept (default: registry/ in the store).")
    @Nullable
    Path storage;

    @Mixin
    StoreOption store = new StoreOption();

    @Override
    public Integer call() throws IOException {
        Path directory =
                storage != null ? storage : store.home().create().root().resolve("registry");
        try (RegistryServer server = start(directory)) {
            System.out.println("serving " + directory + " at "
                    + server.address().getHostString() + ":" + server.address().getPort());
            System.out.flush();
            new CountDownLatch(1).await(); // until interrupted
        } catch (InterruptedException e) {
            System.out.println("the registry is stopped");
        }
        return ExitCodes.OK;
    }

    private RegistryServer start(Path directory) throws IOException {
        InetSocketAddress address = address();
        if (address.isUnresolved()) {
            throw new UsageException("--listen: there is no host '" + address.getHostString() + "'");
        }
        try {
            return RegistryServer.start(address, directory);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--listen: " + e.getMessage());
        } catch (BindException e) {
            throw new IOException(
                    "something listens on " + listen + " already; stop it, or choose another port with --listen", e);
        }
    }

    private InetSocketAddress address() {
        int colon = listen.lastIndexOf(':');
        try {
            return new InetSocketAddress(listen.substring(0, colon), Integer.parseInt(listen.substring(colon + 1)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new UsageException("--listen takes HOST:PORT, not '" + listen + "'");
        }
    }
}
