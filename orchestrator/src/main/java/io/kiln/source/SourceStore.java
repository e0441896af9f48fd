package io.kiln.source;

import io.kiln.exec.BuildException;
import io.kiln.model.Source;
import io.kiln.progress.BuildEvent;
import io.kiln.progress.BuildEvents;
import io.kiln.store.KeyLocks;
import io.kiln.store.KilnHome;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The sources of packages, kept by SHA-256 below {@code sources/sha256} of the store. What it hands out had both of its
 * sums verified. Thread-safe, and safe beside other Kiln processes on the same store.
 */
public final class SourceStore {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern SHA512 = Pattern.compile("[0-9a-f]{128}");

    private final VerifiedFiles files;
    private final KeyLocks locks;
    private final List<Path> distdirs;
    private final FetchPolicy policy;
    private final Supplier<HttpFetcher> http;

    /**
     * A store in this directory, which is made when the first source comes.
     *
     * @param home {@code $KILN_HOME}
     * @param distdirs directories with files that were downloaded before, looked into first, in order
     */
    public SourceStore(Path home, List<Path> distdirs, FetchPolicy policy) {
        this.files = new VerifiedFiles(home);
        this.locks = new KeyLocks(new KilnHome(home));
        this.distdirs = List.copyOf(distdirs);
        this.policy = policy;
        this.http = new Lazy<>(() -> new HttpFetcher(policy)); // costs a lot, and most builds need none
    }

    /**
     * The file of a source: out of the store, else out of a distdir, else from its URL. A file with the right name and
     * the wrong sums in a distdir is warned of and passed over.
     *
     * @param packageName named in messages
     * @return a file of the store that nobody may change
     * @throws ChecksumMismatchException if the URL gives another file; nothing is kept then
     * @throws SourceFetchException if the URL gives none
     * @throws SourceStoreException if the store cannot be used
     */
    public Path fetch(Source source, String packageName, BuildEvents events)
            throws BuildException, InterruptedException {
        try {
            SourceUrl url = checked(source);
            try (KeyLocks.Held lock = locks.acquire("source-" + source.sha256())) {
                Optional<Checksums> kept = files.find(source.sha256());
                if (kept.isPresent()) {
                    return verified(source, packageName, url, kept.get());
                }
                Optional<Path> local = fromDistdirs(source, packageName, url, events);
                return local.isPresent() ? local.get() : fromUrl(source, packageName, url, events);
            }
        } catch (FetchFailure e) {
            throw SourceFetchException.of(packageName, source, e);
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            Thread.interrupted();
            InterruptedException interrupted = new InterruptedException("interrupted while fetching a source");
            interrupted.initCause(e);
            throw interrupted;
        } catch (IOException e) {
            throw new SourceStoreException(files.directory(), e);
        }
    }

    private static SourceUrl checked(Source source) throws FetchFailure {
        if (!SHA256.matcher(source.sha256()).matches()
                || !SHA512.matcher(source.sha512()).matches()) {
            throw FetchFailure.wrongInput("sha256 must be 64 and sha512 must be 128 lower-case hex digits");
        }
        return SourceUrl.parse(source.url());
    }

    private Path verified(Source source, String packageName, SourceUrl url, Checksums actual)
            throws ChecksumMismatchException {
        if (!actual.equals(Checksums.wantedBy(source))) {
            throw ChecksumMismatchException.of(packageName, source, url.toString(), actual);
        }
        return files.file(actual.sha256());
    }

    private Optional<Path> fromDistdirs(Source source, String packageName, SourceUrl url, BuildEvents events)
            throws IOException, InterruptedException {
        Optional<String> name = url.fileName();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        for (Path distdir : distdirs) {
            Path candidate = distdir.resolve(name.get());
            if (!Files.isRegularFile(candidate)) {
                continue;
            }
            try (IncomingFile incoming = files.incoming(source.sha256(), policy.maxBytes())) {
                copy(candidate, incoming);
                Checksums actual = incoming.finish();
                if (actual.equals(Checksums.wantedBy(source))) {
                    return Optional.of(files.keep(incoming, actual));
                }
                events.on(new BuildEvent.Warned(packageName + ": " + candidate
                        + " is not used: its checksums are not those at " + source.at()));
            } catch (FetchFailure e) {
                events.on(new BuildEvent.Warned(packageName + ": " + candidate + " is not used: " + e.getMessage()));
            }
        }
        return Optional.empty();
    }

    private Path fromUrl(Source source, String packageName, SourceUrl url, BuildEvents events)
            throws IOException, InterruptedException, ChecksumMismatchException {
        events.on(new BuildEvent.SourceFetching(url.toString()));
        try (IncomingFile incoming = files.incoming(source.sha256(), policy.maxBytes())) {
            if (url.scheme().equals("file")) {
                copy(Path.of(url.uri().getPath()), incoming);
            } else {
                new Retrier(policy).download(http.get(), url, incoming);
            }
            Checksums actual = incoming.finish();
            verified(source, packageName, url, actual);
            Path kept = files.keep(incoming, actual);
            events.on(new BuildEvent.SourceFetched(url.toString(), incoming.size()));
            return kept;
        }
    }

    private static void copy(Path file, IncomingFile incoming) throws IOException, InterruptedException {
        if (!Files.isRegularFile(file)) {
            throw FetchFailure.missingFile("there is no file " + file);
        }
        InputStream in;
        try {
            in = Files.newInputStream(file);
        } catch (IOException e) {
            throw FetchFailure.missingFile("the file " + file + " cannot be read: " + e);
        }
        try (in) {
            incoming.append(in);
        }
    }
}
