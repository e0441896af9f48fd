package io.kiln.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import org.jspecify.annotations.Nullable;

/** The functions of the C library that are used, mapped directly. Path names are zero-terminated bytes. */
final class LibC {

    static {
        Native.register("c");
    }

    private LibC() {}

    static native long lgetxattr(byte[] path, byte[] name, byte @Nullable [] value, long size)
            throws LastErrorException;

    static native long llistxattr(byte[] path, byte @Nullable [] list, long size) throws LastErrorException;

    static native int lsetxattr(byte[] path, byte[] name, byte[] value, long size, int flags) throws LastErrorException;

    static native int mknod(byte[] path, int mode, long dev) throws LastErrorException;

    static native int symlink(byte[] target, byte[] path) throws LastErrorException;

    static native long readlink(byte[] path, byte[] target, long size) throws LastErrorException;

    static native int lchown(byte[] path, int uid, int gid) throws LastErrorException;

    static native int chmod(byte[] path, int mode) throws LastErrorException;

    static native int linkat(int oldDir, byte[] oldPath, int newDir, byte[] newPath, int flags)
            throws LastErrorException;

    static native int renameat(int oldDir, byte[] oldPath, int newDir, byte[] newPath) throws LastErrorException;

    static native int utimensat(int dir, byte[] path, long[] times, int flags) throws LastErrorException;

    static native int open(byte[] path, int flags, int mode) throws LastErrorException;

    static native int syncfs(int descriptor) throws LastErrorException;

    static native int close(int descriptor) throws LastErrorException;

    static native String strerror(int errno);
}
