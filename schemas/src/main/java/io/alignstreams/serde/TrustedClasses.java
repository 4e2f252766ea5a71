package io.alignstreams.serde;

import io.alignstreams.schemas.ImageEvent;
import org.apache.avro.util.ClassSecurityValidator;

/** Avro makes objects only of classes it was told to trust: the generated ones, besides those it trusts already. */
public final class TrustedClasses {
    private static final String GENERATED = ImageEvent.class.getPackageName();

    static {
        ClassSecurityValidator.setGlobal(
                ClassSecurityValidator.composite(ClassSecurityValidator.getGlobal(), type -> type.getPackageName()
                        .equals(GENERATED)));
    }

    private TrustedClasses() {}

    /** Tells Avro, once in the life of the process. Only those who use another serde than ours have to call it. */
    public static void trustGenerated() {
        // The class is initialised by the call.
    }
}
