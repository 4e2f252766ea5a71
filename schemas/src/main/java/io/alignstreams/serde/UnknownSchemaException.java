package io.alignstreams.serde;

import org.apache.kafka.common.errors.SerializationException;

/** The bytes name a schema that the registry does not have: a fault of the data, which no retry will heal. */
public final class UnknownSchemaException extends SerializationException {
    private static final long serialVersionUID = 1L;

    public UnknownSchemaException(String message) {
        super(message);
    }
}
