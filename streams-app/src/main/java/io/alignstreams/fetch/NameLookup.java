package io.alignstreams.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Resolves a host's name as {@link InetAddress#getAllByName} does, or an address to itself. */
@FunctionalInterface
interface NameLookup {
    InetAddress[] lookUp(String host) throws UnknownHostException;
}
