package io.kiln.source;

import java.nio.file.Path;

/** A process that takes a lock, says so with one letter, and holds it until it is killed. */
final class LockHolder {

    private LockHolder() {}

    public static void main(String[] arguments) throws Exception {
        SumLock lock = SumLock.acquire(Path.of(arguments[0]));
        System.out.write('h');
        System.out.flush();
        Thread.sleep(60_000);
        lock.close();
    }
}
