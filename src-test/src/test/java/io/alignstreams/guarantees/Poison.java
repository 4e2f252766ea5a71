package io.alignstreams.guarantees;

import io.alignstreams.topology.Code;

/** What can be wrong with an image event, and the code that it is refused with. */
enum Poison {
    BAD_MAGIC(Code.NOT_AVRO),
    PLAIN_TEXT(Code.NOT_AVRO),
    SHORTER_THAN_AN_ID(Code.NOT_AVRO),
    TRUNCATED_AVRO(Code.NOT_AVRO),
    NEGATIVE_LENGTH(Code.NOT_AVRO),
    ANOTHER_TYPE(Code.NOT_AVRO),
    FOREIGN_RECORD(Code.NOT_AVRO),
    FOREIGN_STRING(Code.NOT_AVRO),
    UNKNOWN_ID(Code.SCHEMA_UNKNOWN),
    NULL_KEY(Code.KEY_NULL),
    NULL_VALUE(Code.VALUE_NULL),
    NULL_KEY_AND_VALUE(Code.KEY_NULL),
    /** Kafka's own word for no timestamp, -1. */
    NO_TIMESTAMP(Code.BAD_TIMESTAMP),
    BEFORE_1970(Code.BAD_TIMESTAMP),
    FAR_AHEAD(Code.BAD_TIMESTAMP),
    IMAGE_EMPTY(Code.IMAGE_EMPTY),
    IMAGE_OF_NO_FORMAT(Code.IMAGE_FORMAT),
    IMAGE_CUT(Code.IMAGE_UNDECODABLE),
    IMAGE_OF_TOO_MANY_PIXELS(Code.IMAGE_TOO_LARGE);

    private final Code code;

    Poison(Code code) {
        this.code = code;
    }

    String code() {
        return code.name();
    }
}
