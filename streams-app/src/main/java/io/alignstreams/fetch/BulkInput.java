package io.alignstreams.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream of which all is read in one way, so that whoever limits or watches it has one method to write. */
abstract class BulkInput extends FilterInputStream {
    BulkInput(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public abstract int read(byte[] to, int offset, int length) throws IOException;
}
