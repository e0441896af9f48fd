package io.kiln.cli;

import io.kiln.exec.BuildException;
import io.kiln.extension.ExtensionFormatException;
import io.kiln.image.WrongArchiveException;
import io.kiln.imager.ImagerFormatException;
import io.kiln.kmod.KmodFormatException;
import io.kiln.model.yaml.DiagnosticException;
import io.kiln.oci.MalformedDocumentException;
import io.kiln.registry.RegistryUnreachableException;
import io.kiln.squashfs.SquashfsException;
import io.kiln.uki.UkiFormatException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns what went wrong into sentences and an exit code; a stack trace is shown only with {@code --debug}. */
final class Failures implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
        if (line.getCommandSpec().root().userObject() instanceof KilnCommand kiln && kiln.debug) {
            failure.printStackTrace(System.err);
        }
        int exitCode = report(failure, System.err);
        if (line.getCommandSpec().optionsMap().containsKey(RegistryAccess.INSECURE) && isPlainHttp(failure)) {
            System.err.println("  hint: with " + RegistryAccess.INSECURE + ", plain http is spoken to it");
        }
        return exitCode;
    }

    private static boolean isPlainHttp(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RegistryUnreachableException unreachable) {
                return unreachable.answeredWithoutTls();
            }
        }
        return false;
    }

    static int report(Throwable failure, PrintStream err) {
        if (failure instanceof DiagnosticException wrong) {
            wrong.diagnostics().forEach(d -> err.println(d.render()));
            return ExitCodes.WRONG_INPUT;
        }
        if (failure instanceof BuildException build) {
            err.println("kiln: " + build.getMessage());
            return build.exitCode();
        }
        if (isInterruption(failure)) {
            err.println("kiln: interrupted; what was finished is kept");
            return ExitCodes.INTERRUPTED;
        }
        if (isWrongInput(failure)) {
            err.println("kiln: " + failure.getMessage());
            return ExitCodes.WRONG_INPUT;
        }
        if (failure instanceof IOException io) {
            err.println("kiln: " + sentence(io));
            return ExitCodes.ENVIRONMENT;
        }
        if (failure instanceof OutOfMemoryError) {
            err.println("kiln: there was not enough memory; KILN_JAVA_OPTS=-Xmx2g gives it more");
            return ExitCodes.ENVIRONMENT;
        }
        err.println("kiln: this is a bug in Kiln: " + failure + " (run again with --debug for the details)");
        return ExitCodes.FAILED;
    }

    private static boolean isWrongInput(Throwable failure) {
        return failure instanceof UsageException
                || failure instanceof KmodFormatException
                || failure instanceof WrongArchiveException
                || failure instanceof UkiFormatException
                || failure instanceof ImagerFormatException
                || failure instanceof SquashfsException
                || failure instanceof ExtensionFormatException
                || failure instanceof MalformedDocumentException;
    }

    private static boolean isInterruption(Throwable failure) {
        return failure instanceof InterruptedException
                || failure instanceof ClosedByInterruptException
                || (failure instanceof InterruptedIOException && !(failure instanceof SocketTimeoutException));
    }

    private static String sentence(IOException failure) {
        String message = failure.getMessage();
        if (failure instanceof NoSuchFileException) {
            return "there is no file " + message;
        }
        if (failure instanceof AccessDeniedException) {
            return "access to " + message + " is denied";
        }
        if (failure instanceof FileSystemException file && contains(file.getReason(), "No space left")) {
            return "the disk is full: " + file.getFile() + " could not be written. Free some space and build again.";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return message + " exists and is not a folder; choose another place for it";
        }
        if (failure instanceof FileSystemException file && file.getReason() != null) {
            return file.getFile() + ": " + file.getReason();
        }
        if (contains(message, "No space left")) {
            return "the disk is full. Free some space and build again.";
        }
        return message == null ? failure.toString() : message;
    }

    private static boolean contains(@Nullable String text, String part) {
        return text != null && text.contains(part);
    }
}
