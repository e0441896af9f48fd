package io.kiln.source;

import io.kiln.store.KeyLocks;
import io.kiln.store.KilnHome;
import java.nio.file.Path;

/** A process that takes a lock, says so with one letter, and holds it until it is killed. */
final class LockHolder {

    private LockHolder() {}

    public static void main(String[] arguments) throws Exception {
        KeyLocks.Held lock = new KeyLocks(new KilnHome(Path.of(arguments[0]))).acquire(arguments[1]);
        System.out.write('h');
        System.out.flush();
        Thread.sleep(60_000);
        lock.close();
    }
}
