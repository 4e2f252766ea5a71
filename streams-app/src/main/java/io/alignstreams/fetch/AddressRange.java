package io.alignstreams.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A range of IP addresses.
 *
 * @param prefix network address, 4 or 16 bytes
 * @param bits how many of its first bits count
 */
record AddressRange(byte[] prefix, int bits, String name) {
    /** Reads {@code ADDRESS/BITS}. */
    static AddressRange of(String range, String name) {
        String[] parts = range.split("/", -1);
        try {
            return new AddressRange(InetAddress.getByName(parts[0]).getAddress(), Integer.parseInt(parts[1]), name);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(range, e);
        }
    }

    boolean contains(byte[] address) {
        if (address.length != prefix.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if (((address[bit / Byte.SIZE] ^ prefix[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
