package io.alignstreams.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** A scenario of the fault suite, on {@link LocalServers}: seconds of it with every build, the whole with {@code -Pfaults}. */
@Tag("faults")
@ExtendWith(LocalServers.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Scenario {}
