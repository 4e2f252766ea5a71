package io.alignstreams.serde;

import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;

/** What serializers and deserializers ask of a schema registry. Any number of threads may share one. */
public interface SchemaRegistryClient extends AutoCloseable {
    /**
     * Registers a schema under a subject, or finds it there.
     *
     * @return the schema's id
     * @throws SerializationException if the registry refuses it, an incompatible schema for instance
     */
    int register(String subject, Schema schema, boolean normalize);

    /**
     * Looks a schema up under a subject.
     *
     * @return the schema's id
     * @throws SerializationException if it is not registered there
     */
    int idOf(String subject, Schema schema, boolean normalize);

    /**
     * Finds the schema with an id.
     *
     * @throws UnknownSchemaException if the registry has none with it
     * @throws SerializationException if it is no Avro schema
     */
    Schema schemaOf(int id);

    @Override
    default void close() {}
}
