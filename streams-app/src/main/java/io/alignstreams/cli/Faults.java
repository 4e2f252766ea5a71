package io.alignstreams.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.security.cert.CertificateExpiredException;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;

/** What went wrong, in a sentence for users. */
final class Faults {
    private Faults() {}

    /** Names the file, where there is one, and the cause; a fault that nobody wrote a sentence for has its class named. */
    static String describe(Throwable fault) {
        if (fault instanceof IOException io) {
            String file = io instanceof FileSystemException about ? about.getFile() : null;
            return file == null ? reason(io) : file + ": " + reason(io);
        }
        Throwable cause = fault.getCause();
        if (cause != null && saysNothingItself(fault)) {
            return describe(cause);
        }
        String message = fault.getMessage();
        if (message != null && (fault instanceof KafkaException || fault instanceof UncheckedIOException)) {
            String why = cause == null ? "" : describe(cause);
            return message.contains(why) ? message : message + ": " + why;
        }
        if (fault instanceof OutOfMemoryError) {
            return "out of memory (" + message + "): expected to get by with a heap of "
                    + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MB; ALIGN_STREAMS_OPTS=-Xmx2g, for instance, gives more";
        }
        boolean isOurs = fault.getClass().getName().startsWith("io.alignstreams.");
        return isOurs && message != null ? message : fault.toString();
    }

    private static boolean saysNothingItself(Throwable fault) {
        return fault instanceof ExecutionException
                || fault instanceof CompletionException
                || fault.getMessage() == null
                || fault.getMessage().equals(String.valueOf(fault.getCause()));
    }

    /** Says why a file, or whatever else, could not be used, without its name. */
    static String reason(IOException fault) {
        if (fault instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (fault instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (fault instanceof NotDirectoryException) {
            return "expected a folder, found a file";
        }
        if (fault instanceof FileAlreadyExistsException) {
            return "expected nothing there, found a file or folder";
        }
        if (fault instanceof DirectoryNotEmptyException) {
            return "expected an empty folder, found files in it";
        }
        if (fault instanceof CharacterCodingException) {
            return "expected text in UTF-8, found other bytes";
        }
        if (fault instanceof ConnectException && fault.getMessage() == null) {
            return "connection refused";
        }
        String message = fault instanceof FileSystemException file ? file.getReason() : fault.getMessage();
        return Objects.requireNonNullElse(message, fault.toString()) + certificateFault(fault);
    }

    /** What is wrong with a certificate, which lies deep below what is said of a connection. */
    private static String certificateFault(Throwable fault) {
        Throwable cause = fault;
        while (cause != null && !(cause instanceof CertificateExpiredException)) {
            cause = cause.getCause();
        }
        return cause == null ? "" : ": the certificate has expired, " + cause.getMessage();
    }
}
