package io.alignstreams.serde;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.Encoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Writes generated records: vectors as one block, and what has none by the code that was generated for it, without looking
 * each field up in the schema and without boxing.
 */
final class RecordWriter extends SpecificDatumWriter<SpecificRecord> {
    private static final SpecificData GENERATED_CODE = new SpecificData();

    static {
        GENERATED_CODE.setCustomCoders(true);
    }

    RecordWriter(Schema schema) {
        super(schema, hasFloats(schema) ? SpecificData.get() : GENERATED_CODE);
    }

    private static boolean hasFloats(Schema schema) {
        return schema.getFields().stream()
                .map(Schema.Field::schema)
                .anyMatch(field -> field.getType() == Schema.Type.ARRAY
                        && field.getElementType().getType() == Schema.Type.FLOAT);
    }

    @Override
    protected void writeArray(Schema schema, Object datum, Encoder out) throws IOException {
        if (datum instanceof FloatVector vector && !vector.isEmpty()) {
            out.writeArrayStart();
            out.setItemCount(vector.size());
            out.writeFixed(vector.littleEndian());
            out.writeArrayEnd();
        } else {
            super.writeArray(schema, datum, out);
        }
    }
}
