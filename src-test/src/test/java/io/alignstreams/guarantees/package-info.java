/** What is promised of the application, tried on real servers. */
@org.jspecify.annotations.NullUnmarked
package io.alignstreams.guarantees;
