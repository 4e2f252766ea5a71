package io.alignstreams.serde;

import org.apache.avro.specific.SpecificData;

/**
 * Avro's settings with which generated classes write and read themselves, where they can: without looking each field up in
 * the schema, and without boxing.
 */
final class GeneratedCoders {
    static final SpecificData DATA = data();

    private GeneratedCoders() {}

    private static SpecificData data() {
        SpecificData data = new SpecificData();
        data.setCustomCoders(true);
        return data;
    }
}
