/** Real servers, applications that can be killed, and what is promised of every record that goes through them. */
@org.jspecify.annotations.NullUnmarked
package io.alignstreams.harness;
