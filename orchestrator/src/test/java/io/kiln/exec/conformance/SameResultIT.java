package io.kiln.exec.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.exec.MemoryInstructionCache;
import io.kiln.exec.StageResult;
import io.kiln.exec.StageTask;
import io.kiln.exec.Stages;
import io.kiln.linux.Linux;
import io.kiln.model.NetworkMode;
import io.kiln.oci.layer.Compression;
import io.kiln.oci.layer.LayerBlob;
import io.kiln.oci.layer.LayerProfile;
import io.kiln.oci.layout.OciLayout;
import io.kiln.progress.BuildEvent;
import io.kiln.store.OverlayMarks;
import io.kiln.store.SnapshotDraft;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotLayerContent;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same stages, from empty stores, on every executor: the same images by digest, and the same files in a dependent. */
class SameResultIT {

    private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);

    /* Times that a script does not set are those of its run, so all are set; names of one file where they are made, since
    a change in a later instruction makes a file of each. */
    private static final String MAKE = """
            mkdir -p /out/etc /out/bin /out/lib/deep/er /out/empty /out/dev /out/links; cd /out
            cat /data/shared /tmp/build/sub/source.txt > etc/text; printf '%s\\n' "$PKG_NAME" > etc/name
            for i in $(seq 200); do echo "file $i" > lib/deep/$i; done; seq 200000 > lib/deep/er/large
            cp /bin/busybox bin/tool; chown 7:8 bin/tool; chmod 4755 bin/tool; ln bin/tool bin/tool-again
            /usr/sbin/setcap cap_net_bind_service+ep lib/deep/er/large; ln lib/deep/er/large lib/large
            echo secret > etc/secret; chmod 600 etc/secret; chown 1000:100000 empty; chmod 1777 empty; chmod 2750 lib/deep
            ln -s ../bin/tool links/relative; ln -s /etc/text links/absolute; ln -s nowhere links/dangling; ln -s ../lib links/directory
            mknod dev/console c 5 1; mknod dev/disk b 8 300; mknod dev/fifo p; chmod 640 dev/disk dev/fifo
            echo odd > "$(printf 'n\\377\\376')"; echo space > ' a b '; echo long > "$(printf '%0200d' 1)"
            dd if=/dev/zero of=sparse bs=1 count=1 seek=30000000 2>/dev/null; : > nothing
            setfattr -n user.note -v 0x0100ff bin/tool; setfattr -n user.dir -v 1 lib/deep; setfattr -n user.old -v 1 nothing
            touch -d '2001-02-03 04:05:06' bin/tool lib/large
            """;

    private static final String CHANGE = """
            cd /out; rm lib/deep/7; rm -r empty; mkdir empty; chmod 751 empty; echo changed > lib/deep/8; mv lib/deep/9 lib/moved; ln lib/moved lib/moved-again
            setfattr -x user.old nothing; setfattr -n user.new -v new lib/deep/10
            rm -r /data/gone; echo more >> etc/text; rm links/dangling; mkdir links/dangling; cp -r /data data
            touch -d '2003-02-03 04:05:06' lib/moved data/shared /data
            perl -e 'socket(S, 1, 1, 0) or die; bind(S, pack("Sa*", 1, "agent\\0")) or die $!'
            """;

    private static final String SET_TIMES = """
            cd /out; find . '(' -type d -o -links 1 ')' -exec touch -h -d '2001-02-03 04:05:06' {} +
            find lib -type d -exec touch -d '2002-03-04 05:06:07' {} +
            """;

    /* A file that two entries of finalize give may be one or two, and no archive could tell. */
    private static final String LIST = """
            cd /in; export LC_ALL=C; find . | sort > /tmp/names
            while IFS= read -r name; do
                stat -c '%n %F %a %u:%g %t,%T %Y' "$name"
                if [ -f "$name" ] && [ ! -h "$name" ]; then stat -c '%s' "$name"; sha256sum < "$name"; fi
                if [ -h "$name" ]; then stat -c '%N' "$name"; fi
                getfattr -h -d -m '^(user[.]|security[.]capability)' -e hex "$name"
            done < /tmp/names
            echo same files; find . -path ./usr -prune -o -type f -exec stat -c '%i %n' {} + | sort > /tmp/inodes
            while read -r inode name; do
                if [ "$inode" = "${last:-}" ]; then echo "$first = $name"; else first=$name; last=$inode; fi
            done < /tmp/inodes | sort
            """;

    private record Outcome(List<String> layers, List<String> listing) {}

    @TempDir
    Path directory;

    @Test
    void everyExecutorGivesTheSameImagesAndTheSameFiles() throws Exception {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        for (ExecutorUnderTest underTest : Executors.all()) {
            outcomes.put(underTest.name(), outcome(underTest));
        }

        Map.Entry<String, Outcome> first = outcomes.entrySet().iterator().next();
        assertThat(outcomes).hasSizeGreaterThan(1);
        assertThat(first.getValue().listing().size()).isGreaterThan(800);
        assertThat(last(first.getValue().listing()))
                .containsExactly(
                        "same files",
                        "./bin/tool = ./bin/tool-again",
                        "./data/shared = ./data/shared-again",
                        "./lib/deep/er/large = ./lib/large",
                        "./lib/moved = ./lib/moved-again");
        outcomes.forEach((name, outcome) -> {
            assertThat(without(first.getValue().listing(), outcome.listing()))
                    .as("what a dependent of %s sees, and none of %s", first.getKey(), name)
                    .isEmpty();
            assertThat(without(outcome.listing(), first.getValue().listing()))
                    .as("what a dependent of %s sees, and none of %s", name, first.getKey())
                    .isEmpty();
            assertThat(outcome.listing()).isEqualTo(first.getValue().listing());
            assertThat(outcome.layers())
                    .as("digests of the layers that %s gives, against %s", name, first.getKey())
                    .isEqualTo(first.getValue().layers());
        });
    }

    private static List<String> without(List<String> all, List<String> some) {
        List<String> left = new ArrayList<>(all);
        left.removeAll(some);
        return left;
    }

    private static List<String> last(List<String> listing) {
        return listing.subList(listing.indexOf("same files"), listing.size());
    }

    private Outcome outcome(ExecutorUnderTest underTest) throws Exception {
        Path folder = Files.createDirectory(directory.resolve(underTest.name()));
        try (Workshop workshop = Workshop.open(underTest)) {
            SnapshotStore store = workshop.store();
            StageResult made = workshop.executor().execute(making(workshop, folder), event -> {});
            List<String> listing = new ArrayList<>();
            SnapshotId[] layers = made.layers().toArray(SnapshotId[]::new);
            StageResult passedOn = workshop.executor()
                    .execute(
                            stages(workshop, folder)
                                    .input("made", "/", "/in", layers)
                                    .build(LIST)
                                    .finalize("/in", "/again")
                                    .task(),
                            event -> {
                                if (event instanceof BuildEvent.InstructionLogged logged) {
                                    listing.add(logged.line());
                                }
                            });
            OciLayout layout = OciLayout.openOrCreate(folder.resolve("layout"));
            List<String> digests = new ArrayList<>();
            for (StageResult result : List.of(made, passedOn)) {
                for (SnapshotId layer : result.layers()) {
                    digests.add(blob(store, layer, layout));
                }
            }
            return new Outcome(digests, listing);
        }
    }

    private StageTask making(Workshop workshop, Path folder) throws IOException {
        Path source = Files.writeString(folder.resolve("source"), "source\n", StandardCharsets.UTF_8);
        Linux.chmod(source, 0644);
        Linux.setTime(source, FileTime.from(TIME));
        return stages(workshop, folder)
                .input("data", data(workshop.store()))
                .sources(Map.of("sub/source.txt", source))
                .build(MAKE)
                .caches(Map.of("/out/cache", Files.createDirectories(folder.resolve("cache-" + folder.getFileName()))))
                .buildAndTests(List.of("echo cached > /out/cache/f"), List.of("rm -r /out/lib"))
                .network(NetworkMode.HOST)
                .caches(Map.of())
                .build(CHANGE, SET_TIMES)
                .finalize("/out", "/")
                .finalize("/out/lib", "/usr/lib")
                .finalize("/out/etc/text", "/usr/")
                .finalize("/data", "/usr/data")
                .task();
    }

    private static Stages stages(Workshop workshop, Path folder) {
        return new Stages(new MemoryInstructionCache(), folder.resolve("log")).input("base", workshop.base());
    }

    /** An input with its own attributes, and a layer that removes some of the one below. */
    private static SnapshotId[] data(SnapshotStore store) throws IOException {
        SnapshotId low;
        try (SnapshotDraft draft = store.begin()) {
            Path data = Files.createDirectories(draft.root().resolve("data/dir"));
            Files.createDirectories(draft.root().resolve("data/gone"));
            Path shared = Files.writeString(draft.root().resolve("data/shared"), "shared\n");
            Linux.link(shared, draft.root().resolve("data/shared-again"));
            Linux.lchown(shared, 3, 4);
            Files.writeString(draft.root().resolve("data/removed"), "removed");
            Files.writeString(data.resolve("hidden"), "hidden");
            setTimes(draft.root());
            low = store.commit(draft, "low", false);
        }
        try (SnapshotDraft draft = store.begin()) {
            Path data = Files.createDirectories(draft.root().resolve("data/dir"));
            OverlayMarks.makeOpaque(data);
            OverlayMarks.makeWhiteout(draft.root().resolve("data/removed"));
            Files.writeString(data.resolve("seen"), "seen\n");
            setTimes(draft.root());
            return new SnapshotId[] {low, store.commit(draft, "high", true)};
        }
    }

    private static void setTimes(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Linux.setTime(file, FileTime.from(TIME));
            }
        }
    }

    private static String blob(SnapshotStore store, SnapshotId layer, OciLayout layout) throws IOException {
        LayerBlob blob = LayerBlob.write(
                SnapshotLayerContent.forImage(store.layer(layer)), LayerProfile.image(TIME), Compression.GZIP, layout);
        return blob.diffId() + " " + blob.descriptor().digest();
    }
}
