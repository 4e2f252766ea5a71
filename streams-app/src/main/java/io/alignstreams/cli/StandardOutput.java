package io.alignstreams.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Standard output, which remembers what a writer around it does not tell: why it could not be written. */
final class StandardOutput extends FilterOutputStream {
    private static final String READER_IS_GONE = "Broken pipe";

    private @Nullable IOException fault;

    StandardOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            fault = e;
            throw e;
        }
    }

    /**
     * Makes sure that everything went out. A reader that wants no more, such as {@code head}, is no fault.
     *
     * @throws IOException if it did not, because a disk is full, for instance
     */
    void requireWritten() throws IOException {
        if (fault != null && !READER_IS_GONE.equals(fault.getMessage())) {
            throw new IOException("standard output: " + fault.getMessage(), fault);
        }
    }
}
