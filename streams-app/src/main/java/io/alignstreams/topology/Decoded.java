package io.alignstreams.topology;

import org.jspecify.annotations.Nullable;

/** What a source read: an event, nothing, or bytes that are no event. All keep the bytes, for a dead letter. */
public sealed interface Decoded<T> {
    /** The record's value as it was read; null if it had none. */
    byte @Nullable [] raw();

    /** A decoded value. */
    record Event<T>(T value, byte[] raw) implements Decoded<T> {
        /** Not the event, for Kafka Streams logs values, and an image's address may have a secret in it. */
        @Override
        public String toString() {
            return "Event[" + raw.length + " bytes]";
        }
    }

    /** A null value. */
    record Absent<T>() implements Decoded<T> {
        @Override
        public byte @Nullable [] raw() {
            return null;
        }
    }

    /** Bytes that could not be decoded, and never can be. */
    record Fault<T>(Refusal refusal, byte[] raw) implements Decoded<T> {}
}
